import { cpSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrateQueue } from '@pksn/queue-bullmq';
import { freePort } from '@pksn/runtime';
import { migrate } from '@pksn/store-postgres';
import type { ForgedVendor } from '@pksn/testing';
import { forgeVendor, temporaryDatabase } from '@pksn/testing';
import { EventStream } from './event-stream';
import type { Answer } from './https-caller';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, importOf, submit, trust } from './steps';

const fileOf = (n: number): string => n.toString(16).padStart(64, 'a');
const rowsOf = (...files: number[]): string => ['sha256,zone', ...files.map((n) => `${fileOf(n)},red`)].join('\n');

let service: Service;
let key: string;

beforeAll(async () => {
  service = await Service.create();
  await service.startAll({ PKSN_LOOK_INTERVAL: '100ms' });
}, 120_000);
afterAll(async () => {
  if (process.env.PKSN_TEST_LOGS) for (const app of service.apps.values()) process.stderr.write(app.log());
  await service?.stop();
});

/** A trusted vendor of its own for each test, with a license that the query API knows. */
async function newVendor(name: string): Promise<ForgedVendor> {
  const vendor = forgeVendor(name, Date.now());
  await trust(service, vendor);
  const license = vendor.license({ licenseId: name, customer: { id: name, name } });
  await submit(service, license);
  key = license.key;
  return vendor;
}

const untrust = async (vendor: string): Promise<number> =>
  (await service.admin.send('DELETE', `/api/v1/trust/${vendor}`)).status;
const activate = (snapshotId: number): Promise<Answer> =>
  service.admin.post(`/api/v1/snapshots/${String(snapshotId)}/activate`, { body: {} });
const snapshotsOf = async (feed: string): Promise<Record<number, { id: number; state: string }>> => {
  const { body } = await service.admin.get(`/api/v1/snapshots?feed=${encodeURIComponent(feed)}`);
  return Object.fromEntries(
    (body.snapshots as { id: number; version: number; state: string }[]).map((one) => [one.version, one]),
  );
};
const zoneOf = (n: number, zone: string): Promise<string> =>
  eventually(
    async () => (await service.query(key).get(`/v1/files/${fileOf(n)}`)).body.zone as string,
    (seen) => seen === zone,
  );
const full = (vendor: ForgedVendor, version: number): Promise<Buffer> =>
  samplePackage(vendor, { feed: `${vendor.name}/core`, version, rows: rowsOf(version) });

const PHASES = ['waiting', 'verifying', 'awaiting-base', 'staging', 'sealing', 'activating'];
const received = async (raw: Buffer): Promise<{ id: string }> => {
  const headers = { 'content-type': 'application/octet-stream' };
  return (await service.admin.post('/api/v1/packages', { raw, headers })).body.import as { id: string };
};
const followed = (id: string, key: string, lastEventId?: string): Promise<EventStream> =>
  EventStream.open({
    ...{ port: service.portOf('admin-api'), ca: service.ca, key, path: `/api/v1/imports/${id}/events` },
    ...(lastEventId === undefined ? {} : { lastEventId }),
  });

describe('a vendor that is no longer trusted', () => {
  it('gets nothing live, by nobody', async () => {
    const vendor = await newVendor('left');
    await importOf(service, await full(vendor, 1));
    await importOf(service, await full(vendor, 2), '?hold=true');
    const { 1: first, 2: second } = await snapshotsOf('left/core');
    expect(await untrust('left')).toBe(204);
    const newest = async (): Promise<number> =>
      (await service.admin.get('/api/v1/generations')).body.generations[0].number as number;
    const without = await newest();
    for (const { id } of [first!, second!])
      expect((await activate(id)).body).toMatchObject({ code: 'PACKAGE_UNTRUSTED' });
    expect(await newest()).toBe(without);
  });

  it('serves again when it is trusted again: by the very package at the floor', async () => {
    const vendor = await newVendor('back');
    const bytes = await full(vendor, 1);
    expect(await importOf(service, bytes)).toMatchObject({ state: 'active' });
    expect(await importOf(service, bytes)).toMatchObject({ state: 'unchanged' });
    await untrust('back');
    await trust(service, vendor);
    expect(await importOf(service, bytes)).toMatchObject({ state: 'active', version: 1, code: null });
    expect(await zoneOf(1, 'red')).toBe('red');
    expect(await importOf(service, bytes)).toMatchObject({ state: 'unchanged' });
  });

  it('serves again when a person says so, and an import that is to be held is held', async () => {
    const vendor = await newVendor('hand');
    const bytes = await full(vendor, 1);
    await importOf(service, bytes);
    await untrust('hand');
    await trust(service, vendor);
    expect(await importOf(service, bytes, '?hold=true')).toMatchObject({ state: 'held' });
    const { 1: first } = await snapshotsOf('hand/core');
    expect(first).toMatchObject({ state: 'held' });
    expect((await activate(first!.id)).status).toBe(200);
    await untrust('hand');
    await trust(service, vendor);
    expect((await snapshotsOf('hand/core'))[1]).toMatchObject({ state: 'retained' });
    expect((await activate(first!.id)).status).toBe(200);
    expect((await activate(first!.id)).body).toMatchObject({ code: 'IMPORT_STATE' });
    expect(await zoneOf(1, 'red')).toBe('red');
  });
});

