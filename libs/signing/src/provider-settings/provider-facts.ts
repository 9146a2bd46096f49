import type { FieldReader } from '../field-reader';
import { SIGNING_LIMITS } from '../limits';

/** The three facts that a person must see before anything else of a settings file. */
export interface ProviderFacts {
  readonly name: string;
  /** Addresses and numbers, most wanted first; may be empty. */
  readonly contacts: readonly string[];
  /** When the file was made: ISO 8601 in UTC. */
  readonly createdAt: string;
}

export function parseProviderFacts(read: FieldReader, fields: Readonly<Record<string, unknown>>): ProviderFacts {
  const contacts = read.list(fields['contacts'], 'contacts', SIGNING_LIMITS.providerContacts);
  read.instant(fields['createdAt'], 'createdAt');
  return {
    name: read.text(fields['name'], 'name', SIGNING_LIMITS.providerNameCharacters),
    contacts: contacts.map((one) => read.text(one, 'contacts', SIGNING_LIMITS.contactCharacters)),
    createdAt: String(fields['createdAt']),
  };
}
