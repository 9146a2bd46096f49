import type { FieldReader } from '../field-reader';
import { SIGNING_LIMITS } from '../limits';

/**
 * `https://HOST[:PORT]` as it is written in its one canonical form: lower case, no path, no user, default port left
 * out. Returns null for everything else; a slash at the end is taken off first.
 */
export function httpsOrigin(text: string): string | null {
  const bare = text.endsWith('/') ? text.slice(0, -1) : text;
  if (bare.length > SIGNING_LIMITS.addressCharacters || !URL.canParse(bare)) return null;
  const url = new URL(bare);
  const plain = url.username === '' && url.password === '' && url.pathname === '/' && !/[?#]/.test(bare);
  return url.protocol === 'https:' && plain && !bare.endsWith('/') ? url.origin : null;
}

/** A list of distinct canonical origins, in the order in which they are to be tried. */
export function parseOrigins(read: FieldReader, value: unknown, place: string): readonly string[] {
  const list = read.list(value, place, SIGNING_LIMITS.settingsAddresses).map((one) => {
    const canonical = typeof one === 'string' && httpsOrigin(one) === one;
    return canonical ? one : read.refuse(place, 'addresses such as https://ksn.example.org:8443');
  });
  return new Set(list).size === list.length ? list : read.refuse(place, 'distinct');
}

/** Where the service answers. Kinds of addresses that a reader does not know are ignored. */
export interface ServiceAddresses {
  /** Query listeners, in the order in which they are to be tried; at least one. */
  readonly query: readonly string[];
}

export function parseServices(read: FieldReader, value: unknown): ServiceAddresses {
  const query = parseOrigins(read, read.object(value, 'services')['query'], 'services.query');
  return query.length > 0 ? { query } : read.refuse('services.query', 'one address or more');
}
