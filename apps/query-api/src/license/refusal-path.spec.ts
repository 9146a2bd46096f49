import crypto from 'node:crypto';
import type { Credential } from '@pksn/licensing';
import { generateIntegrationToken, generateLicenseKey, licenseKeyHash, Registry } from '@pksn/licensing';
import { judgementOf, refusalOf } from './credential-judgement';

/** What a request with a key that is refused costs does not tell whether the key was ever known. */
const now = Date.UTC(2026, 10, 21);
const row = (text: string, revokedAt: number | null, expiresAt: number) => ({
  keyHash: licenseKeyHash(text),
  vendor: 'acme',
  licenseId: text,
  customerId: 'C-1',
  customerName: 'Example customer',
  issuedAt: 1_000,
  submittedAt: 2_000,
  notBefore: 0,
  expiresAt,
  graceDays: 0,
  supersededAt: null,
  supersededBy: null,
  overlapHours: 72,
  changedAt: null,
  revokedAt,
  feeds: null,
  grantedFeeds: [],
  requestsPerSecond: null,
});
const [revoked, expired, unknown] = [generateLicenseKey(), generateLicenseKey(), generateLicenseKey()];
const registry = new Registry([row(revoked, 1, now + 1), row(expired, null, now)]);

let hashes: number;
beforeEach(() => {
  hashes = 0;
  const real = crypto.hash;
  jest.spyOn(crypto, 'hash').mockImplementation(((...all: Parameters<typeof crypto.hash>) => {
    hashes += 1;
    return real(...all);
  }) as never);
});
afterEach(() => jest.restoreAllMocks());

/** The code, the number of hashes, and the shape of the error. */
function refused(text: string): [string, number, string[]] {
  hashes = 0;
  const credential: Credential = { kind: 'key', text };
  const judgement = judgementOf(credential, registry, now);
  if (judgement.granted) return ['granted', hashes, []];
  const fault = refusalOf(credential, judgement, registry);
  if (fault.code === 'LICENSE_KEY_NOT_SUBMITTED') {
    expect(fault.detail.replace(/[0-9a-f]{8}/, '…')).toBe('the license key with fingerprint … is refused');
  }
  return [fault.code, hashes, Object.keys(fault.facts)];
}

it.each([
  ['as it was given out', (text: string) => text],
  ['as somebody typed it', (text: string) => text.toLowerCase().replaceAll('-', '')],
])('is one path for all keys, %s', (_, typed) => {
  const [code, cost, facts] = refused(typed(unknown));
  expect([code, facts]).toEqual(['LICENSE_KEY_NOT_SUBMITTED', ['fingerprint']]);
  expect(cost).toBeGreaterThan(0);
  expect(refused(typed(revoked))).toEqual(['LICENSE_REVOKED', cost, ['fingerprint', 'licenseId', 'revokedAt']]);
  expect(refused(typed(expired))).toEqual([
    'LICENSE_EXPIRED',
    cost,
    ['fingerprint', 'licenseId', 'expiresAt', 'endedAt'],
  ]);
});

it('repeats nothing of what was shown', () => {
  const token = generateIntegrationToken();
  const credential: Credential = { kind: 'token', text: token, protocol: 'native' };
  const judgement = judgementOf(credential, registry, now);
  if (judgement.granted) throw new Error('granted');
  const { code, detail, facts } = refusalOf(credential, judgement, registry);
  expect(code).toBe('INTEGRATION_TOKEN_UNKNOWN');
  expect(JSON.stringify({ detail, facts })).not.toContain(token.slice(7, 15));
});
