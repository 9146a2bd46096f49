import { sep } from 'node:path';
import type { SectionName } from '@pksn/domain';
import { Fault } from '@pksn/domain';
import { stateHashOf } from '@pksn/package-format';
import type { SegmentFileOnDisk } from '@pksn/reputation-index';
import {
  RunFiles,
  openRun,
  readLeafDigests,
  readRunManifest,
  runSegmentFiles,
  verifySegment,
} from '@pksn/reputation-index';
import type { RunSections, StoredSnapshot } from './ports';

/** Segments up to so much together are read as a whole; of larger ones the slow scrub reads everything. */
const DIGESTED_BYTES = 64 * 1024 * 1024;

/** A snapshot with what the database knows of its runs. */
export interface RecheckedSnapshot extends StoredSnapshot {
  readonly sections: ReadonlyMap<number, RunSections>;
}

/**
 * Looks at a snapshot before it goes live a while after it was verified; about a second at any size. Its files must be
 * there, of the shape and the counts that the database knows, the small ones of their very digest, and the leaf digests
 * of its newest run must come to its stateHash. Fault: SNAPSHOT_DAMAGED.
 */
export async function recheckSnapshot(indexDir: string, snapshot: RecheckedSnapshot): Promise<void> {
  try {
    const files = snapshot.runs.flatMap((id) => checkedRun(indexDir, id, snapshot.sections.get(id)));
    const altered = await firstAltered(files);
    if (altered !== null) throw damaged(`${within(indexDir, altered)} is not what was written`);
    const found = stateHashAfter(new RunFiles(indexDir).runDir(String(snapshot.runs.at(-1))));
    if (found !== snapshot.stateHash) throw damaged(`its leaves come to the stateHash ${found}`);
  } catch (error) {
    if (error instanceof Fault && error.code === 'SEGMENT_CORRUPT')
      throw damaged(within(indexDir, error.detail), error);
    throw error;
  }
}

/** The segment files of a run whose shape is right. */
function checkedRun(indexDir: string, id: number, known: RunSections | undefined): SegmentFileOnDisk[] {
  if (known === undefined) throw damaged(`the database does not know run ${String(id)}`);
  const run = openRun(new RunFiles(indexDir).runDir(String(id)), 'all', 'file');
  try {
    const counts = new Map(run.manifest.sections.map(({ section, records }) => [section, records]));
    for (const [section, { records }] of Object.entries(known)) {
      const found = counts.get(section as SectionName) ?? 0;
      if (found !== records)
        throw damaged(`run ${String(id)} has ${String(found)} of ${String(records)} records in ${section}`);
    }
    return runSegmentFiles(run);
  } finally {
    run.close();
  }
}

/** The path of a file whose digest is another one; null when none is found. */
async function firstAltered(files: readonly SegmentFileOnDisk[]): Promise<string | null> {
  let budget = DIGESTED_BYTES;
  for (const { path, sizeBytes, digest } of [...files].sort((a, b) => a.sizeBytes - b.sizeBytes)) {
    budget -= sizeBytes;
    if (budget < 0) return null;
    if ((await verifySegment(path)) !== digest) return path;
  }
  return null;
}

/** The newest run keeps the leaf digests of the whole snapshot. */
function stateHashAfter(runDir: string): string {
  const leaves = new Map<SectionName, Buffer>();
  for (const { section } of readRunManifest(runDir).leaves) {
    const digests = readLeafDigests(runDir, section);
    if (digests !== null) leaves.set(section, digests);
  }
  return stateHashOf(leaves);
}

function damaged(detail: string, cause?: unknown): Fault {
  return new Fault('SNAPSHOT_DAMAGED', detail, { cause });
}

/** Paths are told from the index folder on. */
function within(indexDir: string, text: string): string {
  return text.replaceAll(`${indexDir}${sep}`, '');
}
