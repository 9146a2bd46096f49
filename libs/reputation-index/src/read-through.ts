import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Run } from './open-run';
import { segmentFileName } from './run-files';
import { FileSegment } from './file-segment';

const PIECE_BYTES = 1 << 20;

export interface SegmentFileOnDisk {
  readonly path: string;
  readonly sizeBytes: number;
  /** Lower-case hex, as the run declares it. */
  readonly digest: string;
  /** Whether lookups read it through the page cache. */
  readonly isReadFromFile: boolean;
}

/** The segment files of an open run. Texts always stay in their file. */
export function runSegmentFiles(run: Run): SegmentFileOnDisk[] {
  return run.manifest.sections.map(({ section, sizeBytes, digest }) => ({
    path: join(run.dir, segmentFileName(section)),
    sizeBytes,
    digest,
    isReadFromFile: run.texts.has(section) || run.segments.get(section) instanceof FileSegment,
  }));
}

/**
 * Reads a file from its beginning to its end, so that it is in the page cache, at no more than `bytesPerSecond`; the
 * reads are done by Node's threads and never stop the event loop. Ends early when the signal is given. Returns the
 * bytes read; throws what the disk says.
 */
export async function readThrough(path: string, bytesPerSecond: number, signal: AbortSignal): Promise<number> {
  const handle = await open(path, 'r');
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  const pauseMs = (PIECE_BYTES / bytesPerSecond) * 1_000;
  let total = 0;
  try {
    for (let owedMs = 0; !signal.aborted;) {
      const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES, total);
      if (bytesRead === 0) break;
      total += bytesRead;
      owedMs += pauseMs;
      // Timers are not finer than a millisecond: pauses are taken together.
      if (owedMs < 10) continue;
      await delay(owedMs, undefined, { signal }).catch(() => undefined);
      owedMs = 0;
    }
  } finally {
    await handle.close();
  }
  return total;
}
