import { openRun } from './open-run';
import type { Run } from './open-run';
import type { RunFiles } from './run-files';

/** Opens several published runs, all of their sections, from their files. Throws SEGMENT_CORRUPT; then none stays open. */
export function openRuns(files: RunFiles, ids: readonly number[]): Run[] {
  const runs: Run[] = [];
  try {
    for (const id of ids) runs.push(openRun(files.runDir(String(id)), 'all', 'file'));
    return runs;
  } catch (error) {
    for (const run of runs) run.close();
    throw error;
  }
}
