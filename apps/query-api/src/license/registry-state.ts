import { setImmediate } from 'node:timers/promises';
import { Registry } from '@pksn/licensing';
import { monotonicMs } from '@pksn/runtime';
import type { RegistryContent, RegistryMark, StandingRestriction, StandingStatement } from '@pksn/store-postgres';

/** Rows that are taken in one go: some 2 ms. */
const SLICE_ROWS = 250;

/** The registry in force in this process, and when it was last known to be the truth. */
export class RegistryState {
  private held: {
    readonly registry: Registry;
    readonly mark: RegistryMark;
    readonly provider: RegistryContent['provider'];
    readonly openFeeds: ReadonlySet<string>;
    readonly openings: Readonly<Record<string, number>>;
    readonly statements: readonly StandingStatement[];
    readonly restrictions: readonly StandingRestriction[];
  } | null = null;
  private confirmedAtMs = -Infinity;

  /** `elapsedMs` is a clock of the `monotonicMs` kind: an age by the wall clock would leap when that is set right. */
  constructor(private readonly elapsedMs: () => number = monotonicMs) {}

  get registry(): Registry | null {
    return this.held?.registry ?? null;
  }

  /** The state of the database that is in force here; null before the first. */
  get mark(): RegistryMark | null {
    return this.held?.mark ?? null;
  }

  get provider(): { readonly name: string; readonly contacts: readonly string[] } {
    return this.held?.provider ?? { name: '', contacts: [] };
  }

  /** The statement in force, and those to come; oldest first. */
  get statements(): readonly StandingStatement[] {
    return this.held?.statements ?? [];
  }

  /** The provider's, in force and to come. */
  get restrictions(): readonly StandingRestriction[] {
    return this.held?.restrictions ?? [];
  }

  /** The same object for as long as no feed is opened or closed. */
  get openFeeds(): ReadonlySet<string> {
    return this.held?.openFeeds ?? new Set();
  }

  /** The revision with which a feed was last opened to every customer, or closed; 0: never. */
  openingOf(feed: string): number {
    const { openings } = this.held ?? {};
    return openings !== undefined && Object.hasOwn(openings, feed) ? (openings[feed] as number) : 0;
  }

  /**
   * Puts a whole registry, for which the database was asked at `askedAtMs` (of `elapsedMs`), in force by one assignment. It is made in slices before, between which
   * requests are judged by the old one. `claim` is called right before, and may throw.
   */
  async replace(
    content: RegistryContent,
    askedAtMs = this.elapsedMs(),
    claim: () => void = () => undefined,
  ): Promise<void> {
    const registry = new Registry();
    const { keys, tokens } = content;
    for (let at = 0; at < Math.max(keys.length, tokens.length, 1); at += SLICE_ROWS) {
      const slice = { rows: keys.slice(at, at + SLICE_ROWS), tokens: tokens.slice(at, at + SLICE_ROWS) };
      registry.apply(slice, this.held?.registry);
      await setImmediate();
    }
    claim();
    this.hold(registry, content, askedAtMs);
  }

  /** Takes what changed since `mark`, in one step: no request is judged by half of it. */
  change(content: RegistryContent, askedAtMs = this.elapsedMs()): void {
    if (this.held === null) throw new Error('there is no registry to change');
    const { registry } = this.held;
    registry.apply({ licenses: content.licenses, rows: content.keys, tokens: content.tokens });
    this.hold(registry, content, askedAtMs);
  }

  /** The database was asked then, and nothing had changed. */
  confirm(askedAtMs = this.elapsedMs()): void {
    this.confirmedAtMs = askedAtMs;
  }

  /** Milliseconds since the registry was last known to be the truth. */
  ageMs(): number {
    return this.elapsedMs() - this.confirmedAtMs;
  }

  private hold(registry: Registry, content: RegistryContent, askedAtMs: number): void {
    const { revision, stamp, provider, openings = {}, statements = [], restrictions = [] } = content;
    const before = [...this.openFeeds].sort().join('\n');
    const openFeeds = before === [...content.openFeeds].sort().join('\n') ? this.openFeeds : new Set(content.openFeeds);
    this.held = { registry, mark: { revision, stamp }, provider, openFeeds, openings, statements, restrictions };
    this.confirmedAtMs = askedAtMs;
  }
}
