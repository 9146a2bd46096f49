import type { InputField } from './input-row';

/** The kind of object that a text without a label is. */
export type GuessedField = Extract<InputField, 'sha256' | 'sha1' | 'md5' | 'url' | 'domain' | 'ip'>;

const HASH = /^[0-9a-f]+$/i;
const HASH_FIELDS = new Map<number, GuessedField>([
  [32, 'md5'],
  [40, 'sha1'],
  [64, 'sha256'],
]);
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
const DOTTED_QUAD = /^\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2}|:\d{1,5})?$/;
const IPV6 = /^\[?[0-9a-f.]*:[0-9a-f.:]*:[0-9a-f.:]*\]?(?:\/\d{1,3}|:\d{1,5})?$/i;

/**
 * Tells the kind by form alone: a hash by its length, a URL by a scheme or a slash, an address or network, else a
 * domain. Whether it is a legal one is for the reader of that kind to say. Null for a bare path.
 */
export function guessObject(text: string): GuessedField | null {
  if (text.startsWith('/')) return null;
  if (HASH.test(text)) {
    const field = HASH_FIELDS.get(text.length);
    if (field !== undefined) return field;
  }
  if (SCHEME.test(text)) return 'url';
  if (DOTTED_QUAD.test(text) || IPV6.test(text)) return 'ip';
  return /[/?]/.test(text) ? 'url' : 'domain';
}
