import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { FAULT_CATALOG } from '@pksn/domain';
import type { ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import { CuttingProxy } from './cutting-proxy';
import type { Answer, HttpsCaller } from './https-caller';
import { pksnCommand } from './pksn-command';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, trust } from './steps';

const PART = { 'content-type': 'application/offset+octet-stream' };
const ENVIRONMENT = { PKSN_UPLOADS_PER_TOKEN: '3', PKSN_UPLOAD_LIMIT_BYTES: '50000000', PKSN_UPLOAD_EXPIRY: '1h' };

let service: Service;
let vendor: ForgedVendor;
let version = 0;

beforeAll(async () => {
  service = await Service.create();
  await service.start('admin-api', 'admin-api', ENVIRONMENT);
  vendor = forgeVendor('acme', Date.now());
  await trust(service, vendor);
}, 60_000);
afterAll(() => service?.stop());

const aPackage = (): Promise<Buffer> =>
  samplePackage(vendor, { feed: 'acme/core', version: ++version, rows: 'domain,zone\na.example,red', codec: 'none' });
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const announce = (length: number, digest: string, to: HttpsCaller = service.admin): Promise<Answer> =>
  to.post('/api/v1/uploads', {
    headers: {
      'upload-length': String(length),
      'upload-metadata': `sha256 ${base64(digest)},filename ${base64('a.rpk')}`,
    },
  });
const patch = (id: string, offset: number, raw: Buffer | PassThrough): Promise<Answer> =>
  service.admin.send('PATCH', `/api/v1/uploads/${id}`, { raw, headers: { ...PART, 'upload-offset': String(offset) } });
const offsetOf = async (id: string): Promise<number> =>
  (await service.admin.get(`/api/v1/uploads/${id}`)).body.upload.offset as number;
const drop = (id: string): Promise<Answer> => service.admin.send('DELETE', `/api/v1/uploads/${id}`);
const begun = async (bytes: Buffer): Promise<string> => {
  const answer = await announce(bytes.length, sha256(bytes));
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body.upload.id as string;
};
/** As a browser does it: without the digest of the whole. */
const begunUntold = async (bytes: Buffer): Promise<string> => {
  const headers = { 'upload-length': String(bytes.length), 'upload-metadata': `filename ${base64('b.rpk')}` };
  return (await service.admin.post('/api/v1/uploads', { headers })).body.upload.id as string;
};
const checked = (id: string, offset: number, raw: Buffer | PassThrough, part = raw as Buffer): Promise<Answer> => {
  const digest = createHash('sha256').update(part).digest('base64');
  const headers = { ...PART, 'upload-offset': String(offset), 'upload-checksum': `sha256 ${digest}` };
  return service.admin.send('PATCH', `/api/v1/uploads/${id}`, { raw, headers });
};
const spool = (): string[] => readdirSync(join(service.dataDir, 'spool'));

it('takes a package in several goes, and makes an import of it', async () => {
  const bytes = await aPackage();
  const opened = await announce(bytes.length, sha256(bytes));
  expect([opened.status, opened.headers['upload-offset'], opened.headers['tus-resumable']]).toEqual([
    201,
    '0',
    '1.0.0',
  ]);
  const id = opened.body.upload.id as string;
  expect(opened.headers.location).toBe(`/api/v1/uploads/${id}`);
  expect((await patch(id, 0, bytes.subarray(0, 100))).headers['upload-offset']).toBe('100');
  const { uploads } = (await service.admin.get('/api/v1/uploads')).body as { uploads: object[] };
  expect(uploads).toEqual([expect.objectContaining({ id, offset: 100 })]);
  const head = await service.admin.send('HEAD', `/api/v1/uploads/${id}`);
  expect([head.status, head.headers['upload-offset'], head.headers['upload-length']]).toEqual([
    200,
    '100',
    String(bytes.length),
  ]);
  // Whoever announces the same again goes on with it.
  expect((await announce(bytes.length, sha256(bytes))).body.upload).toMatchObject({ id, offset: 100 });
  const last = await patch(id, 100, bytes.subarray(100));
  expect([last.status, last.headers['upload-offset']]).toEqual([204, String(bytes.length)]);
  const { body } = await service.admin.get(`/api/v1/imports/${id}`);
  expect(body).toMatchObject({ state: 'received', fileName: 'a.rpk', sha256: sha256(bytes), sizeBytes: bytes.length });
  expect(spool()).toEqual([`${id}.rpk`]);
  // The answer to the last part may have been lost.
  expect((await service.admin.get(`/api/v1/uploads/${id}`)).body.upload).toMatchObject({ complete: true });
  expect((await patch(id, bytes.length, Buffer.alloc(0))).status).toBe(204);
});

