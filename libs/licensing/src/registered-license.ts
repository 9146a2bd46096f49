import type { RegistryEntry } from './registry-entry';

/** What the registry holds of one license, and which of its keys an integration token acts as. */
export class RegisteredLicense {
  private held: RegistryEntry[] = [];
  private known: readonly RegistryEntry[] | undefined;
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

  /**
   * The submitted key for which a token acts at `now`: the one issued last of those that have begun, or of all when
   * none has; of two at the same time, the greater hash. `until`: when a newer one begins.
   */
  acting(now: number): { readonly key: RegistryEntry | null; readonly until: number } {
    this.known ??= this.held.filter(({ row }) => row.submittedAt !== null).sort(newestFirst);
    let until = Infinity;
    for (const key of this.known) {
      const { notBefore } = key.row;
      if (notBefore <= now) return { key, until };
      until = Math.min(until, notBefore);
    }
    return { key: this.known[0] ?? null, until };
  }
}

function newestFirst({ row: a }: RegistryEntry, { row: b }: RegistryEntry): number {
  return b.issuedAt - a.issuedAt || b.keyHash.compare(a.keyHash);
}
