import { hash } from 'node:crypto';
import { encodePackedQuestion } from '@pksn/contract';
import { generateLicenseKey, keyFingerprint, licenseKeyHash, parseLicenseKey } from '@pksn/licensing';
import type { ForgedLicense, ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import type { LicensePayload } from '@pksn/licensing';
import type { Answer } from './https-caller';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, importOf, submit, trust } from './steps';

const DAY_MS = 86_400_000;
const iso = (ms: number): string => new Date(ms).toISOString();

/** A request for each path of the query listener's own route table; a path without one fails the test. */
const REQUESTS: Readonly<
  Record<string, { path: string; body?: unknown; raw?: Buffer; headers?: Record<string, string> }>
> = {
  'GET /v1/files/{hash}': { path: `/v1/files/${'a'.repeat(64)}` },
  'GET /v1/urls': { path: '/v1/urls?url=http://example.org/' },
  'GET /v1/domains/{name}': { path: '/v1/domains/example.org' },
  'GET /v1/ips/{address}': { path: '/v1/ips/192.0.2.1' },
  'GET /v1/certificates/{thumbprint}': { path: `/v1/certificates/${'b'.repeat(40)}` },
  'GET /v1/software': { path: '/v1/software?vendor=a&product=b' },
  'POST /v1/lookup': { path: '/v1/lookup', body: { objects: [{ ip: '192.0.2.1' }] } },
  'POST /v1/lookup/packed': {
    path: '/v1/lookup/packed',
    raw: encodePackedQuestion({ hashes: false, runs: [{ kind: 'file-sha256', count: 1, keys: Buffer.alloc(32) }] }),
  },
  'GET /v1/status': { path: '/v1/status' },
  'GET /v1/statements/{language}': { path: '/v1/statements/en' },
  'GET /v1/participation': { path: '/v1/participation' },
  'PUT /v1/participation': { path: '/v1/participation', body: { statement: 1, language: 'en', accepted: false } },
  'POST /v1/statistics': { path: '/v1/statistics', body: { applicationVersion: '1.0', counters: [] } },
  'POST /v1/submissions': {
    path: '/v1/submissions',
    raw: Buffer.from('a file'),
    headers: { 'pksn-confirmed': hash('sha256', 'a file') },
  },
  'GET /v1/license': { path: '/v1/license' },
  'GET /v1/changes': { path: '/v1/changes' },
  'GET /v1/prefixes/{section}/{prefix}': { path: '/v1/prefixes/web/aaaa' },
};

const GRANTED = { status: 200, code: null };
/** They give no data, so a key that covers no live feed is granted there. */
const STANDING = [
  'GET /v1/status',
  'GET /v1/statements/{language}',
  'GET /v1/participation',
  'PUT /v1/participation',
  'POST /v1/statistics',
  'POST /v1/submissions',
];
/** What a key that is good gets there: nobody agreed to contribute. */
const OTHERWISE: Readonly<Record<string, { status: number; code: string }>> = {
  'POST /v1/statistics': { status: 403, code: 'PARTICIPATION_REQUIRED' },
  'POST /v1/submissions': { status: 403, code: 'PARTICIPATION_REQUIRED' },
};

