import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeRecord, encodeRemoval } from '@pksn/domain';
import type { RecordValue, SectionLayout } from '@pksn/domain';
import { openSegment } from './open-segment';
import type { Segment } from './segment';
import { SegmentWriter } from './segment-writer';

/** Runs `work` with a folder of its own and removes it. */
export async function inTemporaryFolder<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'pksn-index-'));
  try {
    return await work(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A key of the section made from a number, spread as hashes are. */
export function hashedKey(layout: SectionLayout, seed: number): Buffer {
  return createHash('sha256').update(`key ${seed}`).digest().subarray(0, layout.keyBytes);
}

/** A key whose leading bits all are the number's: as crowded as a section can be. */
export function crowdedKey(layout: SectionLayout, seed: number): Buffer {
  const key = Buffer.alloc(layout.keyBytes);
  key.writeUInt32BE(seed, layout.keyBytes - 4);
  return key;
}

export const PLAIN_VALUE: RecordValue = {
  zone: 'red',
  trustGroup: null,
  popularityBucket: 0,
  firstSeenDay: 0,
  threat: null,
  product: null,
  sha1: null,
  md5: null,
};

/** A record that tells its writer apart by its day. */
export function putRecord(layout: SectionLayout, key: Buffer, day: number): Buffer {
  if (layout.form === 'record') return encodeRecord(layout, key, { ...PLAIN_VALUE, firstSeenDay: day });
  const bytes = Buffer.alloc(layout.recordBytes);
  key.copy(bytes);
  bytes[layout.keyBytes + 1] = 1;
  bytes.writeUInt32BE(day, layout.keyBytes + 4);
  return bytes;
}

export function removalRecord(layout: SectionLayout, key: Buffer): Buffer {
  return encodeRemoval(layout, key);
}

export function ascending(records: readonly Buffer[]): Buffer[] {
  return [...records].sort((a, b) => a.compare(b));
}

/** Writes the records, which must ascend, in appends of `perAppend` records. */
export async function writeSegment(
  path: string,
  layout: SectionLayout,
  records: readonly Buffer[],
  perAppend = 1_000,
): Promise<string> {
  const writer = await SegmentWriter.create(path, layout, records.length);
  for (let at = 0; at < records.length; at += perAppend)
    await writer.append(Buffer.concat(records.slice(at, at + perAppend)));
  return (await writer.finish()).digest;
}

/** The record that `find` points at, copied; null when there is none. */
export function foundRecord(
  segment: Pick<Segment, 'find' | 'window'>,
  key: Buffer,
  recordBytes: number,
): Buffer | null {
  const at = segment.find(key);
  return at < 0 ? null : Buffer.from(segment.window.subarray(at, at + recordBytes));
}

export function openBothModes(path: string): { mode: string; segment: Segment }[] {
  return [
    { mode: 'file', segment: openSegment(path, { memory: false }) },
    { mode: 'memory', segment: openSegment(path, { memory: true }) },
  ];
}
