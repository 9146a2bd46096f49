import { generateLicenseKey, licenseKeyHash } from '@pksn/licensing';
import type { RegistryEntry } from '@pksn/licensing';
import { OverrideView, answer, orderedFeeds } from '@pksn/reputation-index';
import type { FeedView, Question, Run } from '@pksn/reputation-index';
import { sectionById } from '@pksn/domain';
import type { Zone } from '@pksn/domain';
import type { GenerationFacts, GenerationSteps, LiveFeed, OverrideChange, SnapshotFacts } from '@pksn/store-postgres';
import { CurrentGeneration } from '../generation/current-generation';
import { LiveGeneration } from '../generation/live-generation';
import { RegistryState } from '../license/registry-state';
import { EPOCH, feedWith, registryRow } from '../lookup/live-generation.fixture';

const BORN = Date.parse('2026-11-21T20:00:00Z');
const SECOND_MS = 1_000;
export const NOW = BORN + 1_000 * SECOND_MS;
const KEY_HASH = licenseKeyHash(generateLicenseKey());

export interface SetOverride {
  readonly owner: string | null;
  readonly section: number;
  readonly key: Buffer;
  /** Null takes it away. */
  readonly zone: Zone | null;
}

/** A database's history in memory, over runs on disk: generations, overrides and the scope of one license. */
export class ChangeHistory {
  readonly registry = new RegistryState(() => 0);
  readonly rows: GenerationFacts[] = [{ number: 1, at: BORN, feeds: [] }];
  private readonly overrideChanges: OverrideChange[] = [];
  private readonly overrides = new Map<string, SetOverride>();
  private readonly made: LiveGeneration[];
  private revision = 0;
  private granted: { readonly feeds: readonly string[]; readonly revision: number } = { feeds: [], revision: 0 };
  private open: readonly string[] = [];
  private readonly openings: Record<string, number> = {};

  constructor(
    private readonly runs: ReadonlyMap<number, Run>,
    private readonly snapshots: readonly (readonly number[])[],
    private readonly ownFeeds: readonly string[] | null,
  ) {
    this.made = [this.make()];
  }

  get newest(): LiveGeneration {
    return this.made[this.made.length - 1] as LiveGeneration;
  }

  /** The generation in force, or the one so many before it. */
  generation(lag: number): CurrentGeneration {
    const current = new CurrentGeneration();
    current.switchTo(this.made[Math.max(0, this.made.length - 1 - lag)] as LiveGeneration);
    return current;
  }

  get liveFeeds(): readonly LiveFeed[] {
    return this.rows[this.rows.length - 1]?.feeds ?? [];
  }

  activate(feeds: readonly LiveFeed[], overrides: readonly SetOverride[]): void {
    const last = this.rows[this.rows.length - 1] as GenerationFacts;
    const number = last.number + 1;
    this.rows.push({ number, at: BORN + number * SECOND_MS, feeds });
    for (const one of overrides) {
      const { owner: customerId, section, key } = one;
      this.overrideChanges.push({ generation: number, customerId, section, key });
      const name = `${String(customerId)} ${String(section)} ${key.toString('hex')}`;
      if (one.zone === null) this.overrides.delete(name);
      else this.overrides.set(name, one);
    }
    this.made.push(this.make());
  }

  async grant(feeds: readonly string[]): Promise<void> {
    this.granted = { feeds, revision: this.revision + 1 };
    await this.publish();
  }

  async openFeeds(feeds: readonly string[]): Promise<void> {
    for (const feed of [...this.open, ...feeds]) this.openings[feed] = this.revision + 1;
    this.open = feeds;
    await this.publish();
  }

  /** A registry of another revision, and every generation with what is open in it. */
  async publish(): Promise<void> {
    this.revision += 1;
    const row = registryRow(KEY_HASH, {
      feeds: this.ownFeeds,
      grantedFeeds: this.granted.feeds,
      grantedRevision: this.granted.revision,
    });
    const { revision, open, openings } = this;
    const provider = { name: 'P', contacts: [] };
    const content = { revision, stamp: `s${revision}`, licenses: [], keys: [row], tokens: [], provider };
    await this.registry.replace({ ...content, openFeeds: open, openings: { ...openings } });
    for (const [i, one] of this.made.entries()) this.made[i] = one.withOpenFeeds(this.registry.openFeeds);
  }

  get entry(): RegistryEntry {
    const judgement = this.registry.registry?.judge(KEY_HASH, NOW);
    if (judgement?.granted !== true) throw new Error('the license is not granted');
    return judgement.entry;
  }

  ask(lag: number, question: Question): string {
    const view = this.generation(lag).current().viewOf(this.entry);
    const { hashes, ...verdict } = answer(question, view.overrides, view.feeds);
    const others = Object.fromEntries(Object.entries(hashes).map(([kind, hash]) => [kind, hash.toString('hex')]));
    return JSON.stringify({ ...verdict, hashes: others });
  }

  readonly readSteps = (from: number, to: number): Promise<GenerationSteps> =>
    Promise.resolve({
      generations: this.rows.filter(({ number }) => number >= from && number <= to),
      overrides: this.overrideChanges
        .filter(({ generation }) => generation > from && generation <= to)
        .sort((a, b) => a.generation - b.generation || a.section - b.section || a.key.compare(b.key)),
    });

  readonly readFacts = (snapshot: number): Promise<SnapshotFacts | null> => {
    const runs = this.snapshots[snapshot];
    return Promise.resolve(runs === undefined ? null : { runs, records: runs.length });
  };

  private make(): LiveGeneration {
    const { number, at, feeds } = this.rows[this.rows.length - 1] as GenerationFacts;
    const customers = new Map<string, OverrideView>();
    for (const owner of new Set([...this.overrides.values()].map((one) => one.owner))) {
      if (owner !== null) customers.set(owner, this.overridesOf(owner));
    }
    return new LiveGeneration(
      {
        epoch: EPOCH,
        number,
        asOf: new Date(at).toISOString(),
        infrastructure: 'private',
        feeds: orderedFeeds(feeds.map((feed) => this.viewOf(feed))),
        providerOverrides: this.overridesOf(null),
        customerOverrides: customers,
      },
      this.registry.openFeeds,
    );
  }

  private viewOf({ feed, priority, snapshotId }: LiveFeed): FeedView {
    const runs = (this.snapshots[snapshotId] as readonly number[]).map((id) => this.runs.get(id) as Run);
    return feedWith(feed, priority, runs.reverse());
  }

  private overridesOf(owner: string | null): OverrideView {
    const own = [...this.overrides.values()].filter((one) => one.owner === owner);
    return OverrideView.build(
      own.map(({ section, key, zone }) => ({
        section: sectionById(section).name,
        key,
        zone: zone ?? 'grey',
        owner: owner === null ? 'provider' : 'customer',
        reason: 'r',
      })),
    );
  }
}
