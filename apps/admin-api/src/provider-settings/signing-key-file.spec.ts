import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FaultCode } from '@pksn/domain';
import { generateSigningKey, signingKeyToPem } from '@pksn/signing';
import { SigningKeyFile } from './signing-key-file';

const refusal = (code: FaultCode): Error => expect.objectContaining({ name: 'Fault', code }) as Error;

let folder: string;
let file: SigningKeyFile;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pksn-key-'));
  file = new SigningKeyFile(join(folder, 'provider', 'signing-key.pem'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("the provider's signing key", () => {
  it('is made once, for its owner alone', async () => {
    const { keyid } = await file.readOrMake();
    expect((await file.readOrMake()).keyid).toBe(keyid);
    expect((await file.read(keyid)).keyid).toBe(keyid);
    expect((await stat(file.path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'provider'))).mode & 0o777).toBe(0o700);
  });

  it('is never made in place of one that is lost, exchanged or damaged', async () => {
    const { keyid } = await file.readOrMake();
    const pem = await readFile(file.path, 'utf8');
    const other = signingKeyToPem(generateSigningKey());
    for (const spoil of [
      () => rm(file.path),
      () => writeFile(file.path, other),
      () => writeFile(file.path, pem.slice(0, 40)),
    ]) {
      await spoil();
      const names = await readdir(join(folder, 'provider'));
      await expect(file.read(keyid)).rejects.toEqual(refusal('PROVIDER_KEY'));
      expect(await readdir(join(folder, 'provider'))).toEqual(names);
    }
    await writeFile(file.path, pem);
    expect((await file.read(keyid)).keyid).toBe(keyid);
  });

  it('says nothing of a damaged key in its fault', async () => {
    await file.readOrMake();
    await writeFile(file.path, '-----BEGIN PRIVATE KEY-----\nsecretsecret\n-----END PRIVATE KEY-----\n');
    const fault = await file.readOrMake().catch((error: unknown) => error as Error);
    expect(JSON.stringify([(fault as Error).message, (fault as Error).cause ?? null])).not.toContain('secretsecret');
  });

  it('survives a crash on either side of the moment when the database takes its successor', async () => {
    const first = await file.readOrMake();
    const successor = await file.prepareSuccessor();
    // Not taken: the first goes on, and the draft does no harm.
    expect((await file.read(first.keyid)).keyid).toBe(first.keyid);
    // Taken, and the process died before the file was in its place.
    expect((await file.read(successor.keyid)).keyid).toBe(successor.keyid);
    expect(await readdir(join(folder, 'provider'))).toEqual(['signing-key.pem']);
    await expect(file.read(first.keyid)).rejects.toEqual(refusal('PROVIDER_KEY'));
  });

  it('may be put there by somebody else, and be the first', async () => {
    const mounted = generateSigningKey();
    await file.readOrMake();
    await writeFile(file.path, signingKeyToPem(mounted));
    expect((await file.readOrMake()).keyid).toBe(mounted.keyid);
    await rename(file.path, `${file.path}.gone`);
    await expect(file.read(mounted.keyid)).rejects.toEqual(refusal('PROVIDER_KEY'));
  });
});