describe('what builds on a held snapshot', () => {
  it('is held with it, and goes live with it when a person decides', async () => {
    const vendor = await newVendor('heirs');
    const delta = (version: number, base: readonly Buffer[]): Promise<Buffer> =>
      samplePackage(vendor, { feed: 'heirs/core', version, rows: rowsOf(version), base });
    const first = await full(vendor, 1);
    const second = await delta(2, [first]);
    const third = await delta(3, [first, second]);
    const fourth = await delta(4, [first, second, third]);
    expect(await importOf(service, first)).toMatchObject({ state: 'active' });
    expect(await importOf(service, second, '?hold=true')).toMatchObject({ state: 'held' });
    for (const bytes of [third, fourth]) {
      const held = await importOf(service, bytes);
      expect(held).toMatchObject({ state: 'held', detail: expect.stringMatching(/builds on version 2/) });
    }
    expect(await zoneOf(1, 'red')).toBe('red');
    const before = await snapshotsOf('heirs/core');
    expect((await activate(before[3]!.id)).status).toBe(200);
    const after = await eventually(
      () => snapshotsOf('heirs/core'),
      (found) => found[4]?.state === 'active',
    );
    expect([1, 2, 3, 4].map((version) => after[version]?.state)).toEqual([
      'retained',
      'retained',
      'retained',
      'active',
    ]);
    expect(await zoneOf(4, 'red')).toBe('red');
    const fifth = await samplePackage(vendor, {
      feed: 'heirs/core',
      version: 5,
      rows: rowsOf(5),
      base: [first, second, third],
    });
    expect(await importOf(service, fifth)).toMatchObject({ state: 'active' });
  });
});

describe('the index folder', () => {
  const HOUR_MS = 3_600_000;
  /** What a worker says that does not start. */
  const refusal = (environment: Record<string, string>): Promise<string> =>
    service.start('import-worker', 'stray', environment).then(
      () => 'it started',
      (error: Error) => error.message,
    );
  const runsIn = (dataDir: string): string[] => readdirSync(join(dataDir, 'index/runs')).sort();

  it('is touched by no worker on another database', async () => {
    const other = await temporaryDatabase();
    await migrate(other.url);
    const secret = join(service.dataDir, 'secrets/other-database-url');
    writeFileSync(secret, other.url);
    const before = runsIn(service.dataDir);
    expect(before.length).toBeGreaterThan(2);
    const hasty = { PKSN_DATABASE_URL_FILE: secret, PKSN_ORPHAN_AGE: '0ms', PKSN_LOOK_INTERVAL: '50ms' };
    expect(await refusal(hasty)).toContain('INDEX_FOREIGN');
    // A copy of the runs alone says whose it is by what the database knows.
    const copy = join(service.dataDir, 'copy');
    cpSync(join(service.dataDir, 'index/runs'), join(copy, 'index/runs'), { recursive: true });
    await expect(service.start('import-worker', 'stray', { ...hasty, PKSN_DATA_DIR: copy })).rejects.toThrow(
      /INDEX_FOREIGN/,
    );
    expect(runsIn(service.dataDir)).toEqual(before);
    expect(runsIn(copy)).toEqual(before);
    await service.start('import-worker', 'second', { PKSN_DATA_DIR: copy });
    await service.kill('second', 'SIGTERM');
    rmSync(copy, { recursive: true });
    await other.stop();
  });

  it('loses a run that nobody knows only when it is old', async () => {
    const known = runsIn(service.dataDir);
    const young = join(service.dataDir, 'index/runs/999001');
    const old = join(service.dataDir, 'index/runs/999002');
    for (const [path, ageMs] of [
      [young, 0],
      [old, 1.1 * HOUR_MS],
    ] as const) {
      mkdirSync(path);
      utimesSync(path, new Date(Date.now() - ageMs), new Date(Date.now() - ageMs));
    }
    const left = await eventually(
      () => Promise.resolve(runsIn(service.dataDir)),
      (runs) => !runs.includes('999002'),
    );
    expect(left).toEqual([...known, '999001'].sort());
    rmSync(young, { recursive: true });
  });
});

