import { createHash } from 'node:crypto';
import type { NewOverride, OverrideChanges } from '@pksn/store-postgres';

/** Overrides as a proposal keeps them: JSON, with keys in hex and times in ISO 8601. */
export type FrozenEntry = Omit<NewOverride, 'key' | 'expiresAt'> & {
  readonly key: string;
  readonly expiresAt: string | null;
};
export type FrozenChange = Omit<OverrideChanges, 'expiresAt'> & { readonly expiresAt?: string | null };

export function frozenEntry(entry: NewOverride): FrozenEntry {
  return { ...entry, key: entry.key.toString('hex'), expiresAt: entry.expiresAt?.toISOString() ?? null };
}

export function entriesOf({ entries }: { readonly entries: readonly FrozenEntry[] }): NewOverride[] {
  return entries.map((one) => ({ ...one, key: Buffer.from(one.key, 'hex'), expiresAt: timeOf(one.expiresAt) }));
}

export function frozenChanges({ expiresAt, ...rest }: OverrideChanges): FrozenChange {
  return expiresAt === undefined ? rest : { ...rest, expiresAt: expiresAt?.toISOString() ?? null };
}

export function thawedChanges({ expiresAt, ...rest }: FrozenChange): OverrideChanges {
  return expiresAt === undefined ? rest : { ...rest, expiresAt: timeOf(expiresAt) };
}

/** SHA-256 of what is said of which objects, whatever the expiry: a machine that says it again says the same. */
export function likenessOf(entries: readonly FrozenEntry[]): Buffer {
  const hash = createHash('sha256').update('override.green');
  for (const { expiresAt: _expiresAt, ...rest } of entries) hash.update(JSON.stringify(rest)).update('\n');
  return hash.digest();
}

function timeOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
