import { createHash } from 'node:crypto';

/** Sizes in bytes of UTF-8 that a name (threat, product) or a text (web expression) may have. */
export const NAME_LIMIT_BYTES = 512;
export const TEXT_LIMIT_BYTES = 8_192;

/** Control characters, and the separators that some programs take for line ends. */
const UNSEEN = /[\p{Cc}\u2028\u2029]/u;

/** Whether a name may stand in a package, for builders that would rather reject a row than a package. */
export function isPlainName(text: string): boolean {
  return !UNSEEN.test(text) && !/\p{Cs}/u.test(text);
}

/** The key of a name: the first 8 bytes of SHA-256 of its UTF-8 text, so that names mean the same in every run. */
export function nameKey(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest().subarray(0, 8);
}

/** "vendor / product / version" as people read it; absent parts are left out. */
export function softwareName(vendor: string | null, product: string, version: string | null): string {
  return [vendor, product, version].filter((part) => part !== null && part !== '').join(' / ');
}

/** The key of a software object: SHA-256 of vendor NUL product NUL version, each trimmed, NFKC and lower case. */
export function softwareKey(vendor: string, product: string, version: string | null): Buffer {
  const plain = [vendor, product, version ?? ''].map((part) => part.trim().normalize('NFKC').toLowerCase());
  return createHash('sha256').update(plain.join('\0'), 'utf8').digest();
}
