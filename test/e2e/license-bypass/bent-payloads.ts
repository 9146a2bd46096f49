import { formatLicenseFile } from '@pksn/licensing';
import { PAYLOAD_TYPES } from '@pksn/signing';
import type { BentFile } from './bent-files';

/** Payloads that the vendor did sign, by its own mistake or by somebody's who got at its tool. */
const signed = (name: string, change: object | ((json: string) => string)): BentFile => ({
  name: `signed by the vendor, ${name}`,
  code: 'LICENSE_FILE_MALFORMED',
  bend: ({ payload }, { acme }) => {
    const json =
      typeof change === 'function' ? change(JSON.stringify(payload)) : JSON.stringify({ ...payload, ...change });
    return formatLicenseFile(acme.envelope(PAYLOAD_TYPES.license, Buffer.from(json), 'license'));
  },
});
const hashes = (count: number): string[] => Array.from({ length: count }, (_, i) => i.toString(16).padStart(64, '0'));

export const BENT_PAYLOADS: readonly BentFile[] = [
  signed('with an unknown limit', { limits: { requestsPerSecond: 5, burst: 1_000 } }),
  signed('with a limit in another spelling', { limits: { requestspersecond: 5 } }),
  signed('with a prototype for its limits', (json) =>
    json.replace('"limits":{', '"limits":{"__proto__":{"requestsPerSecond":1},'),
  ),
  signed('with a constructor among its limits', { limits: { constructor: { prototype: { seats: 1 } } } }),
  signed('with a negative rate', { limits: { requestsPerSecond: -1 } }),
  signed('with a rate of zero', { limits: { requestsPerSecond: 0 } }),
  signed('with half a request per second', { limits: { requestsPerSecond: 0.5 } }),
  signed('with a rate beyond numbers', (json) => json.replace('"requestsPerSecond":1000', '"requestsPerSecond":1e999')),
  signed('with a rate in text', { limits: { requestsPerSecond: '1000' } }),
  signed('with a rate of null', { limits: { requestsPerSecond: null } }),
  signed('with negative seats', { limits: { seats: -5 } }),
  signed('with limits in a list', { limits: [] }),
  signed('without limits', { limits: undefined }),
  signed('without a key', { keyHash: undefined }),
  signed('with the key in capitals', (json) =>
    json.replace(/"keyHash":"[0-9a-f]+"/, (found) => `"keyHash":"${found.slice(11, -1).toUpperCase()}"`),
  ),
  signed('with a short hash', { keyHash: 'abcd' }),
  signed('with no feed at all', { feeds: [] }),
  signed('with every feed by a star', { feeds: ['acme/*'] }),
  signed('with a feed above its folder', { feeds: ['acme/../rival/core'] }),
  signed('with feeds as one text', { feeds: 'acme/core' }),
  signed('that expires in the year 10000', { expiresAt: '10000-01-01T00:00:00Z' }),
  signed('that expires on a day that is none', { expiresAt: '2027-02-30' }),
  signed('that expires in the time of another zone', { expiresAt: '2027-01-01T00:00:00+02:00' }),
  signed('that expires by a number', { expiresAt: 4_102_444_800_000 }),
  signed('that expires before it begins', { expiresAt: '2001-01-01', notBefore: '2002-01-01' }),
  signed('with a grace of a thousand years', { graceDays: 365_000 }),
  signed('with a negative grace', { graceDays: -1 }),
  signed('that replaces 500 keys', { supersedes: hashes(500) }),
  {
    ...signed('that replaces 10,000 keys', { supersedes: hashes(10_000) }),
    customer: 'REQUEST_TOO_LARGE',
  },
  signed('that replaces itself', (json) => {
    const { keyHash } = JSON.parse(json) as { keyHash: string };
    return JSON.stringify({ ...(JSON.parse(json) as object), supersedes: [keyHash] });
  }),
  signed('that replaces by a star', { supersedes: ['*'] }),
  signed('nested 10,000 deep', (json) =>
    json.replace('"supersedes":[]', `"supersedes":${'['.repeat(10_000)}${']'.repeat(10_000)}`),
  ),
  signed('of a customer without an id', { customer: { id: '', name: 'Nobody' } }),
  signed('of a customer whose name turns the text around', { customer: { id: 'c', name: 'Bank \u202Eknab' } }),
  signed('with a NUL in its id', { licenseId: 'a\0b' }),
  signed('in a list', (json) => `[${json}]`),
  signed('of nothing', () => ''),
  signed('behind a byte order mark', (json) => `\uFEFF${json}`),
];
