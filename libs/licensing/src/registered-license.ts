import type { RegistryEntry } from './registry-entry';

/** What the registry holds of one license, and which of its keys an integration token acts as. */
export class RegisteredLicense {
  private held: RegistryEntry[] = [];
  private known: RegistryEntry | null | undefined;
  /** Hashes of its tokens, each as the registry looks it up. */
  readonly tokens = new Array<string>();

  get keys(): readonly RegistryEntry[] {
    return this.held;
  }

  add(entry: RegistryEntry): void {
    this.held.push(entry);
    this.known = undefined;
  }

  drop(entry: RegistryEntry): void {
    this.held = this.held.filter((one) => one !== entry);
    this.known = undefined;
  }

  clear(): void {
    this.held = [];
    this.tokens.length = 0;
    this.known = undefined;
  }

  /** The submitted key that was issued last; of two at the same time, the greater hash. Null when there is none. */
  newest(): RegistryEntry | null {
    if (this.known === undefined) {
      this.known = this.held.reduce<RegistryEntry | null>((best, key) => (isNewer(key, best) ? key : best), null);
    }
    return this.known;
  }
}

function isNewer({ row }: RegistryEntry, best: RegistryEntry | null): boolean {
  if (row.submittedAt === null) return false;
  if (best === null || row.issuedAt !== best.row.issuedAt) return row.issuedAt > (best?.row.issuedAt ?? -Infinity);
  return row.keyHash.compare(best.row.keyHash) > 0;
}
