import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@pksn/domain';
import type { RunFiles } from '@pksn/reputation-index';
import { errorCode, writeDurable } from '@pksn/runtime';

export interface IndexOwner {
  /** Of the database; it outlives a restore. */
  readonly identity: string;
  readonly knownRuns: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
}

/**
 * Marks an index folder as that of this database, on the first start. Throws INDEX_FOREIGN when it is another's: by
 * its mark, or, without one, by runs of which the database knows none.
 */
export async function claimIndex(files: RunFiles, owner: IndexOwner): Promise<void> {
  const path = join(files.indexDir, 'installation.json');
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return null;
    throw new Fault('DATA_FOLDER', `${path} cannot be read`, { cause: error });
  });
  if (text !== null) {
    if (markOf(text) !== owner.identity) throw new Fault('INDEX_FOREIGN', `${path} names another installation`);
    return;
  }
  const runs = await files.published();
  if (runs.length > 0 && (await owner.knownRuns(runs)).size === 0)
    throw new Fault('INDEX_FOREIGN', `the database knows none of the runs in ${files.indexDir}`);
  await writeDurable(path, `${JSON.stringify({ installation: owner.identity })}\n`);
}

function markOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { installation?: unknown } | null)?.installation;
  } catch {
    return undefined;
  }
}
