import { setTimeout as delay } from 'node:timers/promises';
import type { SectionLayout } from '@pksn/domain';
import { Fault, allSections } from '@pksn/domain';
import type { Run } from '@pksn/reputation-index';
import { RunFiles, openRuns } from '@pksn/reputation-index';
import { FeedsBehind } from './guards/feeds-behind';
import type { GuardHit, GuardRules } from './guards/guard-rules';
import { GuardWatch } from './guards/guard-watch';
import type { NamedHit } from './guards/trips';
import { guardReason, listTrip, thresholdTrips } from './guards/trips';
import type { Judgement } from './judgement-outcome';
import { OpenTexts } from './open-texts';
import type { StoredSnapshot } from './ports';
import { ChangeTally } from './preview/change-tally';
import type { ComparedWith } from './preview/describe';
import { describe } from './preview/describe';
import { PassComparison } from './preview/pass-comparison';
import type { ContentTallies } from './preview/preview';

/** A fold and its grace, or a rebuild's change of folders, may come between the live row and its files. */
const LIVE_TRIES = 5;
const LIVE_PAUSE_MS = 20;

/** The live snapshot of a feed with what was counted of it. */
export interface LiveContent extends StoredSnapshot {
  readonly tallies: ContentTallies | null;
}

/** What judging needs of the database. */
export interface JudgementLedger {
  live(feed: string): Promise<LiveContent | null>;
  guardRules(feed: string): Promise<GuardRules>;
  /** The runs of what is live in the feeds that come after this one, base first. */
  behind(feed: string): Promise<(readonly number[])[]>;
  /** Those of the hits that a list which counts for the feed has, with one of its entries each, in their order. */
  guarded(feed: string, hits: readonly GuardHit[]): Promise<NamedHit[]>;
}

/**
 * Judges a snapshot against the live one while its records pass by, or, given all of its runs as the base, from those
 * alone. What cannot be read of the live snapshot counts as not there: a full package is how a damaged feed is mended.
 */
export class JudgementPass {
  private readonly tally: ChangeTally;
  private readonly watch: GuardWatch;
  private readonly comparison: PassComparison;
  private readonly texts: OpenTexts;
  private isBlind = false;

  private constructor(
    private readonly feed: string,
    private readonly ledger: JudgementLedger,
    private readonly live: LiveContent | null,
    private readonly liveId: number,
    private readonly rules: GuardRules,
    private readonly runs: { readonly live: readonly Run[]; readonly base: readonly Run[] | null },
    private readonly others: FeedsBehind,
  ) {
    const isWhole = runs.base === null || runs.live.length === 0;
    this.texts = new OpenTexts([...(runs.base ?? []), ...runs.live], isWhole ? (runs.base ?? []) : []);
    this.watch = new GuardWatch(
      rules,
      (key) => this.texts.passing(key),
      (section, key) => others.callsRed(section, key),
    );
    this.tally = new ChangeTally(this.watch.look, isWhole ? new ChangeTally() : null, this.watch.lookBehind);
    this.comparison = new PassComparison(this.tally, runs.live, runs.base);
  }

  /**
   * `base`: the runs below what passes, base first; null for a full package. `blind`: as if nothing were live. Throws
   * SEGMENT_CORRUPT for the base.
   */
  static async open(
    indexDir: string,
    feed: string,
    base: readonly number[] | null,
    ledger: JudgementLedger,
    { blind = false } = {},
  ): Promise<JudgementPass> {
    const rules = await ledger.guardRules(feed);
    const files = new RunFiles(indexDir);
    const others = new FeedsBehind(files, await ledger.behind(feed));
    const { id, live, runs } = await openLive(files, feed, ledger, blind);
    try {
      const baseRuns = base === null ? null : openRuns(files, base);
      return new JudgementPass(feed, ledger, live, id, rules, { live: runs, base: baseRuns }, others);
    } catch (error) {
      for (const run of runs) run.close();
      throw error;
    }
  }

  add(section: SectionLayout, bytes: Buffer): void {
    if (!this.isBlind) this.seeing(() => this.comparison.add(section, bytes));
  }

  /** A segment of what passes was written: texts and names are read from it. */
  wrote(section: SectionLayout, path: string): void {
    if (section.form === 'text') this.texts.add(section, path);
  }

  /** Null: something that is live could not be read; judge what was staged as if nothing were. */
  async finish(): Promise<Judgement | null> {
    if (!this.isBlind) await this.comparison.finish().catch((error: unknown) => this.noteBlindness(error));
    if (this.isBlind) return null;
    const { feed, ledger, live, liveId, rules, tally, texts, watch } = this;
    const { preview, tallies } = describe(tally, live === null ? null : comparedWith(live), texts);
    const named = watch.hits.length === 0 ? [] : await ledger.guarded(feed, watch.hits);
    const list = listTrip(watch, named, texts);
    const trips = [...(list === null ? [] : [list]), ...thresholdTrips(preview, tally, rules.thresholds)];
    const { revision: guardRevision } = rules;
    return { against: liveId, guardRevision, preview, tallies, trips, guardReason: guardReason(trips) };
  }

  private seeing(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.noteBlindness(error);
    }
  }

  /** What is damaged must not keep the package away that mends it. */
  private noteBlindness(error: unknown): void {
    if (!(error instanceof Fault) || error.code !== 'SEGMENT_CORRUPT' || this.runs.live.length === 0) throw error;
    this.isBlind = true;
  }

  close(): void {
    for (const run of [...this.runs.live, ...(this.runs.base ?? [])]) run.close();
    this.texts.close();
    this.others.close();
  }
}

/** The same of a snapshot that is staged: the live one, or the guards, are others now. Throws SEGMENT_CORRUPT. */
export async function judgeStored(
  indexDir: string,
  { feed, runs }: Pick<StoredSnapshot, 'feed' | 'runs'>,
  ledger: JudgementLedger,
): Promise<Judgement> {
  for (const blind of [false, true]) {
    const pass = await JudgementPass.open(indexDir, feed, runs, ledger, { blind });
    try {
      const judgement = await pass.finish();
      if (judgement !== null) return judgement;
    } finally {
      pass.close();
    }
  }
  throw new Fault('INTERNAL', 'a snapshot could not be judged');
}

function comparedWith({ id, version, counts, tallies }: LiveContent): ComparedWith {
  const records = allSections().filter(({ form }) => form === 'record');
  return {
    snapshotId: id,
    version,
    records: records.reduce((sum, { name }) => sum + (counts[name] ?? 0), 0),
    tallies,
  };
}

interface OpenLive {
  /** Of the live snapshot, readable or not; 0: there is none. */
  readonly id: number;
  readonly live: LiveContent | null;
  readonly runs: readonly Run[];
}

/** What is live now; what cannot be read is asked for again, because it may be another snapshot or have other runs by then. */
async function openLive(files: RunFiles, feed: string, ledger: JudgementLedger, blind: boolean): Promise<OpenLive> {
  for (let n = 1; ; n++) {
    const found = await ledger.live(feed);
    const runs = found === null || blind ? null : readable(files, found.runs);
    if (found !== null && runs !== null) return { id: found.id, live: found, runs };
    if (found === null || blind || n === LIVE_TRIES) return { id: found?.id ?? 0, live: null, runs: [] };
    await delay(LIVE_PAUSE_MS);
  }
}

function readable(files: RunFiles, ids: readonly number[]): Run[] | null {
  try {
    return openRuns(files, ids);
  } catch (error) {
    if (error instanceof Fault && error.code === 'SEGMENT_CORRUPT') return null;
    throw error;
  }
}
