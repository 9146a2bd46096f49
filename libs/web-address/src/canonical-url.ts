import type { Address } from './address';
import { canonicalHost } from './host';
import { WEB_LIMITS } from './limits';
import { malformed } from './malformed';
import { canonicalPath } from './path';
import { escapeBytes, isPlain, unescapeFully } from './percent';

/** A URL as the Safe Browsing lists mean it. Every part is printable ASCII; the port, user and fragment are gone. */
export interface CanonicalUrl {
  readonly url: string;
  readonly host: string;
  readonly path: string;
  /** What follows the question mark; null when there is none. */
  readonly query: string | null;
  /** Set when the host is an address. */
  readonly address: Address | null;
}

/**
 * Canonicalizes a URL by the published Safe Browsing rules ("URLs and Hashing", with the IPv6 rules of v5), on bytes:
 * text is taken as its UTF-8. A URL without a scheme is http. Canonicalizing a canonical URL changes nothing.
 * Throws OBJECT_MALFORMED for more than 8,192 bytes, and for what names no host.
 */
export function canonicalUrl(input: string | Uint8Array): CanonicalUrl {
  if (input.length > WEB_LIMITS.urlBytes) throw tooLong();
  const plain = typeof input === 'string' && isPlain(input);
  const text = plain ? input : unescaped(typeof input === 'string' ? Buffer.from(input, 'utf8') : Buffer.from(input));
  const scheme = schemeOf(text);
  const rest = scheme === null ? text : text.slice(scheme.length + 3);

  const question = rest.indexOf('?');
  const beforeQuery = question < 0 ? rest : rest.slice(0, question);
  const rawQuery = question < 0 ? null : rest.slice(question + 1);
  const slash = beforeQuery.indexOf('/');
  const authority = slash < 0 ? beforeQuery : beforeQuery.slice(0, slash);
  const rawPath = slash < 0 ? '/' : canonicalPath(beforeQuery.slice(slash));

  const { host: rawHost, address } = canonicalHost(authority);
  const host = plain ? rawHost : escapeBytes(rawHost);
  const path = plain ? rawPath : escapeBytes(rawPath);
  const query = plain || rawQuery === null ? rawQuery : escapeBytes(rawQuery);
  const url = `${scheme?.toLowerCase() ?? 'http'}://${host}${path}${query === null ? '' : `?${query}`}`;
  return { url, host, path, query, address };
}

function tooLong(): Error {
  return malformed(`the URL is longer than ${WEB_LIMITS.urlBytes} bytes`);
}

const [TAB, LF, CR, SPACE, HASH] = [0x09, 0x0a, 0x0d, 0x20, 0x23];

/** Raw tabs and line ends go, outer spaces go, the fragment goes, and escapes are undone: the text in latin1. */
function unescaped(bytes: Buffer): string {
  if (bytes.length > WEB_LIMITS.urlBytes) throw tooLong();
  let length = 0;
  for (const byte of bytes) if (byte !== TAB && byte !== LF && byte !== CR) bytes[length++] = byte;
  let start = 0;
  while (start < length && bytes[start] === SPACE) start++;
  while (length > start && bytes[length - 1] === SPACE) length--;
  const trimmed = bytes.subarray(start, length);
  const fragment = trimmed.indexOf(HASH);
  const kept = unescapeFully(trimmed, fragment < 0 ? trimmed.length : fragment);
  return trimmed.toString('latin1', 0, kept);
}

const SCHEME = /^[a-zA-Z][a-zA-Z0-9+.-]*:/;
const PORT_AFTER_NAME = /^\d{1,5}(?:[/?]|$)/;

/** The scheme without its colon, or null when the text begins with the host. `mailto:a@b` is neither. */
function schemeOf(text: string): string | null {
  const name = SCHEME.exec(text)?.[0];
  if (name === undefined) return null;
  if (text.startsWith('//', name.length)) return name.slice(0, -1);
  if (PORT_AFTER_NAME.test(text.slice(name.length, name.length + 6))) return null;
  throw malformed('this kind of URL names no host');
}
