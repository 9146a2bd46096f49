import type { ChangesView } from '@pksn/contract';
import type { RegistryEntry } from '@pksn/licensing';
import { scopeDigest } from '@pksn/licensing';
import type { CurrentGeneration } from '../generation/current-generation';
import type { LiveGeneration } from '../generation/live-generation';
import type { RegistryState } from '../license/registry-state';
import { envelopeMembers } from '../lookup/envelope-text';
import type { View } from '../generation/live-generation';
import { AskerScope } from './asker-scope';
import type { ChangeCursor } from './change-cursor';
import { decodeCursor, encodeCursor, stampDigest } from './change-cursor';
import { MOST_CHANGES } from './change-sets';
import type { ChangeSets } from './change-sets';
import { StepChanges } from './changed-objects';
import type { GenerationJournal, Step } from './generation-journal';
import { PageBuilder } from './page-builder';
import type { Told } from './page-builder';

export interface ChangePage {
  /** The whole answer, JSON in UTF-8. */
  readonly text: Buffer;
  readonly cursor: string;
  readonly more: boolean;
}

export interface ChangePorts {
  readonly generations: CurrentGeneration;
  readonly registry: RegistryState;
  readonly journal: GenerationJournal;
  readonly sets: ChangeSets;
}

/** What is in force while a page is made: taken once, before anything is waited for. */
interface Present {
  readonly live: LiveGeneration;
  readonly scope: AskerScope;
  readonly cursor: ChangeCursor;
}

/** Makes the pages of `/v1/changes` from a cursor, a license, and the states of database and index. */
export class ChangePages {
  private epoch = '';

  constructor(
    private readonly ports: ChangePorts,
    private readonly limit = MOST_CHANGES,
  ) {}

  /**
   * What may have changed for the license since the cursor, at most `size` keys of it (or a few more that belong
   * together). Without a cursor: where to begin. Rejects when the database is needed for that and away.
   */
  async page(entry: RegistryEntry, text: string | null, size: number, now: number): Promise<ChangePage> {
    const present = this.present(entry);
    const { cursor, live } = present;
    const fresh: Told = { cursor, liveFeeds: live.feedNames, reset: text !== null, more: false, changes: [] };
    const told = text === null ? fresh : ((await this.tell(present, text, size)) ?? fresh);
    return pageOf(present, told, told.cursor === cursor ? null : text, now);
  }

  private present(entry: RegistryEntry): Present {
    const { generations, registry, sets } = this.ports;
    const live = generations.current();
    // Snapshots of a restored database may have the numbers of others.
    if (live.epoch !== this.epoch) sets.forget();
    this.epoch = live.epoch;
    const { mark } = registry;
    const cursor = {
      epoch: live.epoch,
      generation: live.number,
      generationAt: Date.parse(live.asOf),
      registry: mark?.revision ?? 0,
      registryStamp: stampDigest(mark?.stamp ?? null),
      inner: null,
    };
    return { live, scope: new AskerScope(entry, registry.openFeeds, registry), cursor };
  }

  /** Null: the cursor cannot be taken, or there is more than can be told. */
  private async tell(present: Present, text: string, size: number): Promise<Told | null> {
    const { live, scope } = present;
    const decoded = decodeCursor(text, live.epoch);
    if (decoded === null) return null;
    const { cursor } = decoded;
    const from = { number: cursor.generation, at: cursor.generationAt };
    if (from.number > live.number) {
      // Another process is ahead of this one, which will have caught up when it is asked again.
      const isKnown = await this.ports.journal.knows(from);
      return isKnown ? { cursor, liveFeeds: [], reset: false, more: false, changes: [] } : null;
    }
    const steps = await this.stepsFrom(live, from);
    if (steps === null) return null;
    const liveFeeds = steps[0]?.before.feeds.map(({ feed }) => feed) ?? live.feedNames;
    if (!decoded.isFor(scope.nameFor(liveFeeds)) || scope.mayHaveDiffered(cursor.registry, feedsOf(steps, live)))
      return null;
    const changes = await this.changesOf(steps, scope);
    if (changes === null) return null;
    const visible = this.visibleTo(scope);
    const page = new PageBuilder(size, cursor, liveFeeds, visible);
    if (present.cursor.registry >= cursor.registry) page.license(present.cursor.registry, present.cursor.registryStamp);
    for (const [index, one] of changes.entries()) if (!(await page.add(one, steps[index] as Step))) break;
    return page.told();
  }

  private async stepsFrom(live: LiveGeneration, from: { number: number; at: number }): Promise<Step[] | null> {
    if (from.number < live.number) return this.ports.journal.between(live.epoch, from, live.number);
    return from.at === Date.parse(live.asOf) ? [] : null;
  }

  private async changesOf(steps: readonly Step[], scope: AskerScope): Promise<StepChanges[] | null> {
    const all: StepChanges[] = [];
    let rows = 0;
    for (const step of steps) {
      const changes = await StepChanges.of(step, scope, this.ports.sets);
      const count = (await changes?.count()) ?? null;
      if (changes === null || count === null || (rows += count) > this.limit) return null;
      all.push(changes);
    }
    return all;
  }

  private visibleTo(scope: AskerScope): () => LiveGeneration['feeds'] {
    return () => this.ports.generations.current().viewOf(scope.entry).feeds;
  }
}

/** `kept` is the asker's own cursor; it goes back as it came when nothing was told. */
function pageOf({ live, scope, cursor: present }: Present, told: Told, kept: string | null, now: number): ChangePage {
  const { changes, more, reset, liveFeeds } = told;
  const stays = kept !== null && told.cursor.generation > live.number;
  const cursor = stays ? kept : encodeCursor(told.cursor, scope.nameFor(liveFeeds));
  const view = live.viewOf(scope.entry);
  const envelope = envelopeMembers(live, view, 'bulk', now).toString();
  const head = `"cursor":"${cursor}","reset":${String(reset)},"more":${String(more)}`;
  const facts = JSON.stringify(viewFacts(view, present.registry, scopeDigest(scope.entry)));
  return { text: Buffer.from(`{${envelope},${head},"view":${facts},"changes":[${changes.join(',')}]}`), cursor, more };
}

function viewFacts({ freshUntil, coverage, feeds }: View, revision: number, scope: string): ChangesView {
  return {
    revision,
    scope,
    freshUntil: Number.isFinite(freshUntil) ? new Date(freshUntil).toISOString() : null,
    coverage,
    feeds: Object.fromEntries(feeds.map(({ facts }) => [facts.feed, facts.version])),
  };
}

function feedsOf(steps: readonly Step[], live: LiveGeneration): ReadonlySet<string> {
  const names = new Set(live.feedNames);
  for (const { before } of steps) for (const { feed } of before.feeds) names.add(feed);
  return names;
}
