import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { generateLicenseKey, keyFingerprint, licenseKeyHash } from '@pksn/licensing';
import { systemClock } from '@pksn/runtime';
import { DEFAULT_ENDPOINT_POLICY, generateSigningKey, providerFingerprint, signSettings } from '@pksn/signing';
import type { EndpointPolicy } from '@pksn/signing';
import { pksn } from './command-line.fixture';
import type { Outcome } from './command-line.fixture';
import { answer, calls, folder, here, LICENSE_KEY, url } from './stub-service.fixture';

const TEXT = 'We ask.\nYou answer.\n';
const status = (rest: object = {}): object => ({
  provider: { name: 'Example Provider', contacts: ['help@provider.example'] },
  infrastructure: 'private',
  status: 'enabled',
  restrictions: [],
  statement: { id: 4, languages: ['de', 'en'] },
  database: { epoch: 'e', generation: 9, asOf: '2026-11-22T00:00:00Z', freshUntil: null, stale: true },
  cache: { present: 60, absent: 60 },
  ...rest,
});
const key = generateSigningKey();
let serial = 0;
const watched = (stdin: string, ...args: string[]): Promise<Outcome> =>
  pksn([...args, '--data', folder.path], { stdin, watched: true });
const puts = (): unknown[] =>
  calls.filter(({ method }) => method === 'PUT').map(({ body }) => JSON.parse(body.toString()) as unknown);

async function loaded(policy: Partial<EndpointPolicy> = {}): Promise<void> {
  serial += 1;
  const { ca } = JSON.parse(await readFile(folder.at('context.json'), 'utf8')) as { ca: string };
  const now = systemClock.now();
  const times = { createdAt: new Date(now).toISOString(), expiresAt: new Date(now + 86_400_000 * 9).toISOString() };
  const facts = { name: 'Example Provider', contacts: ['help@provider.example'], ...times, serial };
  const content = { ...facts, services: { query: [url] }, ca: await readFile(ca, 'utf8'), statements: [] };
  await writeFile(
    folder.at('s'),
    signSettings({ ...content, policy: { ...DEFAULT_ENDPOINT_POLICY, ...policy } }, key, []),
  );
  const fingerprint = providerFingerprint(key.publicKey.toString('base64'));
  expect((await here('endpoint', 'load', folder.at('s'), '--fingerprint', fingerprint)).code).toBe(0);
}

beforeEach(() => {
  answer('GET /v1/status', [200, status()]);
  answer('GET /v1/statements/en', [200, { id: 4, language: 'en', text: TEXT }]);
  answer('PUT /v1/participation', [200, {}]);
});

it('asks a person who has seen the statement, and takes no for an answer', async () => {
  const no = await watched('n\n', 'endpoint', 'participate', 'yes');
  expect(no).toMatchObject({ code: 1, out: expect.stringContaining('We ask.\nYou answer.\n') as string });
  expect(no.err).toContain('Do you accept statement 4?');
  expect(puts()).toEqual([]);
  const yes = await watched('y\n', 'endpoint', 'participate', 'yes', '--contributions', 'no');
  expect(yes).toMatchObject({ code: 0, out: expect.stringContaining('requests on, contributions off') as string });
  const id = (await here('endpoint', 'id', 'show')).out.trim();
  expect(calls.at(-1)?.headers['pksn-endpoint']).toBe(id);
  expect((await here('endpoint', 'statement')).out).toMatch(
    /^Statement 4 \(en\)\n\nWe ask\.\n[^]*Accepted: +statement 4/,
  );
  // What is accepted is not asked for again, and a switch that is not named stays.
  expect((await here('endpoint', 'participate', 'yes', '--requests', 'no')).code).toBe(0);
  expect(puts().at(-1)).toMatchObject({ requests: false, contributions: false });
  expect((await here('lookup', 'example.net')).err).toContain('ENDPOINT_REQUESTS_OFF');
});

it('says what is to be done by a script, and what the provider has locked', async () => {
  await loaded({ contributions: { mode: 'locked', value: false } });
  const nobody = await here('endpoint', 'participate', 'yes');
  expect(nobody).toMatchObject({ code: 65, err: expect.stringContaining('--accept 4') as string });
  expect((await here('endpoint', 'participate', 'yes', '--accept', '3')).err).toContain('ENDPOINT_STATEMENT');
  const locked = await here('endpoint', 'participate', 'yes', '--accept', '4', '--contributions', 'yes');
  expect(locked.err).toMatch(/SETTINGS_POLICY.*contributions are switched off by the provider/);
  expect((await here('endpoint', 'network', 'accept', '--accept', '4')).err).toMatch(
    /nothing awaits acceptance.*private/,
  );
  answer('GET /v1/status', [200, status({ statement: null })]);
  expect((await here('endpoint', 'statement')).err).toContain('STATEMENT_UNKNOWN');
  expect((await here('endpoint', 'participate', 'yes')).err).toContain('STATEMENT_UNKNOWN');
  expect((await here('endpoint', 'participate', 'yes', '--requests', 'yes')).code).toBe(0);
});

