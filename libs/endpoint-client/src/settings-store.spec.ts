import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FaultCode } from '@pksn/domain';
import { acquireLock } from '@pksn/runtime';
import {
  DEFAULT_ENDPOINT_POLICY,
  generateSigningKey,
  providerFingerprint,
  signSettings,
  signSuccession,
} from '@pksn/signing';
import type { SigningKey, Succession } from '@pksn/signing';
import { requireRequestsAllowed, serviceRoutes, SettingsStore } from '.';

const NOW = Date.UTC(2026, 10, 22);
const DAY_MS = 86_400_000;
const refusal = (code: FaultCode): Error => expect.objectContaining({ name: 'Fault', code }) as Error;
const key = generateSigningKey();
const fingerprint = providerFingerprint(key.publicKey.toString('base64'));

const fileOf = (serial: number, signer: SigningKey = key, chain: readonly Succession[] = []): string =>
  signSettings(
    {
      name: 'Example Provider',
      contacts: ['help@provider.example'],
      createdAt: new Date(NOW).toISOString(),
      serial,
      expiresAt: new Date(NOW + 100 * DAY_MS).toISOString(),
      services: { query: ['https://ksn.example:8443'] },
      ca: null,
      statements: [],
      policy: DEFAULT_ENDPOINT_POLICY,
    },
    signer,
    chain,
  );

