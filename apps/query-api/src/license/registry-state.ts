import { Registry } from '@pksn/licensing';
import type { RegistryContent } from '@pksn/store-postgres';

/** The registry in force in this process, and when it was last known to be the truth. */
export class RegistryState {
  private held: {
    readonly registry: Registry;
    readonly content: RegistryContent;
    readonly openFeeds: ReadonlySet<string>;
  } | null = null;
  private confirmedAt = -Infinity;

  get registry(): Registry | null {
    return this.held?.registry ?? null;
  }

  get revision(): number {
    return this.held?.content.revision ?? 0;
  }

  get provider(): { readonly name: string; readonly contacts: readonly string[] } {
    return this.held?.content.provider ?? { name: '', contacts: [] };
  }

  get openFeeds(): ReadonlySet<string> {
    return this.held?.openFeeds ?? new Set();
  }

  /** One assignment: a request is judged by the old registry or by the new one, never by half of each. */
  replace(content: RegistryContent, now: number): void {
    const registry = new Registry(content.keys, this.held?.registry);
    this.held = { registry, content, openFeeds: new Set(content.openFeeds) };
    this.confirmedAt = now;
  }

  /** The database was asked, and nothing had changed. */
  confirm(now: number): void {
    this.confirmedAt = now;
  }

  /** Milliseconds since the registry was last known to be the truth. */
  ageMs(now: number): number {
    return now - this.confirmedAt;
  }
}
