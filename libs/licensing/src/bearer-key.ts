import { Fault } from '@pksn/domain';
import { parseLicenseKey } from './license-key';
import { soleHeader } from './sole-header';

export const BEARER_HEADER = 'authorization';

const SCHEME = /^bearer +/i;

/**
 * The canonical license key of a request, from Node's `rawHeaders`. Throws LICENSE_KEY_MISSING when there is none,
 * more than one or another scheme than Bearer (RFC 6750 section 2.1), and LICENSE_KEY_MALFORMED when it is not of the
 * form of a key.
 */
export function bearerKey(rawHeaders: readonly string[]): string {
  return keyOf(soleHeader(rawHeaders, BEARER_HEADER));
}

/** The same from the header's value; null when it was not sent. */
export function keyOf(value: string | null): string {
  if (value === null) throw new Fault('LICENSE_KEY_MISSING', 'no license key was sent');
  return parseLicenseKey(bearerTokenOf(value)).canonical;
}

function bearerTokenOf(value: string): string {
  // A comma is how an intermediary joins two headers into one (RFC 9110 section 5.3).
  if (value.includes(',')) throw new Fault('LICENSE_KEY_MISSING', 'more than one license key was sent');
  const token = value.startsWith('Bearer PKSN-') ? value.slice('Bearer '.length) : value.replace(SCHEME, '');
  if (token === value || token === '') throw new Fault('LICENSE_KEY_MISSING', 'no Bearer token was sent');
  return token;
}
