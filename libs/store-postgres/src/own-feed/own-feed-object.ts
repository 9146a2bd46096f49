import { hash } from 'node:crypto';
import { Fault, softwareKey } from '@pksn/domain';

/** Hashes in lower-case hexadecimal. At least one is there, and more when they are known: a package carries all. */
export interface HashedFile {
  readonly type: 'file';
  readonly sha256: string | null;
  readonly sha1: string | null;
  readonly md5: string | null;
}

export interface HashedCertificate {
  readonly type: 'certificate';
  readonly sha256: string | null;
  readonly sha1: string | null;
}

/** An object of the own feed, in its canonical form. */
export type OwnFeedObject =
  | HashedFile
  | HashedCertificate
  /** Host, path and query, as URLs are looked up. */
  | { readonly type: 'url'; readonly url: string }
  | { readonly type: 'domain'; readonly domain: string }
  /** With its prefix if it is a network. */
  | { readonly type: 'ip'; readonly ip: string }
  | {
      readonly type: 'software';
      readonly vendor: string;
      readonly product: string;
      readonly version: string | null;
    };

const HASH_DIGITS = { sha256: 64, sha1: 40, md5: 32 } as const;
type HashKind = keyof typeof HASH_DIGITS;
type Hashes = Readonly<Record<HashKind, string | null | undefined>>;
const HASH_KINDS = Object.keys(HASH_DIGITS) as HashKind[];

/** What an object is found by, the strongest name first. Two objects with a name in common are one. Fault: OWN_FEED_INVALID. */
export function ownFeedNames(object: OwnFeedObject): string[] {
  switch (object.type) {
    case 'file':
      return hashNames('file', object);
    case 'certificate':
      return hashNames('certificate', { ...object, md5: null });
    case 'url':
      return [`web:${digest(object.url)}`];
    case 'domain':
      // A domain is the expression of its root: package-format "web".
      return [`web:${digest(`${object.domain}/`)}`];
    case 'ip':
      return [`ip:${object.ip}`];
    case 'software':
      return [`software:${softwareKey(object.vendor, object.product, object.version).toString('hex')}`];
  }
}

function hashNames(type: string, hashes: Hashes): string[] {
  const names = HASH_KINDS.flatMap((kind) => {
    const hex = hashes[kind];
    if (hex == null) return [];
    // Packages have zeros where a hash is not known.
    if (hex.length !== HASH_DIGITS[kind] || !/^[0-9a-f]+$/.test(hex) || /^0+$/.test(hex))
      throw new Fault('OWN_FEED_INVALID', `this is not the ${kind} of a ${type}`);
    return [`${type}-${kind}:${hex}`];
  });
  if (names.length === 0) throw new Fault('OWN_FEED_INVALID', `the ${type} has no hash`);
  return names;
}

/**
 * One object with every hash that either knows. Null: the strongest hash that both know tells them apart. Fault:
 * OWN_FEED_INVALID where that one is the same and a weaker one is not.
 */
export function joined(a: OwnFeedObject, b: OwnFeedObject): OwnFeedObject | null {
  const isHashed = (a.type === 'file' && b.type === 'file') || (a.type === 'certificate' && b.type === 'certificate');
  if (!isHashed) return a;
  const [left, right] = [a, b] as unknown as [Hashes, Hashes];
  const common = HASH_KINDS.filter((kind) => left[kind] != null && right[kind] != null);
  const [strongest] = common;
  if (strongest !== undefined && left[strongest] !== right[strongest]) return null;
  const differing = common.find((kind) => left[kind] !== right[kind]);
  if (differing !== undefined)
    throw new Fault('OWN_FEED_INVALID', `the own feed knows another ${differing} of this ${a.type}`);
  const hashes = Object.keys(a).filter((kind) => kind !== 'type') as HashKind[];
  return {
    type: a.type,
    ...Object.fromEntries(hashes.map((kind) => [kind, left[kind] ?? right[kind]])),
  } as OwnFeedObject;
}

function digest(text: string): string {
  return hash('sha256', text);
}
