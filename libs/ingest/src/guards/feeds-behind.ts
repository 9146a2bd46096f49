import type { SectionLayout } from '@pksn/domain';
import { Fault } from '@pksn/domain';
import type { Run, RunFiles } from '@pksn/reputation-index';
import { openRuns, sectionOf } from '@pksn/reputation-index';
import { zoneAt } from '../preview/change-tally';

/** What answers where a feed says nothing any longer: the live content of the feeds behind it, opened when it is asked. */
export class FeedsBehind {
  private opened: readonly (readonly Run[] | null)[] | null = null;

  /** `snapshots`: the runs of each, base first. */
  constructor(
    private readonly files: RunFiles,
    private readonly snapshots: readonly (readonly number[])[],
  ) {}

  /** Whether one of them has a red record of this very key. One that cannot be read might. */
  callsRed(section: SectionLayout, key: Buffer): boolean {
    this.opened ??= this.snapshots.map((ids) => readable(() => openRuns(this.files, ids)));
    return this.opened.some((runs) => runs === null || (readable(() => isRed(runs, section, key)) ?? true));
  }

  close(): void {
    for (const run of this.opened?.flatMap((runs) => runs ?? []) ?? []) run.close();
  }
}

function isRed(runs: readonly Run[], section: SectionLayout, key: Buffer): boolean {
  const stack = sectionOf(runs, section);
  const at = stack?.find(key) ?? -1;
  return stack !== null && zoneAt(section, stack.window, at) === 'red';
}

function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof Fault && error.code === 'SEGMENT_CORRUPT') return null;
    throw error;
  }
}
