import { Fault } from '@pksn/domain';
import type { AskerHeaders } from './asker-headers';
import { askerHeaders, soleHeader } from './asker-headers';
import { bearerText } from './bearer-key';
import type { Protocol } from './protocol';

/** Where clients of other protocols put what they call an API key: two headers, two query parameters. */
export const TOKEN_PLACES = ['x-apikey', 'x-api-key', '?key', '?apikey'] as const;
export type TokenPlace = (typeof TOKEN_PLACES)[number];

/** What a request shows for itself; `text` is as it was sent, of whatever form. */
export type Credential =
  | { readonly kind: 'key'; readonly text: string }
  | { readonly kind: 'token'; readonly text: string; readonly protocol: Protocol };

/** What looks like a license key, in whatever spelling: it has no business in these places. */
const LICENSE_KEY = /^\s*pksn(?!it_)/i;

/**
 * What a request to our own /v1 routes shows: a license key as Bearer, or an integration token as `X-Api-Key`. Throws
 * LICENSE_KEY_MISSING (none or both) and INTEGRATION_TOKEN_REQUIRED (a license key as `X-Api-Key`).
 */
export function nativeCredential({ apiKey, authorization }: AskerHeaders): Credential {
  const text = apiKey === null ? null : headerToken(apiKey);
  if (text === null) return { kind: 'key', text: bearerText(authorization) };
  if (authorization !== null) throw missing('a license key and an integration token were sent');
  return { kind: 'token', text, protocol: 'native' };
}

/**
 * The integration token of a request by another protocol, whose clients put it in `place`; `url` is path and query as
 * they were sent. Throws LICENSE_KEY_MISSING (none, twice, or something in the Authorization header, too) and
 * INTEGRATION_TOKEN_REQUIRED (a license key). Neither repeats what was sent.
 */
export function tokenCredential(
  place: TokenPlace,
  protocol: Protocol,
  rawHeaders: readonly string[],
  url: string,
): Credential {
  const name = place.replace('?', '');
  const text = place === name ? headerToken(soleHeader(rawHeaders, name)) : queryToken(url, name);
  if (text === null) throw missing('no integration token was sent');
  if (askerHeaders(rawHeaders).authorization !== null) throw missing('more than one license key or token was sent');
  return { kind: 'token', text, protocol };
}

function headerToken(value: string | null): string | null {
  // A comma is how an intermediary joins two headers into one (RFC 9110 section 5.3).
  if (value?.includes(',') === true) throw missing('more than one integration token was sent');
  return plainToken(value);
}

function queryToken(url: string, name: string): string | null {
  const at = url.indexOf('?');
  const values = at < 0 ? [] : new URLSearchParams(url.slice(at + 1)).getAll(name);
  if (values.length > 1) throw missing('more than one integration token was sent');
  return plainToken(values[0] ?? null);
}

function plainToken(value: string | null): string | null {
  if (value === null || value === '') return null;
  if (LICENSE_KEY.test(value)) {
    throw new Fault('INTEGRATION_TOKEN_REQUIRED', 'a license key was sent where an integration token belongs');
  }
  return value;
}

function missing(detail: string): Fault {
  return new Fault('LICENSE_KEY_MISSING', detail);
}
