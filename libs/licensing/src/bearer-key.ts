import { Fault } from '@pksn/domain';
import { parseLicenseKey } from './license-key';

const HEADER = 'authorization';
const SCHEME = /^bearer +/i;

/**
 * The canonical license key of a request, from Node's `rawHeaders` (name, value, name, value, …), where a header
 * that was sent twice is still visible. Throws LICENSE_KEY_MISSING when there is none, more than one or another
 * scheme than Bearer (RFC 6750 section 2.1), and LICENSE_KEY_MALFORMED when it is not of the form of a key.
 */
export function bearerKey(rawHeaders: readonly string[]): string {
  let value: string | null = null;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    if (name.length !== HEADER.length || name.toLowerCase() !== HEADER) continue;
    if (value !== null) throw new Fault('LICENSE_KEY_MISSING', 'the Authorization header was sent twice');
    value = rawHeaders[i + 1] as string;
  }
  if (value === null) throw new Fault('LICENSE_KEY_MISSING', 'no license key was sent');
  return parseLicenseKey(tokenOf(value)).canonical;
}

function tokenOf(value: string): string {
  // A comma is how an intermediary joins two headers into one (RFC 9110 section 5.3).
  if (value.includes(',')) throw new Fault('LICENSE_KEY_MISSING', 'more than one license key was sent');
  const token = value.startsWith('Bearer PKSN-') ? value.slice('Bearer '.length) : value.replace(SCHEME, '');
  if (token === value || token === '') throw new Fault('LICENSE_KEY_MISSING', 'no Bearer token was sent');
  return token;
}
