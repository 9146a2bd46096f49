import { Fault } from '@pksn/domain';
import { canonicalDomain, canonicalUrl } from '@pksn/web-address';
import { guessObject } from './guess-object';
import type { GuessedField } from './guess-object';

export type ListedObject = { readonly field: GuessedField } | { readonly reason: string };

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/**
 * The kind of a text that a list gives without a label. What a person types may be read generously; in a list, file
 * names, user agents and patterns stand among the objects, so that text without a scheme is a URL only when it begins
 * with an address or with a domain name of more than one label.
 */
export function listedObject(text: string): ListedObject {
  const field = guessObject(text);
  if (field === null) return { reason: 'is a bare path' };
  if (/\s/.test(text)) return { reason: 'has spaces inside, as no object has' };
  return field !== 'url' || SCHEME.test(text) || beginsWithHost(text) ? { field } : { reason: 'is no object' };
}

function beginsWithHost(text: string): boolean {
  try {
    const { host, address } = canonicalUrl(text);
    return address !== null || canonicalDomain(host).includes('.');
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}
