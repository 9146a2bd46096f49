import { hash } from 'node:crypto';
import type { CanonicalUrl } from './canonical-url';
import { WEB_LIMITS } from './limits';

/**
 * The host-suffix and path-prefix expressions of a URL, at most 30, the most specific first: the longest host first,
 * and for each host the path with its query, the path, then directories from the longest down to "/".
 * ("URLs and Hashing", Suffix/Prefix Expressions. An empty query has no parameters, so no expression of its own.)
 */
export function expressions(url: CanonicalUrl): string[] {
  const hosts = url.address === null ? hostSuffixes(url.host) : [url.host];
  const paths = pathPrefixes(url.path, url.query);
  const out: string[] = [];
  for (const host of hosts) for (const path of paths) out.push(host + path);
  return out;
}

/**
 * The name, and up to four more that begin with its last five labels and lose the leading one each time; never a
 * bare top-level domain that was not asked for itself.
 */
export function hostSuffixes(host: string): string[] {
  const out = [host];
  const starts: number[] = [];
  for (let dot = host.lastIndexOf('.'); dot > 0 && starts.length < WEB_LIMITS.hostSuffixLabels;) {
    starts.push(dot + 1);
    dot = host.lastIndexOf('.', dot - 1);
  }
  for (let i = starts.length - 1; i >= 1; i--) out.push(host.slice(starts[i]));
  return out;
}

/** The path with its query, the path, and the four shortest directories above it, longest first. */
function pathPrefixes(path: string, query: string | null): string[] {
  const out = query === null || query === '' ? [path] : [`${path}?${query}`, path];
  const ends: number[] = [];
  for (let slash = 0; slash >= 0 && ends.length < WEB_LIMITS.pathPrefixes; slash = path.indexOf('/', slash + 1)) {
    ends.push(slash + 1);
  }
  for (let i = ends.length - 1; i >= 0; i--) if (ends[i] !== path.length) out.push(path.slice(0, ends[i]));
  return out;
}

const KEY_BYTES = 32;

/** The key of the section `web`: SHA-256 of the expression's bytes (latin1). */
export function expressionKey(expression: string): Buffer {
  return hash('sha256', Buffer.from(expression, 'latin1'), 'buffer');
}

/**
 * The same for all expressions of canonical URLs or domains, which are ASCII; slices of one Buffer. A Buffer for each
 * expression and each digest would cost more than the hashing itself.
 */
export function expressionKeys(all: readonly string[]): Buffer[] {
  const bytes = Buffer.allocUnsafe(all.length * KEY_BYTES);
  return all.map((expression, n) => {
    const at = n * KEY_BYTES;
    bytes.write(hash('sha256', expression, 'binary'), at, KEY_BYTES, 'latin1');
    return bytes.subarray(at, at + KEY_BYTES);
  });
}
