import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import { chmod, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pkcs10CertificateRequest } from '@peculiar/x509';
import type { FaultCode } from '@pksn/domain';
import { AuthorityFolder } from '../authority-folder';
import { ensureLocalTls } from '../local-tls';
import type { LocalTlsPaths } from '../local-tls';
import {
  certificateFacts,
  isVouchedFor,
  readChain,
  readPrivateKey,
  requireUsable,
  standsFor,
} from './certificate-chain';
import { requestCertificate } from './request-certificate';
import { TlsFiles } from './tls-files';

const refusal = (code: FaultCode, detail: RegExp): Error =>
  expect.objectContaining({ name: 'Fault', code, detail: expect.stringMatching(detail) as string }) as Error;
const DAY_MS = 86_400_000;
const now = Date.now();

let folder: string;
let paths: LocalTlsPaths;
let authority: AuthorityFolder;
let files: TlsFiles;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pksn-tls-'));
  paths = await ensureLocalTls(folder, { hosts: ['reputation.example'], now });
  authority = (await AuthorityFolder.open(folder)) as AuthorityFolder;
  files = new TlsFiles(paths);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const ca = (): Promise<string> => readFile(paths.ca, 'utf8');

describe('a certificate chain', () => {
  it('is told by its facts, stands for its names, and leads to whoever vouches', async () => {
    const { cert, key } = await files.current();
    const chain = readChain(`text around it\n${cert}`);
    requireUsable(chain, readPrivateKey(key), now);
    const facts = certificateFacts(chain[0]);
    expect(facts).toMatchObject({ subject: 'CN=Private KSN', key: 'EC prime256v1' });
    expect(facts.names).toEqual(expect.arrayContaining(['localhost', '127.0.0.1', 'reputation.example']));
    expect(
      ['reputation.example', '127.0.0.1', 'other.example', '127.0.0.2'].map((one) => standsFor(chain[0], one)),
    ).toEqual([true, true, false, false]);
    const other = await mkdtemp(join(tmpdir(), 'pksn-tls-'));
    const foreign = await ensureLocalTls(other, { now });
    expect(isVouchedFor(chain, await ca(), now)).toBe(true);
    expect(isVouchedFor(readChain(cert + (await ca())), await ca(), now)).toBe(true);
    expect(isVouchedFor(chain, await readFile(foreign.ca, 'utf8'), now)).toBe(false);
    expect(isVouchedFor(chain, await ca(), now + 3_653 * DAY_MS)).toBe(false);
    await rm(other, { recursive: true });
  });

  it('is refused for what servers cannot show, never quoting the key', async () => {
    const { cert, key } = await files.current();
    const stranger = await authority.server(['a.example'], now);
    const client = await authority.client('tool', now);
    const judge = (chain: string, own: string, at = now): void =>
      requireUsable(readChain(chain), readPrivateKey(own), at);
    expect(() => judge(cert, stranger.key)).toThrow(refusal('TLS_CERTIFICATE', /does not belong/));
    expect(() => judge(cert, key, now + 399 * DAY_MS)).toThrow(refusal('TLS_CERTIFICATE', /expired/));
    expect(() => judge(cert, key, now - 2 * DAY_MS)).toThrow(refusal('TLS_CERTIFICATE', /not valid yet/));
    expect(() => judge(cert + stranger.certificate, key)).toThrow(
      refusal('TLS_CERTIFICATE', /certificate 1 of the chain/),
    );
    expect(() => judge(client.certificate, client.key)).toThrow(refusal('TLS_CERTIFICATE', /not one for servers/));
    for (const none of ['', 'PEM', cert.slice(0, 200), cert.replaceAll('A', 'B'), cert.repeat(11)])
      expect(() => readChain(none)).toThrow(refusal('TLS_CERTIFICATE', /./));
    const broken = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0c2VjcmV0\n-----END PRIVATE KEY-----\n';
    try {
      readPrivateKey(broken);
      throw new Error('it was read');
    } catch (error) {
      expect(error).toEqual(refusal('TLS_CERTIFICATE', /none in PEM/));
      expect(JSON.stringify([(error as Error).message, (error as Error).cause ?? null])).not.toContain('c2Vjc');
    }
  });
});

describe('the files of a listener', () => {
  it('are replaced as a pair, keep the former one, and go back to it', async () => {
    const former = await files.current();
    expect(await files.former()).toBeNull();
    await chmod(paths.key, 0o640);
    const { certificate: cert, key } = await authority.server(['b.example'], now);
    await files.replace({ cert, key });
    expect(await files.current()).toEqual({ cert, key });
    expect(await files.former()).toEqual(former);
    // Whoever reads the key by its group goes on doing so.
    expect((await stat(paths.key)).mode & 0o777).toBe(0o640);
    expect((await stat(`${paths.key}.former`)).mode & 0o777).toBe(0o600);
    await files.replace(former);
    expect([await files.current(), await files.former()]).toEqual([former, { cert, key }]);
    expect((await readdir(folder)).filter((name) => /next|tmp/.test(name))).toEqual([]);
  });

  it('fit each other after a crash between the key and its certificate', async () => {
    const { certificate, key } = await authority.server(['c.example'], now);
    const before = await files.current();
    await writeFile(`${paths.cert}.next`, certificate);
    await writeFile(paths.key, key);
    await files.finish();
    expect(await files.current()).toEqual({ cert: certificate, key });
    // What was never begun is not finished.
    await writeFile(`${paths.cert}.next`, before.cert);
    await files.finish();
    expect(await files.current()).toEqual({ cert: certificate, key });
    await rm(`${paths.cert}.next`);
    await rename(paths.cert, `${paths.cert}.away`);
    await files.finish();
    await expect(files.current()).rejects.toEqual(refusal('TLS_FILES', /not there/));
    await rename(`${paths.cert}.away`, paths.cert);
  });

  it('hold no key that came in the text of the chain, and are two', async () => {
    const { certificate, key } = await authority.server(['f.example'], now);
    const before = await files.current();
    await files.replace({ cert: `${key}${certificate}${key}`, key });
    expect(await files.current()).toEqual({ cert: certificate, key });
    const one = new TlsFiles({ cert: paths.key, key: paths.key });
    await expect(one.replace(before)).rejects.toEqual(refusal('TLS_FILES', /on its host/));
    await files.replace(before);
  });

  it('that cannot be written are named, and stay as they are', async () => {
    const before = await files.current();
    const odd = new TlsFiles({ cert: paths.cert, key: join(folder, 'server.key') });
    const { mkdir } = await import('node:fs/promises');
    // A folder in the way fails for every user; rights would not stop the superuser.
    await mkdir(`${paths.key}.next/in the way`, { recursive: true });
    await expect(odd.replace(before)).rejects.toEqual(refusal('TLS_FILES', /server\.key\.next cannot be written/));
    await rm(`${paths.key}.next`, { recursive: true });
    expect(await files.current()).toEqual(before);
  });

  it('keep the key of a request here until its certificate comes', async () => {
    const { request, key } = await requestCertificate(['d.example', '10.0.0.1']);
    const names = new Pkcs10CertificateRequest(request).extensions.map((one) => one.toString()).join();
    expect(names).toContain('d.example');
    expect(request).not.toContain('PRIVATE');
    await files.keepRequested(key);
    expect((await stat(`${paths.key}.requested`)).mode & 0o777).toBe(0o600);
    const other = await authority.server(['e.example'], now);
    await files.replace({ cert: other.certificate, key: other.key });
    expect(await files.requestedKey()).toBe(key);
    expect(new X509Certificate(other.certificate).checkPrivateKey(readPrivateKey(key))).toBe(false);
  });
});
