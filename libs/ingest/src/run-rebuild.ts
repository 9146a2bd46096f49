import type { SectionLayout, SectionName } from '@pksn/domain';
import { Fault, allSections } from '@pksn/domain';
import { StateBuilder, stateHashOf } from '@pksn/package-format';
import { RunFiles, RunWriter, readRunManifest } from '@pksn/reputation-index';
import { BaseContent } from './base-content';
import type { StoredSnapshot } from './ports';
import type { NeededRun, RunRecords } from './upkeep-ports';

/** More than any section has records: how many the runs below have together nobody knows, and only "none" counts. */
const SOME = 2 ** 48;

/**
 * Writes the files of a run again, from its records in PostgreSQL, and puts them in the place of what is there of it. The
 * runs below it must be whole, because its leaf digests are those of all of them together. The bytes are those of the first
 * time: that is checked by the digest of run.json, and by the signed stateHash where the run is a snapshot's newest, before
 * anything is replaced. Memory: a batch. Faults: SNAPSHOT_DAMAGED, SEGMENT_CORRUPT of a run below, DISK_FULL.
 */
export async function rebuildRun(
  indexDir: string,
  run: NeededRun,
  records: RunRecords,
  signal: AbortSignal,
): Promise<void> {
  const base = run.below.length === 0 ? null : BaseContent.open(indexDir, contentBelow(indexDir, run));
  try {
    const writer = await RunWriter.create(indexDir, String(run.id));
    try {
      const state = new StateBuilder(base);
      for (const layout of allSections())
        await rebuildSection(layout, run, records, writer, (bytes) => {
          signal.throwIfAborted();
          state.add(layout, bytes);
        });
      const leaves = new Map([...state.finish().leaves].filter(([, digests]) => digests.some((byte) => byte !== 0)));
      requireSigned(run, leaves);
      for (const [section, digests] of leaves) await writer.leafDigests(section, digests);
      await writer.publish(run.filesDigest);
    } catch (error) {
      await writer.discard();
      throw error;
    }
  } finally {
    base?.close();
  }
}

async function rebuildSection(
  layout: SectionLayout,
  run: NeededRun,
  records: RunRecords,
  writer: RunWriter,
  seen: (bytes: Buffer) => void,
): Promise<void> {
  const expected = run.sections[layout.name]?.records ?? 0;
  if (expected === 0) return;
  const segment = await writer.section(layout, expected);
  try {
    for await (const bytes of records.batches(run.id, layout)) {
      seen(bytes);
      await segment.append(bytes);
    }
    await segment.finish();
  } catch (error) {
    // What does not ascend, or is not as much as the run's row says, is not what was imported.
    if (error instanceof RangeError) throw damaged(run, `${layout.name}: ${error.message}`, error);
    throw error;
  } finally {
    await segment.discard();
  }
}

function contentBelow(indexDir: string, { id, feed, below }: NeededRun): StoredSnapshot {
  const dir = new RunFiles(indexDir).runDir(String(below.at(-1)));
  const counts = Object.fromEntries(readRunManifest(dir).leaves.map(({ section }) => [section, SOME]));
  return { id, feed, version: 0, stateHash: '', counts, runs: below };
}

function requireSigned(run: NeededRun, leaves: ReadonlyMap<SectionName, Buffer>): void {
  const found = stateHashOf(leaves);
  if (run.stateHash !== null && found !== run.stateHash)
    throw damaged(run, `its records come to the stateHash ${found}`);
}

function damaged(run: NeededRun, detail: string, cause?: unknown): Fault {
  return new Fault('SNAPSHOT_DAMAGED', `run ${String(run.id)} cannot be rebuilt: ${detail}`, { cause });
}