it('says that a no has not reached the service, until it has', async () => {
  expect((await here('endpoint', 'participate', 'yes', '--accept', '4')).code).toBe(0);
  answer('PUT /v1/participation', [400, { code: 'REQUEST_MALFORMED', detail: 'not now' }]);
  const no = await here('endpoint', 'participate', 'no');
  expect([no.code, no.err]).toEqual([65, expect.stringContaining('The service has not been told')]);
  const known = { statement: 4, language: 'en', requests: true, contributions: true, since: null, outdated: false };
  answer('GET /v1/participation', [200, { ...known, accepted: true }], [200, { ...known, accepted: false }]);
  expect((await here('endpoint', 'status')).out).toMatch(/What to do next:\n.*participate no .*your earlier yes/);
  expect((await here('endpoint', 'status')).out).not.toContain('your earlier yes');
});

it('takes an acceptance back at the service before it is forgotten, and says so where it could not', async () => {
  expect((await here('endpoint', 'participate', 'yes', '--accept', '4')).code).toBe(0);
  const forgotten = await here('endpoint', 'forget', '--all', '--yes', '--json');
  expect(JSON.parse(forgotten.out)).toEqual({ forgotten: true, toldService: true });
  expect(puts().at(-1)).toMatchObject({ statement: 4, accepted: false });
  expect((await here('endpoint', 'participate', 'yes', '--accept', '4')).code).toBe(0);
  answer('PUT /v1/participation', [400, { code: 'REQUEST_MALFORMED', detail: 'not now' }]);
  expect((await here('endpoint', 'forget', '--yes')).out).toMatch(/The service was not told.*: not now\n/);
});

it('shows what the provider has locked, whatever was decided before', async () => {
  await here('endpoint', 'key', 'set', folder.at('key'));
  await loaded();
  expect((await here('endpoint', 'participate', 'yes', '--accept', '4')).code).toBe(0);
  expect((await here('endpoint', 'status')).out).toContain('requests on, contributions on\n');
  await loaded({ contributions: { mode: 'locked', value: false }, requests: { mode: 'locked', value: true } });
  expect((await here('endpoint', 'status')).out).toContain(
    'requests on (set by the provider), contributions off (set by the provider)\n',
  );
});

it('keeps keys for its user alone and shows fingerprints only', async () => {
  expect((await here('endpoint', 'key', 'show')).err).toContain('NOT_FOUND');
  const next = generateLicenseKey();
  await writeFile(folder.at('next'), next);
  await here('endpoint', 'key', 'set', folder.at('key'));
  const set = await here('endpoint', 'key', 'set', folder.at('next'), '--next');
  const prints = [LICENSE_KEY, next].map((key) => keyFingerprint(licenseKeyHash(key)));
  expect(JSON.parse((await here('endpoint', 'key', 'show', '--json')).out)).toEqual({
    current: prints[0],
    next: prints[1],
  });
  expect(set.out).not.toContain(next);
  expect((await stat(folder.at('endpoint/license.key'))).mode & 0o777).toBe(0o600);
  expect((await here('endpoint', 'key', 'set', folder.at('context.json'))).err).toContain('LICENSE_KEY_MALFORMED');
});

it('has all of itself on one page, its provider first, with what to do next', async () => {
  await loaded();
  expect((await here('endpoint', 'status')).out).toMatch(
    /^Provider: +Example Provider\nContacts: +help@provider.example\nCreated: /,
  );
  await here('endpoint', 'key', 'set', folder.at('key'));
  const page = (await here('endpoint', 'status')).out;
  expect(page).toMatch(/^Service: +Enabled$/m);
  expect(page).toMatch(/^Database: +generation 9 .*STALE: answers go on, but the provider should import/m);
  expect(page).toMatch(/^Kept answers: +0 B, nothing yet$/m);
  expect(page).toMatch(/What to do next:\n.*endpoint load FILE.*\n.*participate yes\|no/);
  const reset = await here('endpoint', 'id', 'reset', '--json');
  expect(JSON.parse(reset.out)).toMatchObject({ toldService: false });
  expect((await here('endpoint', 'forget', '--all')).err).toContain('--yes');
  await here('endpoint', 'forget', '--all', '--yes');
  expect(await readdir(folder.path)).not.toContain('endpoint');
});
