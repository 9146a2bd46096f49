import type { SectionName } from '@pksn/domain';
import { allSections, sectionLayout } from '@pksn/domain';
import type { StateBase } from '@pksn/package-format';
import type { Run, Segment } from '@pksn/reputation-index';
import { RunFiles, SectionStack, TextStack, openRuns, readLeafDigests } from '@pksn/reputation-index';
import type { StoredSnapshot } from './ports';

/** The snapshot that a delta builds on, read from the segments of its runs while the delta is staged. */
export class BaseContent implements StateBase {
  private readonly stacks = new Map<SectionName, SectionStack>();
  private readonly names: TextStack;

  private constructor(
    private readonly snapshot: StoredSnapshot,
    private readonly runs: readonly Run[],
  ) {
    for (const layout of allSections()) {
      const segments = runs
        .map((run) => run.segments.get(layout.name))
        .filter((one): one is Segment => one !== undefined);
      if (segments.length > 0) this.stacks.set(layout.name, new SectionStack(layout, segments));
    }
    this.names = new TextStack(
      runs.flatMap((run) => run.texts.get('names') ?? []),
      sectionLayout('names').keyBytes,
    );
  }

  /** Throws SEGMENT_CORRUPT when a segment of the base is damaged or lost. */
  static open(indexDir: string, snapshot: StoredSnapshot): BaseContent {
    return new BaseContent(snapshot, openRuns(new RunFiles(indexDir), [...snapshot.runs].reverse()));
  }

  leaves(section: SectionName): Buffer | null {
    const [newest] = this.runs;
    return newest === undefined ? null : readLeafDigests(newest.dir, section);
  }

  records(section: SectionName, leaf: number): Buffer {
    return this.stacks.get(section)?.leaf(leaf) ?? Buffer.alloc(0);
  }

  count(section: SectionName): number {
    return sectionLayout(section).form === 'text' ? 0 : (this.snapshot.counts[section] ?? 0);
  }

  hasName = (key: Buffer): boolean => this.names.get(key) !== null;

  close(): void {
    for (const run of this.runs) run.close();
  }
}
