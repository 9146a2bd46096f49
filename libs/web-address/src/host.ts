import { domainToASCII } from 'node:url';
import { compressIpv6, parseLooseIpv4 } from './address-text';
import { parseAddress } from './address';
import type { Address } from './address';
import { WEB_LIMITS } from './limits';
import { malformed } from './malformed';

export interface CanonicalHost {
  /** Unescaped latin1 text; an IPv6 address keeps its brackets. */
  readonly host: string;
  readonly address: Address | null;
}

/** The host rules on an unescaped authority (user, host and port) in latin1. Throws OBJECT_MALFORMED. */
export function canonicalHost(authority: string): CanonicalHost {
  const typed = withoutSpareDots(withoutPort(authority.slice(authority.lastIndexOf('@') + 1)));
  const name = withoutSpareDots(toAscii(typed)); // again, because Unicode has full stops of its own
  if (name === '') throw malformed('the URL has no host');
  if (name.startsWith('[')) return bracketedHost(name);
  // RFC 3986 3.2.2: a colon that is neither a port's nor inside brackets is legal in no host.
  if (name.includes(':')) throw malformed('the port of the URL is not a number');
  const quad = parseLooseIpv4(name);
  if (quad !== null) return { host: quad.join('.'), address: { family: 4, bytes: quad, prefix: 32 } };
  return { host: lowerCase(name), address: null };
}

function withoutPort(host: string): string {
  let end = host.length;
  while (end > 0 && host.charCodeAt(end - 1) >= 0x30 && host.charCodeAt(end - 1) <= 0x39) end--;
  return end > 0 && host[end - 1] === ':' ? host.slice(0, end - 1) : host;
}

/** Leading and trailing dots go, and runs of dots become one. */
function withoutSpareDots(host: string): string {
  if (!host.startsWith('.') && !host.endsWith('.') && !host.includes('..')) return host;
  return host
    .split('.')
    .filter((label) => label !== '')
    .join('.');
}

function bracketedHost(name: string): CanonicalHost {
  if (!name.endsWith(']')) throw malformed('the IPv6 address in the URL has no closing bracket');
  const inside = name.slice(1, -1);
  if (!inside.includes(':')) throw malformed('brackets in a host hold an IPv6 address');
  const address = parseAddress(inside);
  return { host: address.family === 4 ? address.bytes.join('.') : `[${compressIpv6(address.bytes)}]`, address };
}

const NON_ASCII = /[\x80-\xff]/;
const NAME_OR_NON_ASCII = /^[a-zA-Z0-9._\-\x80-\xff]+$/;

/**
 * Punycode for a host whose bytes are UTF-8 beyond ASCII. A host that is no international name (bytes that are not
 * UTF-8, characters that are illegal in names) stays as it is, and its bytes are escaped later.
 * Characters that the URL parser behind domainToASCII would act on never reach it.
 */
function toAscii(host: string): string {
  if (!NON_ASCII.test(host) || !NAME_OR_NON_ASCII.test(host)) return host;
  const bytes = Buffer.from(host, 'latin1');
  const text = bytes.toString('utf8');
  // Punycode takes quadratic time, and nothing longer than a name can be one.
  if (text.length > WEB_LIMITS.domainBytes || !Buffer.from(text, 'utf8').equals(bytes)) return host;
  const ascii = domainToASCII(text);
  return ascii === '' ? host : ascii;
}

/** Lower case of ASCII letters alone: other bytes are not characters. */
function lowerCase(host: string): string {
  return host.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
