import crypto from 'node:crypto';
import { generateIntegrationToken, generateLicenseKey, integrationTokenHash, licenseKeyHash, Registry } from '.';
import type { RegistryRow, TokenRow } from '.';
import { record } from './record.fixture';

/**
 * Whether a key exists must not be told by how long its refusal takes. Time is not measured here: the path is looked
 * at instead. Whatever the key, its text is hashed once and the hash is looked up in one table, so that nothing is
 * ever compared with a stored secret, symbol by symbol or otherwise.
 */
const now = Date.UTC(2026, 10, 21);
const key = (change: Partial<RegistryRow>): { text: string; row: RegistryRow } => {
  const text = generateLicenseKey();
  const keyHash = licenseKeyHash(text);
  return { text, row: record(text, { keyHash, licenseId: text, notBefore: 0, ...change }) };
};
const keys = {
  current: key({}),
  revoked: key({ revokedAt: 1 }),
  changed: key({ changedAt: 1, overlapHours: 0 }),
  superseded: key({ supersededAt: 1, overlapHours: 0 }),
  early: key({ notBefore: now + 1 }),
  expired: key({ expiresAt: now }),
  pending: key({ submittedAt: null }),
};
const token = (change: Partial<TokenRow>): { text: string; row: TokenRow } => {
  const text = generateIntegrationToken();
  const { vendor, licenseId } = keys.current.row;
  const tokenHash = integrationTokenHash(text);
  const row = {
    id: '1',
    tokenHash,
    vendor,
    licenseId,
    protocols: ['native' as const],
    expiresAt: Infinity,
    revokedAt: null,
  };
  return { text, row: { ...row, ...change } };
};
const tokens = {
  current: token({}),
  revoked: token({ revokedAt: 1 }),
  expired: token({ expiresAt: now }),
  'of another protocol': token({ protocols: ['misp'] }),
  'of a revoked license': token({ licenseId: keys.revoked.row.licenseId }),
};
const registry = new Registry();
registry.apply({
  rows: Object.values(keys).map(({ row }) => row),
  tokens: Object.values(tokens).map(({ row }) => row),
});

const outcome = (judgement: { granted: boolean; code?: string }): string => judgement.code ?? 'granted';
let hashed: unknown[];
let compared: jest.SpyInstance;
beforeEach(() => {
  hashed = [];
  const real = crypto.hash;
  jest.spyOn(crypto, 'hash').mockImplementation(((algorithm: string, data: string, encoding: 'binary') => {
    hashed.push(data);
    return real(algorithm, data, encoding);
  }) as never);
  compared = jest.spyOn(Buffer.prototype, 'equals');
});
afterEach(() => jest.restoreAllMocks());

it.each([
  ['unknown', generateLicenseKey(), 'LICENSE_KEY_NOT_SUBMITTED'],
  ['current', keys.current.text, 'granted'],
  ['revoked', keys.revoked.text, 'LICENSE_REVOKED'],
  ['changed', keys.changed.text, 'LICENSE_CHANGED'],
  ['superseded', keys.superseded.text, 'LICENSE_KEY_SUPERSEDED'],
  ['early', keys.early.text, 'LICENSE_NOT_YET_VALID'],
  ['expired', keys.expired.text, 'LICENSE_EXPIRED'],
  ['pending', keys.pending.text, 'LICENSE_KEY_NOT_SUBMITTED'],
])('the path of a key that is %s is that of every other', (_, text, code) => {
  expect(outcome(registry.judgeKey(text, now))).toBe(code);
  expect(hashed).toEqual([text]);
  expect(compared).not.toHaveBeenCalled();
});

it.each([
  ['unknown', generateIntegrationToken(), 'INTEGRATION_TOKEN_UNKNOWN'],
  ['no token by its form', 'x', 'INTEGRATION_TOKEN_UNKNOWN'],
  ['current', tokens.current.text, 'granted'],
  ['revoked', tokens.revoked.text, 'INTEGRATION_TOKEN_REVOKED'],
  ['expired', tokens.expired.text, 'INTEGRATION_TOKEN_EXPIRED'],
  ['of another protocol', tokens['of another protocol'].text, 'INTEGRATION_TOKEN_SCOPE'],
  ['of a revoked license', tokens['of a revoked license'].text, 'LICENSE_REVOKED'],
])('the path of a token that is %s is that of every other', (_, text, code) => {
  expect(outcome(registry.judgeToken(text, 'native', now))).toBe(code);
  expect(hashed).toEqual([text]);
  expect(compared).not.toHaveBeenCalled();
});
