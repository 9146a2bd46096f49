import type { RegistryEntry } from './registry-entry';

/** The keys of one license, and which of them an integration token acts as. */
export class LicenseKeys {
  private keys: RegistryEntry[] = [];
  private known: RegistryEntry | null | undefined;

  /** Takes out those that are `gone` and puts in the `fresh` ones; cost: the keys of this license. */
  exchange(gone: ReadonlySet<RegistryEntry>, fresh: readonly RegistryEntry[]): void {
    if (gone.size > 0) this.keys = this.keys.filter((key) => !gone.has(key));
    this.keys.push(...fresh);
    this.known = undefined;
  }

  /** The submitted key that was issued last; of two at the same time, the greater hash. Null when there is none. */
  newest(): RegistryEntry | null {
    if (this.known === undefined) {
      this.known = this.keys.reduce<RegistryEntry | null>((best, key) => (isNewer(key, best) ? key : best), null);
    }
    return this.known;
  }
}

function isNewer({ row }: RegistryEntry, best: RegistryEntry | null): boolean {
  if (row.submittedAt === null) return false;
  if (best === null || row.issuedAt !== best.row.issuedAt) return row.issuedAt > (best?.row.issuedAt ?? -Infinity);
  return row.keyHash.compare(best.row.keyHash) > 0;
}