let root: string;
let store: SettingsStore;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'pksn-endpoint-'));
  store = new SettingsStore(join(root, 'endpoint'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const load = (file: string, given: string | null = null) => store.load({ file, fingerprint: given, now: NOW });

describe('the settings that an endpoint has accepted', () => {
  it('are null before the first load, which needs the fingerprint and leaves nothing when it fails', async () => {
    expect(await store.current()).toBeNull();
    await expect(load(fileOf(1))).rejects.toEqual(refusal('SETTINGS_FINGERPRINT_REQUIRED'));
    await expect(load(fileOf(1), 'f'.repeat(64))).rejects.toEqual(refusal('SETTINGS_FINGERPRINT_MISMATCH'));
    expect(await store.current()).toBeNull();
    expect(await readdir(join(root, 'endpoint'))).toEqual([]);
  });

  it('are there for the next process, with the key that the next file must have', async () => {
    await load(fileOf(1), fingerprint);
    const again = new SettingsStore(join(root, 'endpoint'));
    expect(await again.current()).toMatchObject({ settings: { serial: 1 }, loadedAt: '2026-11-22T00:00:00.000Z' });
    expect((await stat(store.path)).mode & 0o777).toBe(0o600);
    expect((await again.load({ file: fileOf(2), fingerprint: null, now: NOW })).change).toBe('newer');
    await expect(load(fileOf(1))).rejects.toEqual(refusal('SETTINGS_SERIAL'));
    await expect(load(fileOf(3, generateSigningKey()))).rejects.toEqual(refusal('SETTINGS_UNTRUSTED'));
    expect((await store.current())?.settings.serial).toBe(2);
  });

  it('follow a rotation, and then refuse the key before', async () => {
    await load(fileOf(1), fingerprint);
    const successor = generateSigningKey();
    const chain = [signSuccession(key, successor.publicKey, NOW)];
    expect(await load(fileOf(2, successor, chain))).toMatchObject({ keyChanged: true });
    await expect(load(fileOf(3))).rejects.toEqual(refusal('SETTINGS_UNTRUSTED'));
  });

  it('stay as they are when the same file comes again', async () => {
    await load(fileOf(1), fingerprint);
    const before = await readFile(store.path, 'utf8');
    expect((await store.load({ file: fileOf(1), fingerprint: null, now: NOW + DAY_MS })).change).toBe('unchanged');
    expect(await readFile(store.path, 'utf8')).toBe(before);
  });
});

describe('state that is not what was stored', () => {
  const spoil: readonly [string, (path: string, text: string) => Promise<void>][] = [
    ['is empty', (path) => truncate(path, 0)],
    ['is cut in half', (path, text) => truncate(path, text.length / 2)],
    ['lost its last bytes', (path, text) => truncate(path, text.length - 3)],
    ['is null', (path) => writeFile(path, 'null')],
    ['is another format', (path, text) => writeFile(path, text.replace('"format": 1', '"format": 2'))],
    ['has a lowered serial', (path, text) => writeFile(path, text.replace('"serial": 7', '"serial": 1'))],
    ['has another digest', (path, text) => writeFile(path, text.replace(/"digest": "./, '"digest": "x'))],
    ['has an earlier date', (path, text) => writeFile(path, text.replace(/"createdAt": "2026/, '"createdAt": "2020'))],
    [
      'pins another key',
      (path, text) =>
        writeFile(
          path,
          text.replace(key.publicKey.toString('base64'), generateSigningKey().publicKey.toString('base64')),
        ),
    ],
    ['pins nothing', (path, text) => writeFile(path, text.replace(/"pinned": \{[^}]*\}/, '"pinned": null'))],
    ['names another provider', (path, text) => writeFile(path, text.replace('Provider: Example', 'Provider: Another'))],
    ['has another file', (path, text) => writeFile(path, text.replace(/(SETTINGS-----\\n.{64}\\n.{8})./, '$1$'))],
    ['may be written by everybody', (path) => chmod(path, 0o666)],
    ['is a folder', (path) => rm(path).then(() => mkdir(path))],
    ['is huge', (path) => writeFile(path, Buffer.alloc(2 << 20, 0x20))],
  ];

  it.each(spoil)('%s: a fault, and never a first load', async (_, change) => {
    await load(fileOf(7), fingerprint);
    const text = await readFile(store.path, 'utf8');
    await change(store.path, text);
    await expect(store.current()).rejects.toEqual(refusal('SETTINGS_STATE'));
    await expect(load(fileOf(8), fingerprint)).rejects.toEqual(refusal('SETTINGS_STATE'));
    const stranger = generateSigningKey();
    const own = providerFingerprint(stranger.publicKey.toString('base64'));
    await expect(load(fileOf(1, stranger), own)).rejects.toEqual(refusal('SETTINGS_STATE'));
  });

  it('is forgotten only when somebody says so, and then the fingerprint is needed again', async () => {
    await load(fileOf(7), fingerprint);
    await truncate(store.path, 10);
    expect(await store.forget()).toBe(true);
    expect(await store.forget()).toBe(false);
    await expect(load(fileOf(8))).rejects.toEqual(refusal('SETTINGS_FINGERPRINT_REQUIRED'));
    expect((await load(fileOf(8), fingerprint)).change).toBe('first');
  });

  it('is not written by two at once', async () => {
    await load(fileOf(1), fingerprint);
    const lock = await acquireLock(join(root, 'endpoint', 'settings.lock'));
    await expect(load(fileOf(2))).rejects.toEqual(refusal('SETTINGS_STATE'));
    await lock.release();
    expect((await load(fileOf(2))).change).toBe('newer');
  });
});

describe('where to ask', () => {
  const services = { query: ['https://a', 'https://b'] };
  const policy = (proxies: string[], directFallback: boolean) => ({
    ...DEFAULT_ENDPOINT_POLICY,
    proxies,
    directFallback,
  });

  it('is the proxies first, and the service only if that is allowed or there is no proxy', () => {
    expect(serviceRoutes({ services, policy: policy([], false) })).toEqual(['https://a', 'https://b']);
    expect(serviceRoutes({ services, policy: policy(['https://p'], true) })).toEqual([
      'https://p',
      'https://a',
      'https://b',
    ]);
    expect(serviceRoutes({ services, policy: policy(['https://p', 'https://q'], false) })).toEqual([
      'https://p',
      'https://q',
    ]);
  });

  it('is nowhere when the provider has locked requests at off', () => {
    const requests = (mode: 'free' | 'locked', value: boolean) => ({
      ...DEFAULT_ENDPOINT_POLICY,
      requests: { mode, value },
    });
    expect(() => requireRequestsAllowed(requests('locked', false))).toThrow(refusal('SETTINGS_POLICY'));
    for (const policy of [requests('locked', true), requests('free', false)]) requireRequestsAllowed(policy);
  });
});