describe('who follows an import', () => {
  it('hears phases that only go forward and what is done, and at last what became of it', async () => {
    const vendor = await newVendor('told');
    const rows = rowsOf(...Array.from({ length: 20_000 }, (_, n) => n));
    const { id } = await received(await samplePackage(vendor, { feed: 'told/core', version: 1, rows, codec: 'none' }));
    const stream = await followed(id, service.token);
    expect([stream.response.statusCode, stream.response.headers['content-type']]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    const outcome = await stream.until(({ event }) => event === 'outcome');
    await stream.until(() => false);
    expect(outcome?.data).toMatchObject({ id, state: 'active', progress: null });
    expect(stream.events.at(-1)).toBe(outcome);
    const told = stream.events.slice(0, -1);
    expect(told.length).toBeGreaterThan(0);
    const places = told.map(({ data }) => [data.attempt, PHASES.indexOf(data.phase as string), data.done] as number[]);
    expect(places.flat().every((one) => one >= 0)).toBe(true);
    const rank = ([attempt = 0, phase = 0, done = 0]: number[]): number => (attempt * 10 + phase) * 1e6 + done;
    expect(places.map(rank)).toEqual([...new Set(places.map(rank))].sort((a, b) => a - b));
    // Whoever has heard the end is told nothing more, and whoever may not know is told nothing at all.
    expect((await followed(id, service.token, 'end')).response.statusCode).toBe(204);
    expect((await followed(id, `pksn_${'x'.repeat(43)}`)).response.statusCode).toBe(401);
  });

  it('can be reached again by the pages of all imports, each once', async () => {
    const all = (await service.admin.get('/api/v1/imports?limit=500')).body.imports as { id: string }[];
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body } = await service.admin.get(`/api/v1/imports?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      paged.push(...(body.imports as { id: string }[]).map(({ id }) => id));
      cursor = body.next as string | null;
    }
    expect(paged).toEqual(all.map(({ id }) => id));
    for (const cursor of ['x', Buffer.from('["1","2"]').toString('base64url')])
      expect((await service.admin.get(`/api/v1/imports?cursor=${cursor}`)).body.code).toBe('REQUEST_MALFORMED');
  });
});

describe('a worker whose queue is away', () => {
  it('imports all the same, and listens as soon as the queue is back', async () => {
    const queue = await temporaryDatabase();
    await migrateQueue(queue.url);
    await queue.interrupt('SIGINT');
    const secret = join(service.dataDir, 'secrets/away-queue-url');
    writeFileSync(secret, queue.url);
    await service.kill('import-worker', 'SIGTERM');
    const worker = await service.start('import-worker', 'import-worker', {
      PKSN_QUEUE_URL_FILE: secret,
      PKSN_LOOK_INTERVAL: '100ms',
    });
    const vendor = await newVendor('deaf');
    expect(await importOf(service, await full(vendor, 1))).toMatchObject({ state: 'active' });
    const listens = /listening to the queue/;
    expect(worker.log()).not.toMatch(listens);
    await queue.resume();
    expect(
      await eventually(
        () => Promise.resolve(worker.log()),
        (log) => listens.test(log),
      ),
    ).toMatch(listens);
    await queue.stop();
  });

  it.each(['redis', 'postgres'])('is stopped in order (%s)', async (scheme) => {
    const secret = join(service.dataDir, 'secrets/no-queue-url');
    writeFileSync(secret, `${scheme}://127.0.0.1:${String(await freePort())}`);
    const worker = await service.start('import-worker', scheme, { PKSN_QUEUE_URL_FILE: secret });
    await service.kill(scheme, 'SIGTERM');
    expect(await worker.ended).toBe(0);
  });
});
