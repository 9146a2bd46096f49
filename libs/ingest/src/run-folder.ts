import { setImmediate as breathe } from 'node:timers/promises';
import type { SectionLayout } from '@pksn/domain';
import type { Run } from '@pksn/reputation-index';
import { FoldedRun, RunFiles, RunWriter, openRuns, readLeafDigests, recordsIn } from '@pksn/reputation-index';
import { foldPlan } from './fold-plan';
import type { FoldPlan } from './fold-plan';
import type { DiskNeed, RunSection, RunSections } from './ports';
import type { FoldLedger, FoldStage, Folded, Stack } from './upkeep-ports';

/** Per record of a run, for the estimate of what a fold needs. */
const SEGMENT_BYTES = 60;
const PARTITION_BYTES = 240;

export interface FolderSettings {
  readonly indexDir: string;
  /** As `foldPlan` takes it. */
  readonly likeRuns: number;
  /** What a fold lacks that needs so much; 0: there is room. */
  readonly missingBytes: (need: DiskNeed) => Promise<number>;
}

/** A fold that is to be made. */
export interface WantedFold {
  readonly stack: Stack;
  readonly plan: FoldPlan;
}

/**
 * Makes one run of several that follow each other in a stack: a new run, with files and a partition of its own, that
 * takes their place in one commit. What is answered stays the same to the byte. Memory: a batch of 1 MiB of each run.
 */
export class RunFolder {
  constructor(
    private readonly ledger: FoldLedger,
    private readonly settings: FolderSettings,
  ) {}

  /** What is worth folding now, the smallest first: it is done soonest. */
  async wanted(): Promise<WantedFold[]> {
    const stacks = await this.ledger.stacks();
    return stacks
      .flatMap((stack) => {
        const plan = foldPlan(stack.runs, this.settings.likeRuns);
        return plan === null ? [] : [{ stack, plan }];
      })
      .sort((a, b) => recordsOf(a) - recordsOf(b));
  }

  /**
   * Null: there is no need any more, no space, or `signal` was given; then nothing is left behind. Faults:
   * SEGMENT_CORRUPT, DISK_FULL.
   */
  async fold(wanted: WantedFold, signal: AbortSignal): Promise<Folded | null> {
    const records = recordsOf(wanted);
    const need = { indexBytes: records * SEGMENT_BYTES, databaseBytes: records * PARTITION_BYTES };
    if ((await this.settings.missingBytes(need)) > 0) return null;
    const runs = openRuns(new RunFiles(this.settings.indexDir), wanted.plan.runs);
    try {
      const stage = await this.ledger.openFold();
      return await this.make(wanted, runs, stage, signal);
    } finally {
      for (const run of runs) run.close();
    }
  }

  private async make(
    wanted: WantedFold,
    runs: readonly Run[],
    stage: FoldStage,
    signal: AbortSignal,
  ): Promise<Folded | null> {
    const { indexDir } = this.settings;
    const files = new RunFiles(indexDir);
    let folded: Folded | null = null;
    let isCommitting = false;
    let writer: RunWriter | null = null;
    try {
      writer = await RunWriter.create(indexDir, String(stage.runId));
      const sections = await copied(wanted, new FoldedRun(runs, wanted.plan.isLowest), writer, stage, signal);
      await keepLeaves(runs.at(-1) as Run, writer);
      await writer.publish();
      const filesDigest = await writer.publishedDigest();
      // Last of all, since nobody else can attach a run from here to the commit.
      await stage.seal();
      signal.throwIfAborted();
      isCommitting = true;
      folded = await stage.commit({ feed: wanted.stack.feed, plan: wanted.plan, sections, filesDigest });
    } catch (error) {
      await stage.abandon();
      await writer?.discard();
      // A commit without an answer may have happened: the janitor of runs without a row decides.
      if (!isCommitting) await files.remove(String(stage.runId));
      if (signal.aborted) return null;
      throw error;
    }
    if (folded === null) {
      await stage.abandon();
      await files.remove(String(stage.runId));
    }
    return folded;
  }
}

async function copied(
  { stack, plan }: WantedFold,
  content: FoldedRun,
  writer: RunWriter,
  stage: FoldStage,
  signal: AbortSignal,
): Promise<RunSections> {
  const sections: RunSections = {};
  for (const layout of content.sections()) {
    const records = await counted(content, layout, signal);
    if (records === 0) continue;
    const segment = await writer.section(layout, records);
    try {
      for (const batch of content.batches(layout)) {
        signal.throwIfAborted();
        await Promise.all([stage.write(layout, batch), segment.append(batch)]);
        await breathe();
      }
      await segment.finish();
    } finally {
      await segment.discard();
    }
    sections[layout.name] = { records, ...prefixLengths(stack, plan, layout) };
  }
  return sections;
}

/** A segment is laid out by its exact count, which only merging tells. */
async function counted(content: FoldedRun, layout: SectionLayout, signal: AbortSignal): Promise<number> {
  let records = 0;
  for (const batch of content.batches(layout)) {
    signal.throwIfAborted();
    records += recordsIn(layout, batch);
    await breathe();
  }
  return records;
}

function prefixLengths(stack: Stack, plan: FoldPlan, { name }: SectionLayout): Pick<RunSection, 'prefixLengths'> {
  if (name !== 'ip4' && name !== 'ip6') return {};
  const folded = stack.runs.filter(({ id }) => plan.runs.includes(id));
  const lengths = new Set(folded.flatMap(({ sections }) => sections[name]?.prefixLengths ?? []));
  return { prefixLengths: [...lengths].sort((a, b) => a - b) };
}

/** The content after the newest of the runs is that after the fold. */
async function keepLeaves(newest: Run, writer: RunWriter): Promise<void> {
  for (const { section } of newest.manifest.leaves) {
    const digests = readLeafDigests(newest.dir, section);
    if (digests !== null) await writer.leafDigests(section, digests);
  }
}

function recordsOf({ stack, plan }: WantedFold): number {
  return stack.runs.reduce((sum, run) => sum + (plan.runs.includes(run.id) ? run.records : 0), 0);
}
