import { Fault } from '@pksn/domain';

const SCHEME = /^bearer +/i;

/**
 * What stands after `Bearer`, of whatever form; `value` is that of the Authorization header. Throws LICENSE_KEY_MISSING
 * when there is none, more than one or another scheme than Bearer (RFC 6750 section 2.1).
 */
export function bearerText(value: string | null): string {
  if (value === null) throw new Fault('LICENSE_KEY_MISSING', 'no license key was sent');
  // A comma is how an intermediary joins two headers into one (RFC 9110 section 5.3).
  if (value.includes(',')) throw new Fault('LICENSE_KEY_MISSING', 'more than one license key was sent');
  const text = value.startsWith('Bearer PKSN-') ? value.slice('Bearer '.length) : value.replace(SCHEME, '');
  if (text === value || text === '') throw new Fault('LICENSE_KEY_MISSING', 'no Bearer token was sent');
  return text;
}
