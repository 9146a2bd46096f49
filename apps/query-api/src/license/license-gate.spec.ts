import type { FastifyInstance } from 'fastify';
import Fastify from 'fastify';
import {
  DAY_MS,
  generateIntegrationToken,
  generateLicenseKey,
  integrationTokenHash,
  licenseKeyHash,
} from '@pksn/licensing';
import type { RegistryRow, TokenRow } from '@pksn/licensing';
import { replyWithFault } from '@pksn/nest-kit';
import { Fault } from '@pksn/domain';
import { generationWith, registryRow } from '../lookup/live-generation.fixture';
import { KeyUse } from './key-use';
import { KnockCounter } from './knock-counter';
import { LicenseGate } from './license-gate';
import { licenseRoutes } from './license-routes';
import { RegistryState } from './registry-state';

const NOW = Date.UTC(2026, 10, 21);
const KEY = generateLicenseKey();
const TOKEN = generateIntegrationToken();
const HASH = licenseKeyHash(KEY);
const row = registryRow(HASH, { expiresAt: NOW + 365 * DAY_MS, submittedAt: 1, notBefore: 0 });
const bearer = { authorization: `Bearer ${KEY}` };

let http: FastifyInstance;
let registry: RegistryState;
let knocks: KnockCounter;
let seen: (string | null)[];
let wall: number;
let elapsedMs: number;
beforeEach(async () => {
  wall = NOW;
  elapsedMs = 0;
  registry = new RegistryState(() => elapsedMs);
  knocks = new KnockCounter();
  seen = [];
  const provider = { name: 'P', contacts: ['c'] };
  const content = { revision: 1, stamp: null, licenses: [], keys: [row], tokens: [], openFeeds: [], provider };
  await registry.replace(content);
  const generations = generationWith([]);
  const clock = { now: () => wall };
  const counted = new KeyUse();
  const use = {
    saw: (...asked: Parameters<KeyUse['saw']>): void => {
      seen.push(asked[1]);
      counted.saw(...asked);
    },
  };
  const ages = { degradedAfterMs: 1_000, registryMaxAgeMs: 1_000, requireRequests: null };
  const gate = new LicenseGate({ registry, generations, knocks, use, clock, ...ages });
  http = Fastify();
  http.setErrorHandler((error, _request, reply) => replyWithFault(reply, Fault.from(error)));
  licenseRoutes(http, generations, gate, clock);
  http.get('/vt', { onRequest: gate.checkToken('x-apikey', 'virustotal') }, (request) => ({
    acts: gate.grantOf(request).entry.fingerprint,
  }));
});
afterEach(() => http.close());

/** A change as the follower hands it on. */
function change(row: RegistryRow, ...tokens: TokenRow[]): void {
  const { provider } = registry;
  registry.change({ revision: 2, stamp: null, licenses: [row], keys: [row], tokens, openFeeds: [], provider });
}
function token(change: Partial<TokenRow> = {}): TokenRow {
  const { vendor, licenseId } = row;
  const tokenHash = integrationTokenHash(TOKEN);
  return {
    id: '1',
    tokenHash,
    vendor,
    licenseId,
    protocols: ['native'],
    expiresAt: NOW + DAY_MS,
    revokedAt: null,
    ...change,
  };
}
async function ask(headers: Record<string, string>, url = '/v1/license') {
  const { statusCode, body, headers: answered } = await http.inject({ url, headers });
  return { status: statusCode, body: JSON.parse(body) as Record<string, unknown>, headers: answered, text: body };
}

it('says what the key that asks may do, to nobody but the asker', async () => {
  const answer = await ask(bearer);
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer).toMatchObject({
    status: 200,
    body: {
      fingerprint: HASH.toString('hex', 0, 4),
      state: 'current',
      licenseId: row.licenseId,
      customer: { id: row.customerId, name: row.customerName },
      expiresAt: '2027-11-21T00:00:00.000Z',
      validUntil: '2027-11-21T00:00:00.000Z',
      notices: [],
    },
  });
});

it('shows the overlap of a replaced key, and its end', async () => {
  change({ ...row, supersededAt: NOW, overlapHours: 24 });
  expect((await ask(bearer)).body).toMatchObject({
    state: 'overlap',
    validUntil: '2026-11-22T00:00:00.000Z',
    notices: [{ code: 'LICENSE_KEY_SUPERSEDED' }],
  });
});

it('refuses known keys once the registry is unconfirmed for too long, and not because the clock was set right', async () => {
  wall = NOW + 200 * DAY_MS;
  expect((await ask(bearer)).status).toBe(200);
  elapsedMs = 1_001;
  expect((await ask(bearer)).body).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  registry.confirm();
  expect((await ask(bearer)).status).toBe(200);
});

it('sees other feeds as soon as the license does', async () => {
  const [feed = ''] = (await ask(bearer)).body['feeds'] as string[];
  change({ ...row, feeds: ['other/feed'] });
  expect((await ask(bearer)).body).toMatchObject({ code: 'LICENSE_SCOPE' });
  change({ ...row, feeds: ['other/feed'], grantedFeeds: [feed] });
  expect((await ask(bearer)).body['feeds']).toEqual([feed]);
});

