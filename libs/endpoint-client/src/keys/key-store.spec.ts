import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FaultCode } from '@pksn/domain';
import { EndpointIdentity } from '../identity/endpoint-identity';
import { KeyStore } from './key-store';

const refusal = (code: FaultCode): Error => expect.objectContaining({ name: 'Fault', code }) as Error;
let folder: string;
let keys: KeyStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pksn-keys-'));
  keys = new KeyStore(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const modes = async (): Promise<number[]> =>
  Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).mode & 0o777));

it('keeps a current and a next key for its owner alone, and moves the next one up once', async () => {
  expect(await keys.current()).toBeNull();
  await expect(keys.set('B', 'next')).rejects.toEqual(refusal('USAGE'));
  await expect(keys.set('a\r\nb', 'current')).rejects.toEqual(refusal('LICENSE_KEY_MALFORMED'));
  await keys.set('A', 'current');
  await keys.set('B', 'next');
  expect(await keys.current()).toEqual({ current: 'A', next: 'B' });
  expect(new Set(await modes())).toEqual(new Set([0o600]));
  await keys.promote('C');
  expect(await keys.current()).toEqual({ current: 'A', next: 'B' });
  await keys.promote('B');
  await keys.promote('B');
  expect(await keys.current()).toEqual({ current: 'B', next: null });
  await keys.set('D', 'next');
  await keys.set('E', 'current');
  expect(await keys.current()).toEqual({ current: 'E', next: null });
  await keys.forget();
  expect(await keys.current()).toBeNull();
});

it('takes no key that others can read, or that is none', async () => {
  await keys.set('A', 'current');
  await chmod(join(folder, 'license.key'), 0o644);
  await expect(keys.current()).rejects.toEqual(refusal('ENDPOINT_STATE'));
  await chmod(join(folder, 'license.key'), 0o600);
  await writeFile(join(folder, 'license.key'), 'two words');
  await expect(keys.current()).rejects.toEqual(refusal('ENDPOINT_STATE'));
});

it('makes one pseudonym at need, also for many at once, and another one after it was forgotten', async () => {
  const identity = new EndpointIdentity(folder);
  expect(await identity.current()).toBeNull();
  const [id, ...same] = await Promise.all(Array.from({ length: 5 }, () => new EndpointIdentity(folder).needed()));
  expect(new Set(same)).toEqual(new Set([id]));
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect([await identity.needed(), await identity.current()]).toEqual([id, id]);
  await writeFile(join(folder, 'participation.json'), '{}', { mode: 0o600 });
  await identity.forget();
  expect(await readdir(folder)).not.toEqual(expect.arrayContaining(['participation.json']));
  expect(await identity.needed()).not.toBe(id);
  await writeFile(join(folder, 'endpoint-id'), 'my laptop');
  await expect(identity.current()).rejects.toEqual(refusal('ENDPOINT_STATE'));
});
