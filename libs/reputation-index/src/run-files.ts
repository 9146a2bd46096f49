import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, makeDirectory, removeDurable, renameDurable } from '@pksn/runtime';
import type { SectionName } from '@pksn/domain';

/** Run ids become folder names, so they are plain: letters, digits, hyphen and underscore, at most 64. */
const RUN_ID = /^[A-Za-z0-9_-]{1,64}$/;
const REPLACED_SUFFIX = '.replaced';

/**
 * Where the files of runs are.
 *
 *   runs/ID/run.json, SECTION.seg, leaves/SECTION.leaf    published: whole, and never written to again
 *   staging/ID/…                                          being written; worth nothing after a restart
 */
export class RunFiles {
  constructor(readonly indexDir: string) {}

  get runsDir(): string {
    return join(this.indexDir, 'runs');
  }

  get stagingDir(): string {
    return join(this.indexDir, 'staging');
  }

  runDir(runId: string): string {
    return join(this.runsDir, checkedRunId(runId));
  }

  stagedDir(runId: string): string {
    return join(this.stagingDir, checkedRunId(runId));
  }

  /** Ids of the published runs, sorted. */
  published(): Promise<string[]> {
    return namesIn(this.runsDir);
  }

  /** Ids of the runs that are, or were when a process ended, being written. */
  staged(): Promise<string[]> {
    return namesIn(this.stagingDir);
  }

  /** Removes a published run and what is staged of it. Processes that have it open keep reading it. */
  async remove(runId: string): Promise<void> {
    await removeIfThere(this.stagedDir(runId));
    await this.removePublished(runId);
  }

  /** Puts what is staged of a run in its place. Between what was there and what comes are two renames. */
  async publishStaged(runId: string): Promise<void> {
    const replaced = await this.takeOut(runId);
    await renameDurable(this.stagedDir(runId), this.runDir(runId));
    if (replaced !== null) await removeIfThere(replaced);
  }

  private async removePublished(runId: string): Promise<void> {
    const removed = await this.takeOut(runId);
    if (removed !== null) await removeIfThere(removed);
  }

  /** By a rename, so that a folder under `runs` is a whole run or is not there; null: there was none. */
  private async takeOut(runId: string): Promise<string | null> {
    const aside = join(this.stagingDir, `${checkedRunId(runId)}${REPLACED_SUFFIX}`);
    await makeDirectory(this.stagingDir);
    await removeIfThere(aside);
    try {
      await renameDurable(this.runDir(runId), aside);
      return aside;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    }
  }

  /** Removes everything that was left behind in the staging folder; for a start, when nothing is being written. */
  async clearStaging(): Promise<void> {
    for (const runId of await this.staged()) await removeIfThere(join(this.stagingDir, runId));
  }
}

export function segmentFileName(section: SectionName): string {
  return `${section}.seg`;
}

export function leafFileName(section: SectionName): string {
  return join('leaves', `${section}.leaf`);
}

function checkedRunId(runId: string): string {
  if (!RUN_ID.test(runId)) throw new RangeError('not a run id');
  return runId;
}

async function namesIn(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).sort();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

async function removeIfThere(dir: string): Promise<void> {
  try {
    await removeDurable(dir);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