it('refuses a wrong offset, a second writer, and more than was announced, and keeps what is there', async () => {
  const bytes = await aPackage();
  const id = await begun(bytes);
  await patch(id, 0, bytes.subarray(0, 50));
  for (const offset of [0, 49, 51]) {
    const answer = await patch(id, offset, bytes.subarray(50));
    expect([answer.status, answer.body.code, answer.body.offset]).toEqual([409, 'UPLOAD_OFFSET', 50]);
  }
  const slow = new PassThrough();
  slow.write(bytes.subarray(50, 60));
  const first = patch(id, 50, slow);
  await eventually(
    () => offsetOf(id),
    (offset) => offset === 60,
  );
  const second = await patch(id, 60, bytes.subarray(60));
  expect([second.status, second.body.code]).toEqual([409, 'UPLOAD_BUSY']);
  expect((await drop(id)).body.code).toBe('UPLOAD_BUSY');
  slow.end(bytes.subarray(60, 70));
  expect((await first).headers['upload-offset']).toBe('70');
  const beyond = await patch(id, 70, Buffer.concat([bytes.subarray(70), Buffer.from('x')]));
  expect([beyond.status, beyond.body.code]).toEqual([413, 'UPLOAD_TOO_LARGE']);
  const json = await service.admin.send('PATCH', `/api/v1/uploads/${id}`, {
    body: {},
    headers: { 'upload-offset': String(await offsetOf(id)) },
  });
  expect([json.status, json.body.code]).toEqual([415, 'REQUEST_UNSUPPORTED_TYPE']);
  expect((await drop(id)).status).toBe(204);
  expect((await service.admin.get(`/api/v1/uploads/${id}`)).body.code).toBe('NOT_FOUND');
});

it('compares the whole with what was announced, and begins anew when it differs', async () => {
  const bytes = await aPackage();
  const id = await begun(bytes);
  const answer = await patch(id, 0, Buffer.alloc(bytes.length, 1));
  expect([answer.status, answer.body.code]).toEqual([422, 'UPLOAD_CHECKSUM']);
  expect((await service.admin.get(`/api/v1/uploads/${id}`)).status).toBe(404);
  expect((await service.admin.get(`/api/v1/imports/${id}`)).status).toBe(404);
  expect(spool().filter((name) => name.startsWith(id))).toEqual([]);
});

it('takes parts with digests of their own, each whole or not at all, of a file that is not announced by one', async () => {
  const bytes = await aPackage();
  const id = await begunUntold(bytes);
  // Nobody can tell whether two of them are the same file.
  const other = await begunUntold(bytes);
  expect(other).not.toBe(id);
  expect((await drop(other)).status).toBe(204);
  const [first, second] = [bytes.subarray(0, 100), bytes.subarray(100)];
  expect((await checked(id, 0, first)).headers['upload-offset']).toBe('100');
  const wrong = await checked(id, 100, Buffer.alloc(second.length, 1), second);
  expect([wrong.status, wrong.body.code, wrong.body.offset]).toEqual([422, 'UPLOAD_CHECKSUM', 100]);
  const none = await service.admin.send('PATCH', `/api/v1/uploads/${id}`, {
    raw: second,
    headers: { ...PART, 'upload-offset': '100', 'upload-checksum': 'md5 bm9uZQ==' },
  });
  expect(none.body.code).toBe('REQUEST_MALFORMED');
  expect(await offsetOf(id)).toBe(100);
  expect((await checked(id, 100, second)).status).toBe(204);
  const { body } = await service.admin.get(`/api/v1/imports/${id}`);
  expect(body).toMatchObject({ state: 'received', fileName: 'b.rpk', sha256: sha256(bytes) });
});

it('bounds size, number and form of what is announced', async () => {
  const tooLarge = await announce(50_000_001, 'a'.repeat(64));
  expect([tooLarge.status, tooLarge.body.code]).toEqual([413, 'UPLOAD_TOO_LARGE']);
  expect((await announce(0, 'a'.repeat(64))).body.code).toBe('UPLOAD_INCOMPLETE');
  expect((await announce(5, 'none')).body.code).toBe('REQUEST_MALFORMED');
  const open: string[] = [];
  for (const digit of ['a', 'b', 'c']) open.push((await announce(9, digit.repeat(64))).body.upload.id as string);
  const fourth = await announce(9, 'd'.repeat(64));
  expect([fourth.status, fourth.body.code]).toEqual([429, 'UPLOAD_LIMIT']);
  for (const id of open) expect((await drop(id)).status).toBe(204);
});

it('says how much is missing when the reserve would be touched', async () => {
  await service.kill('admin-api');
  await service.start('admin-api', 'admin-api', { ...ENVIRONMENT, PKSN_DISK_RESERVE_BYTES: String(2 ** 50) });
  const answer = await announce(1_000, 'a'.repeat(64));
  expect([answer.status, answer.body.code]).toEqual([507, 'DISK_FULL']);
  expect(answer.body.missingBytes).toBeGreaterThan(2 ** 40);
  // What was announced and refused is kept as a record, too.
  const { body } = await service.admin.get(`/api/v1/imports/${String(answer.body.import)}`);
  expect(body).toMatchObject({
    ...{ state: 'rejected', code: 'DISK_FULL', fileName: 'a.rpk', sizeBytes: 1_000, progress: null },
    ...{ detail: answer.body.detail as string, advice: FAULT_CATALOG.DISK_FULL.advice },
  });
  const { out } = await pksnCommand(['package', 'history', '--refused', ...service.adminFlags]);
  expect(out).toContain(`DISK_FULL: ${String(body.detail)}\n  ${FAULT_CATALOG.DISK_FULL.advice}`);
  await service.kill('admin-api');
  await service.start('admin-api', 'admin-api', ENVIRONMENT);
});

