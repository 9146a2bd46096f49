import type { ObjectType } from '../lookup/types';

export const KINDS: readonly ObjectType[] = ['file', 'url', 'domain', 'ip', 'certificate', 'software'];

const HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/i;
const IP4 = /^\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?$/;
const IP6 = /^\[?[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*\]?(?:\/\d{1,3})?$/i;

/** What a text is by its form; the service has the last word. */
export function kindOf(text: string): ObjectType {
  const plain = text.trim();
  if (HASH.test(plain)) return 'file';
  if (plain.includes(' / ')) return 'software';
  if (IP4.test(plain) || IP6.test(plain)) return 'ip';
  return plain.includes('/') ? 'url' : 'domain';
}

/** As requests have it: one field that names its kind. */
export function typedObject(text: string, kind: ObjectType): Record<string, unknown> {
  const plain = text.trim();
  if (kind === 'certificate') return { certificate: plain.replaceAll(':', '').toLowerCase() };
  if (kind !== 'software') return { [kind]: plain };
  const [vendor = '', product = '', version = ''] = plain.split(' / ').map((part) => part.trim());
  return { software: { vendor, product, ...(version === '' ? {} : { version }) } };
}