describe('the decision table of licensing, on every route', () => {
  let service: Service;
  let vendor: ForgedVendor;
  let now: number;
  const cases = new Map<string, { headers: Record<string, string | string[]>; status: number; code: string | null }>();

  const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });
  const license = (id: string, change: Partial<LicensePayload> = {}): ForgedLicense =>
    vendor.license({
      licenseId: id,
      customer: { id: `customer-${id}`, name: id },
      issuedAt: iso(now - 30 * DAY_MS),
      notBefore: iso(now - 20 * DAY_MS),
      ...change,
    });

  beforeAll(async () => {
    now = Date.now();
    service = await Service.create();
    await service.startAll();
    vendor = forgeVendor('acme', now);
    const stranger = forgeVendor('stranger', now);
    await trust(service, vendor);
    await trust(service, stranger);
    await importOf(
      service,
      await samplePackage(vendor, { feed: 'acme/core', version: 1, rows: 'domain,zone\nexample.net,red' }),
    );

    const current = license('current');
    const revoked = license('revoked');
    const changed = license('changed');
    const changing = license('changing');
    const old = license('replaced');
    const older = license('replacing');
    const next = license('replaced', { issuedAt: iso(now) });
    const nextOverlap = license('replacing', { issuedAt: iso(now) });
    const early = license('early', { notBefore: iso(now + DAY_MS), expiresAt: iso(now + 2 * DAY_MS) });
    const expired = license('expired', { expiresAt: iso(now - 5 * DAY_MS), graceDays: 4 });
    const grace = license('grace', { expiresAt: iso(now - 5 * DAY_MS), graceDays: 6 });
    const outside = license('outside', { feeds: ['acme/other'] });
    const foreign = stranger.license({ licenseId: 'foreign', customer: { id: 'foreign', name: 'foreign' } });
    const slow = license('slow', { limits: { requestsPerSecond: 1 } });
    await submit(
      service,
      current,
      revoked,
      changed,
      changing,
      old,
      older,
      early,
      expired,
      grace,
      outside,
      foreign,
      slow,
    );
    await submit(service, next, nextOverlap);
    const change = (id: string, act: string, body: object): Promise<Answer> =>
      service.admin.post(`/api/v1/licenses/${id}/${act}`, { body });
    await change('revoked', 'revoke', { reason: 'stolen' });
    await change('changed', 'change', { reason: 'renewed' });
    await change('changed', 'overlap', { hours: 0 });
    await change('changing', 'change', { reason: 'renewed' });
    await change('replaced', 'overlap', { hours: 0 });

    await service.admin.post('/api/v1/statements', { body: { texts: [{ language: 'en', text: 'A statement.' }] } });

    const row = (
      name: string,
      headers: Record<string, string | string[]>,
      status: number,
      code: string | null,
    ): void => {
      cases.set(name, { headers, status, code });
    };
    row('no key', {}, 401, 'LICENSE_KEY_MISSING');
    row(
      'two keys in one header',
      { authorization: `Bearer ${current.key}, Bearer ${current.key}` },
      401,
      'LICENSE_KEY_MISSING',
    );
    row(
      'another scheme',
      { authorization: `Basic ${Buffer.from(current.key).toString('base64')}` },
      401,
      'LICENSE_KEY_MISSING',
    );
    row('the key in another header', { 'x-apikey': current.key }, 401, 'LICENSE_KEY_MISSING');
    row(
      'a malformed key',
      bearer(`${current.key.slice(0, -1)}${current.key.endsWith('A') ? 'B' : 'A'}`),
      401,
      'LICENSE_KEY_MALFORMED',
    );
    row('a key that was not submitted', bearer(generateLicenseKey()), 401, 'LICENSE_KEY_NOT_SUBMITTED');
    row('a revoked key', bearer(revoked.key), 403, 'LICENSE_REVOKED');
    row('a changed license', bearer(changed.key), 401, 'LICENSE_CHANGED');
    row('a replaced key', bearer(old.key), 401, 'LICENSE_KEY_SUPERSEDED');
    row('a license of tomorrow', bearer(early.key), 403, 'LICENSE_NOT_YET_VALID');
    row('an expired license', bearer(expired.key), 403, 'LICENSE_EXPIRED');
    row('a license for a feed that is not live', bearer(outside.key), 403, 'LICENSE_SCOPE');
    row('a license of a vendor without feeds', bearer(foreign.key), 403, 'LICENSE_SCOPE');
    row('the current key', bearer(current.key), GRANTED.status, GRANTED.code);
    row('the new key', bearer(next.key), GRANTED.status, GRANTED.code);
    row('a changed license in its overlap', bearer(changing.key), GRANTED.status, GRANTED.code);
    row('a replaced key in its overlap', bearer(older.key), GRANTED.status, GRANTED.code);
    row('an expired license in its grace', bearer(grace.key), GRANTED.status, GRANTED.code);
    row('over the rate', bearer(slow.key), 429, 'LICENSE_RATE');
    await eventually(
      () => service.query(null).get('/v1/status', { headers: bearer(old.key) }),
      (answer) => answer.body.code === 'LICENSE_KEY_SUPERSEDED',
    );
  }, 120_000);
  afterAll(() => service.stop());

  it('knows a request for every gated route', async () => {
    const { body } = await service.query(null).get('/openapi.json');
    const gated: string[] = [];
    for (const [path, methods] of Object.entries<Record<string, { security?: unknown[] }>>(body.paths)) {
      for (const [method, { security }] of Object.entries(methods)) {
        if (security === undefined) gated.push(`${method.toUpperCase()} ${path}`);
      }
    }
    expect(gated.sort()).toEqual(Object.keys(REQUESTS).sort());
  });

  it.each(Object.keys(REQUESTS))('%s', async (route) => {
    const { path, body, raw, headers: own } = REQUESTS[route] ?? { path: '' };
    const content = raw === undefined ? { body } : { raw };
    const type: Record<string, string> = raw === undefined ? {} : { 'content-type': 'application/octet-stream' };
    const endpoint = { 'pksn-endpoint': '5e'.repeat(16) };
    const isStanding = STANDING.includes(route);
    const ask = async (headers: Record<string, string | string[]>): Promise<Answer> =>
      service.query(null).send(route.split(' ')[0] ?? 'GET', path, {
        headers: { ...headers, ...type, ...endpoint, ...own },
        ...content,
      });
    for (const [name, listed] of cases) {
      const judged = isStanding && listed.code === 'LICENSE_SCOPE' ? { ...listed, ...GRANTED } : listed;
      const expected = judged.code === null ? { ...judged, ...OTHERWISE[route] } : judged;
      // One a second is let through: of many at once most are not.
      const asked = expected.code === 'LICENSE_RATE' ? 12 : 1;
      const all = await Promise.all(Array.from({ length: asked }, () => ask(expected.headers)));
      const { status, body: answer, headers } = all.find((one) => one.status === expected.status) ?? (all[0] as Answer);
      expect([name, status, answer?.code ?? null]).toEqual([name, expected.status, expected.code]);
      if (status === 401) expect(headers['www-authenticate']).toBe('Bearer');
      if (status === 429) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      if (expected.code?.startsWith('LICENSE_KEY_NOT')) expect(answer.provider).toHaveProperty('contacts');
    }
  });

  it('is told to the help desk by fingerprint alone, as requests meet it', async () => {
    const told: unknown[] = [];
    const met: unknown[] = [];
    for (const [name, { headers, code }] of cases) {
      const key = /^Bearer (PKSN-[^, ]+)$/.exec(String(headers.authorization))?.[1];
      if (key === undefined || name === 'a malformed key') continue;
      const fingerprint = keyFingerprint(licenseKeyHash(parseLicenseKey(key).canonical));
      const { body } = await service.admin.get(`/api/v1/license-keys/${fingerprint}`);
      told.push([name, body.keys[0]?.code ?? body.unknown?.code ?? null]);
      // Nobody can say of a rate what it was a moment ago.
      met.push([name, code === 'LICENSE_RATE' ? null : code]);
      if (name === 'a replaced key') expect(body.keys[0].facts.currentFingerprint).toBe(body.keys[0].newestFingerprint);
    }
    expect(met).toHaveLength(14);
    expect(told).toEqual(met);
  });
});