it('goes on where it was after the process was killed in the middle', async () => {
  const bytes = await aPackage();
  const id = await begun(bytes);
  const slow = new PassThrough();
  slow.write(bytes.subarray(0, 80));
  const broken = patch(id, 0, slow).catch(() => null);
  await eventually(
    () => offsetOf(id),
    (offset) => offset === 80,
  );
  // Of a part with a digest of its own nothing counts before all of it is there.
  const [untold, whole] = [await begunUntold(bytes), new PassThrough()];
  await checked(untold, 0, bytes.subarray(0, 10));
  whole.write(bytes.subarray(10, 80));
  const brokenToo = checked(untold, 10, whole, bytes.subarray(10)).catch(() => null);
  await eventually(
    () => Promise.resolve(statSync(join(service.dataDir, 'spool', `${untold}.part`)).size),
    (size) => size === 80,
  );
  await service.kill('admin-api', 'SIGKILL');
  await Promise.all([broken, brokenToo]);
  for (const one of [slow, whole]) one.destroy();
  await service.start('admin-api', 'admin-api', ENVIRONMENT);
  expect(await offsetOf(untold)).toBe(10);
  expect((await checked(untold, 10, bytes.subarray(10))).status).toBe(204);
  expect((await service.admin.get(`/api/v1/imports/${untold}`)).body.sha256).toBe(sha256(bytes));
  expect(await offsetOf(id)).toBe(80);
  expect((await patch(id, 80, bytes.subarray(80))).status).toBe(204);
  expect((await service.admin.get(`/api/v1/imports/${id}`)).body.sha256).toBe(sha256(bytes));
}, 60_000);

it('forgets an upload to which nothing comes for too long', async () => {
  const id = await begun(await aPackage());
  await service.kill('admin-api');
  await service.start('admin-api', 'admin-api', { ...ENVIRONMENT, PKSN_UPLOAD_EXPIRY: '1s' });
  const other = await eventually(
    () => announce(9, 'e'.repeat(64)),
    () => !spool().some((name) => name.startsWith(id)),
  );
  expect(other.status).toBe(201);
  expect((await service.admin.get(`/api/v1/uploads/${id}`)).body.code).toBe('NOT_FOUND');
}, 60_000);

describe('pksn import', () => {
  let proxy: CuttingProxy;
  let flags: string[];
  let file: string;
  beforeAll(async () => {
    await service.kill('admin-api');
    await service.start('admin-api', 'admin-api', ENVIRONMENT);
    proxy = await CuttingProxy.open(service.portOf('admin-api'));
    flags = service.adminFlags.map((one) =>
      one.startsWith('https:') ? `https://127.0.0.1:${String(proxy.port)}` : one,
    );
    file = join(service.dataDir, 'large.rpk');
    writeFileSync(file, Buffer.concat([await aPackage(), Buffer.alloc(8_000_000, 3)]));
  });
  afterAll(() => proxy?.close());

  it('goes on by itself when the connection breaks', async () => {
    proxy.cutAfterBytes = 3_000_000;
    proxy.cuts = 2;
    const { exitCode, out, err } = await pksnCommand(['import', file, '--json', ...flags]);
    expect([exitCode, err]).toEqual([0, '']);
    expect(proxy.cuts).toBe(0);
    const { id, state } = JSON.parse(out) as { id: string; state: string };
    expect(state).toBe('received');
    expect(readFileSync(join(service.dataDir, 'spool', `${id}.rpk`)).equals(readFileSync(file))).toBe(true);
  });

  it('goes on where the file was after it was ended itself, and tells its progress in lines', async () => {
    const bytes = Buffer.concat([await aPackage(), Buffer.alloc(1_000_000, 4)]);
    writeFileSync(file, bytes);
    const id = await begun(bytes);
    await patch(id, 0, bytes.subarray(0, 900_000));
    proxy.cuts = 1;
    // What is left passes below this, the whole file would not.
    proxy.cutAfterBytes = 500_000;
    const { exitCode, out } = await pksnCommand(['import', file, '--json', '--progress', ...flags]);
    expect(exitCode).toBe(0);
    expect(proxy.cuts).toBe(1);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id?: string; progress?: { phase: string } });
    expect(lines[0]?.progress?.phase).toBe('reading');
    expect(lines.at(-1)?.id).toBe(id);
  });
});
