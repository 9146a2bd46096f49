import { closeSync } from 'node:fs';
import { FileSegment } from './file-segment';
import { MemorySegment } from './memory-segment';
import type { Segment } from './segment';
import { openSegmentFile } from './segment-file';
import type { SegmentFile } from './segment-file';

/** Node's Buffer ends at 4 GiB; a larger segment stays in its file whatever is asked for. */
export const MEMORY_SEGMENT_LIMIT_BYTES = 0xffff_0000;

export interface SegmentOptions {
  /** Hold the records in memory instead of reading them through the page cache. */
  readonly memory: boolean;
}

/** Opens a segment after the checks of openSegmentFile. Throws SEGMENT_CORRUPT. */
export function openSegment(path: string, options: SegmentOptions): Segment {
  return segmentOf(openSegmentFile(path), options);
}

export function segmentOf(file: SegmentFile, options: SegmentOptions): Segment {
  const fits = file.layout.records * file.layout.recordBytes <= MEMORY_SEGMENT_LIMIT_BYTES;
  try {
    return options.memory && fits ? new MemorySegment(file) : new FileSegment(file);
  } catch (error) {
    closeSync(file.descriptor);
    throw error;
  }
}
