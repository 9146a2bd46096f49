import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaultCode } from '@pksn/domain';
import { DEFAULT_ENDPOINT_POLICY, generateSigningKey, providerFingerprint, signSettings } from '@pksn/signing';
import { temporaryFolder } from '../command-line.fixture';
import type { GlobalOptions } from '../session';
import { queryTarget, settingsStore } from './query-target';

const NOW = Date.UTC(2026, 10, 22);
const HERE = 'https://127.0.0.1:8443';
const refusal = (code: FaultCode): Error => expect.objectContaining({ name: 'Fault', code }) as Error;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let options: GlobalOptions;
beforeEach(async () => {
  folder = await temporaryFolder();
  options = { data: folder.path };
  await writeFile(folder.at('ca.pem'), 'CA of the context');
});
afterEach(() => folder.remove());

async function running(): Promise<void> {
  const context = { adminUrl: 'https://127.0.0.1:9443', queryUrl: HERE, ca: folder.at('ca.pem'), token: 't', pid: 1 };
  await writeFile(folder.at('context.json'), JSON.stringify({ ...context, keyFile: 'demo.key' }), { mode: 0o600 });
}

async function loaded(query: readonly string[]): Promise<void> {
  const key = generateSigningKey();
  const fingerprint = providerFingerprint(key.publicKey.toString('base64'));
  const facts = { name: 'P', contacts: [], createdAt: '2026-11-21T00:00:00Z', serial: 1, ca: null, statements: [] };
  const rest = { expiresAt: '2027-11-21T00:00:00Z', services: { query }, policy: DEFAULT_ENDPOINT_POLICY };
  await settingsStore(options).load({ file: signSettings({ ...facts, ...rest }, key, []), fingerprint, now: NOW });
}

it('is what the caller names, whatever is loaded or runs', async () => {
  await running();
  await loaded(['https://ksn.example']);
  const target = await queryTarget({ ...options, server: 'https://named.example' }, true);
  expect(target).toMatchObject({
    service: { origins: ['https://named.example'], ca: null },
    isLoaded: false,
    keyFile: null,
  });
});

it('is what a person loaded, before what happens to run; the key of the one does not go to the other', async () => {
  await running();
  await loaded(['https://ksn.example']);
  const service = { origins: ['https://ksn.example'], ca: null, policy: DEFAULT_ENDPOINT_POLICY };
  expect(await queryTarget(options, true)).toMatchObject({ service, isLoaded: true, keyFile: null });
});

it('may be the service that runs here in the loaded settings, too: then its key is the one', async () => {
  await running();
  await loaded([HERE]);
  expect(await queryTarget(options, true)).toMatchObject({
    service: { origins: [HERE], ca: null },
    keyFile: 'demo.key',
  });
  expect(await queryTarget(options, false)).toMatchObject({ keyFile: null });
});

it('is the service that runs here, where nothing is loaded', async () => {
  await running();
  expect(await queryTarget(options, true)).toMatchObject({
    service: { origins: [HERE], ca: 'CA of the context' },
    isLoaded: false,
    keyFile: 'demo.key',
  });
});

it('is nothing else when what was loaded is damaged', async () => {
  await running();
  await loaded([HERE]);
  const state = join(folder.path, 'endpoint', 'settings.json');
  await truncate(state, (await readFile(state)).length - 10);
  await expect(queryTarget(options, true)).rejects.toEqual(refusal('SETTINGS_STATE'));
});

it('is missing where there is neither', async () => {
  await expect(queryTarget(options, true)).rejects.toEqual(refusal('CONTEXT_MISSING'));
});