it('says of a refused key since when, and to whom to turn; of its scope and rate, too', async () => {
  const known = { fingerprint: HASH.toString('hex', 0, 4), licenseId: row.licenseId, provider: { name: 'P' } };
  change({ ...row, expiresAt: NOW });
  expect((await ask(bearer)).body).toMatchObject({
    code: 'LICENSE_EXPIRED',
    ...known,
    endedAt: '2026-11-21T00:00:00.000Z',
  });
  change({ ...row, feeds: ['other/feed'] });
  expect((await ask(bearer)).body).toMatchObject({ code: 'LICENSE_SCOPE', ...known });
  change({ ...row, requestsPerSecond: 0.5 });
  expect((await ask(bearer)).status).toBe(200);
  const over = await ask(bearer);
  expect(over.headers['retry-after']).toBe('2');
  expect(over.body).toMatchObject({ code: 'LICENSE_RATE', ...known, requestsPerSecond: 0.5 });
});

it('says to a token that is over its license what the token is, and not which license', async () => {
  change({ ...row, requestsPerSecond: 0.5 }, token());
  await ask({ 'x-api-key': TOKEN });
  const { body } = await ask({ 'x-api-key': TOKEN });
  expect(body).toMatchObject({
    code: 'LICENSE_RATE',
    tokenFingerprint: integrationTokenHash(TOKEN).toString('hex', 0, 4),
  });
  expect(body).not.toHaveProperty('licenseId');
});

it('lets a token act for its license, in its own place, for its own protocol, until its own end', async () => {
  change(row, token({ protocols: ['native'] }));
  expect((await ask({ 'x-api-key': TOKEN })).body).toMatchObject({
    licenseId: row.licenseId,
    validUntil: '2026-11-22T00:00:00.000Z',
  });
  expect((await ask({ 'x-apikey': TOKEN }, '/vt')).body).toMatchObject({ code: 'INTEGRATION_TOKEN_SCOPE' });
  change(row, token({ protocols: ['virustotal'] }));
  expect((await ask({ 'x-apikey': TOKEN }, '/vt')).body).toEqual({ acts: HASH.toString('hex', 0, 4) });
  expect((await ask({ 'x-api-key': TOKEN })).body).toMatchObject({ code: 'INTEGRATION_TOKEN_SCOPE' });
  change(row, token({ revokedAt: NOW }));
  expect((await ask({ 'x-api-key': TOKEN })).body).toMatchObject({ code: 'INTEGRATION_TOKEN_REVOKED' });
  change(row);
  expect((await ask({ 'x-api-key': TOKEN })).body).toMatchObject({
    code: 'INTEGRATION_TOKEN_UNKNOWN',
    tokenFingerprint: integrationTokenHash(TOKEN).toString('hex', 0, 4),
    provider: { name: 'P' },
  });
});

it.each<[string, Record<string, string>, string, string]>([
  ['a license key as X-Api-Key', { 'x-api-key': KEY }, '/v1/license', 'INTEGRATION_TOKEN_REQUIRED'],
  ['a license key where a tool puts its token', { 'x-apikey': KEY }, '/vt', 'INTEGRATION_TOKEN_REQUIRED'],
  ['a license key for a tool', bearer, '/vt', 'LICENSE_KEY_MISSING'],
  ['both', { ...bearer, 'x-api-key': TOKEN }, '/v1/license', 'LICENSE_KEY_MISSING'],
  ['a token as Bearer', { authorization: `Bearer ${TOKEN}` }, '/v1/license', 'LICENSE_KEY_MALFORMED'],
  ['a key in the URL alone', {}, `/v1/license?key=${KEY}`, 'LICENSE_KEY_MISSING'],
])('refuses %s, repeats nothing of it, and counts no knock', async (_name, headers, url, code) => {
  change(row, token({ protocols: ['native', 'virustotal'] }));
  const { status, body, text } = await ask(headers, url);
  expect([status, body['code']]).toEqual([401, code]);
  for (const secret of [KEY, TOKEN]) expect(text).not.toContain(secret);
  expect(knocks.take()).toEqual([]);
  expect(seen).toEqual([]);
});

it('answers an unknown key in one shape, whatever is near it, and counts the knock', async () => {
  const shapes = new Set<string>();
  for (const key of [generateLicenseKey(), generateLicenseKey()]) {
    const { status, body, headers } = await ask({ authorization: `Bearer ${key}` });
    const print = licenseKeyHash(key).toString('hex', 0, 4);
    shapes.add(JSON.stringify([status, body, Object.keys(headers)]).replaceAll(print, 'PRINT'));
  }
  // One that awaits approval is not submitted either, and looks the same.
  change({ ...row, submittedAt: null });
  const { status, body, headers } = await ask(bearer);
  shapes.add(JSON.stringify([status, body, Object.keys(headers)]).replaceAll(HASH.toString('hex', 0, 4), 'PRINT'));
  expect([...shapes]).toHaveLength(1);
  expect(knocks.take()).toHaveLength(3);
});

it('tells of every granted request who asked', async () => {
  const id = '0123456789abcdef0123456789abcdef';
  await ask(bearer);
  await ask({ ...bearer, 'pksn-endpoint': id });
  await ask({ authorization: `Bearer ${generateLicenseKey()}`, 'pksn-endpoint': id });
  expect(seen).toEqual([null, id]);
});
