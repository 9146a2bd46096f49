import { FieldReader, isFeedName } from '@pksn/signing';
import { DAY_MS, LICENSING_LIMITS } from './limits';

/** What a license says. Times are milliseconds since 1970; from `expiresAt` on it is expired, but for its grace. */
export interface LicenseTerms {
  readonly licenseId: string;
  readonly customer: { readonly id: string; readonly name: string };
  readonly product: string;
  readonly edition: string;
  /** The feeds that it covers; null: all of the vendor that signed it. */
  readonly feeds: readonly string[] | null;
  /** SHA-256 of the license key in hex. */
  readonly keyHash: string;
  readonly limits: { readonly seats: number | null; readonly requestsPerSecond: number | null };
  readonly issuedAt: number;
  readonly notBefore: number;
  readonly expiresAt: number;
  readonly graceDays: number;
  /** Hashes of keys that this license replaces. */
  readonly supersedes: readonly string[];
}

/** The signed payload in JSON. Times are `2026-11-21T20:51:00Z` or date-only; a date-only expiry ends at 24:00 UTC. */
export interface LicensePayload {
  readonly licenseId: string;
  readonly customer: { readonly id: string; readonly name: string };
  readonly product: string;
  readonly edition: string;
  readonly feeds?: readonly string[];
  readonly keyHash: string;
  readonly limits: { readonly seats?: number; readonly requestsPerSecond?: number };
  readonly issuedAt: string;
  readonly notBefore: string;
  readonly expiresAt: string;
  readonly graceDays: number;
  readonly supersedes: readonly string[];
}

const DATE_ONLY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Schema of a license payload. Unknown fields are refused in `limits`, where ignoring one would lift a limit, and
 * ignored elsewhere. Throws LICENSE_FILE_MALFORMED.
 */
export function parseLicenseTerms(payload: Uint8Array): LicenseTerms {
  const read = new FieldReader('LICENSE_FILE_MALFORMED');
  const fields = read.object(read.json(payload, 'license'), 'license');
  const terms: LicenseTerms = {
    licenseId: read.text(fields['licenseId'], 'licenseId', LICENSING_LIMITS.idCharacters),
    customer: parseCustomer(read, fields['customer']),
    product: read.text(fields['product'], 'product', LICENSING_LIMITS.nameCharacters),
    edition: read.text(fields['edition'], 'edition', LICENSING_LIMITS.nameCharacters),
    feeds: fields['feeds'] === undefined ? null : parseFeeds(read, fields['feeds']),
    keyHash: read.sha256(fields['keyHash'], 'keyHash'),
    limits: parseLimits(read, fields['limits']),
    issuedAt: moment(read, fields['issuedAt'], 'issuedAt', 0),
    notBefore: moment(read, fields['notBefore'], 'notBefore', 0),
    expiresAt: moment(read, fields['expiresAt'], 'expiresAt', DAY_MS),
    graceDays: read.integer(fields['graceDays'], 'graceDays', 0, LICENSING_LIMITS.graceDays),
    supersedes: parseHashes(read, fields['supersedes']),
  };
  if (terms.expiresAt <= terms.notBefore) read.refuse('expiresAt', 'after notBefore');
  if (terms.supersedes.includes(terms.keyHash)) read.refuse('supersedes', 'of other keys');
  return terms;
}

function parseCustomer(read: FieldReader, value: unknown): LicenseTerms['customer'] {
  const fields = read.object(value, 'customer');
  return {
    id: read.text(fields['id'], 'customer.id', LICENSING_LIMITS.idCharacters),
    name: read.text(fields['name'], 'customer.name', LICENSING_LIMITS.nameCharacters),
  };
}

function parseFeeds(read: FieldReader, value: unknown): string[] {
  const feeds = read.list(value, 'feeds', LICENSING_LIMITS.feeds).map((feed) => {
    return typeof feed === 'string' && isFeedName(feed) ? feed : read.refuse('feeds', 'names such as acme/core');
  });
  if (feeds.length === 0) read.refuse('feeds', 'left out, or not empty');
  return [...new Set(feeds)];
}

function parseLimits(read: FieldReader, value: unknown): LicenseTerms['limits'] {
  const fields = read.exact(value, 'limits', [], ['seats', 'requestsPerSecond']);
  const limit = (name: 'seats' | 'requestsPerSecond'): number | null =>
    fields[name] === undefined ? null : read.integer(fields[name], `limits.${name}`, 1, LICENSING_LIMITS[name]);
  return { seats: limit('seats'), requestsPerSecond: limit('requestsPerSecond') };
}

function parseHashes(read: FieldReader, value: unknown): string[] {
  const hashes = read.list(value, 'supersedes', LICENSING_LIMITS.supersedes);
  return [...new Set(hashes.map((hash) => read.sha256(hash, 'supersedes')))];
}

/** An instant, or a date, which stands for its midnight plus `dateOnlyMs`. */
function moment(read: FieldReader, value: unknown, place: string, dateOnlyMs: number): number {
  const isDate = typeof value === 'string' && DATE_ONLY.test(value);
  return isDate ? read.instant(`${value}T00:00:00Z`, place) + dateOnlyMs : read.instant(value, place);
}
