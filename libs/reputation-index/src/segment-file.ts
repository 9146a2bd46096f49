import { closeSync, fstatSync, openSync } from 'node:fs';
import { Fingerprints } from './fingerprints';
import { compareKeys } from './key-order';
import { readExactly } from './read-exactly';
import { FOOTER_BYTES, HEADER_BYTES, corrupt, decodeFooter, decodeHeader } from './segment-layout';
import type { SegmentFooter, SegmentLayout } from './segment-layout';

const SAMPLES = 64;

/** An open segment whose shape was checked: what both modes of a segment stand on. */
export interface SegmentFile {
  readonly path: string;
  /** -1 once closed, so that no later read can reach another file under the same number. */
  descriptor: number;
  readonly layout: SegmentLayout;
  readonly footer: SegmentFooter;
  readonly sizeBytes: number;
  /** Entry b is the number of records in buckets before b. */
  readonly fanOut: Uint32Array;
  readonly fingerprints: Fingerprints;
}

/**
 * Opens a segment and checks header, sizes, the whole fan-out and samples of the records; not the digest, so that
 * a hundred million records are ready in a fraction of a second. Throws SEGMENT_CORRUPT.
 */
export function openSegmentFile(path: string): SegmentFile {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    throw corrupt(path, 'cannot be opened', error);
  }
  try {
    return checkedFile(path, descriptor);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function checkedFile(path: string, descriptor: number): SegmentFile {
  const sizeBytes = fstatSync(descriptor).size;
  if (sizeBytes < HEADER_BYTES + FOOTER_BYTES) throw corrupt(path, 'too short');
  const layout = decodeHeader(readExactly(path, descriptor, 0, HEADER_BYTES), path);
  const footer = decodeFooter(readExactly(path, descriptor, sizeBytes - FOOTER_BYTES, FOOTER_BYTES), path);
  if (sizeBytes !== layout.blobAt + footer.blobBytes + FOOTER_BYTES) throw corrupt(path, 'not of its declared size');
  const fanOut = readFanOut(path, descriptor, layout);
  const fingerprints = Fingerprints.read(
    path,
    descriptor,
    layout.fingerprintsAt,
    layout.records * layout.fingerprintBytes,
  );
  checkSamples(path, descriptor, layout, fanOut, footer);
  return { path, descriptor, layout, footer, sizeBytes, fanOut, fingerprints };
}

function readFanOut(path: string, descriptor: number, layout: SegmentLayout): Uint32Array {
  const bytes = readExactly(path, descriptor, layout.fanOutAt, layout.fingerprintsAt - layout.fanOutAt).swap32();
  const fanOut = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  let previous = 0;
  for (const entry of fanOut) {
    if (entry < previous) throw corrupt(path, 'its fan-out does not ascend');
    previous = entry;
  }
  if (fanOut[0] !== 0 || previous !== layout.records) throw corrupt(path, 'its fan-out does not fit its count');
  return fanOut;
}

/** First and last key against the footer, and records all over the file against fan-out and order. */
function checkSamples(
  path: string,
  descriptor: number,
  layout: SegmentLayout,
  fanOut: Uint32Array,
  footer: SegmentFooter,
): void {
  const { records, recordBytes, keyBytes, recordsAt, fanOutBits } = layout;
  const keyOf = (index: number): Buffer => readExactly(path, descriptor, recordsAt + index * recordBytes, keyBytes);
  if (records === 0) return;
  const first = compareKeys(keyOf(0), 0, footer.minKey, 0, keyBytes);
  if (first !== 0 || compareKeys(keyOf(records - 1), 0, footer.maxKey, 0, keyBytes) !== 0) {
    throw corrupt(path, 'its first or last key is not the declared one');
  }
  let previous: Buffer | null = null;
  for (let sample = 0; sample < Math.min(SAMPLES, records); sample++) {
    const index = Math.floor((sample * records) / Math.min(SAMPLES, records));
    const key = keyOf(index);
    const bucket = key.readUInt32BE(0) >>> (32 - fanOutBits);
    const inBucket = (fanOut[bucket] ?? 0) <= index && index < (fanOut[bucket + 1] ?? 0);
    if (!inBucket || (previous !== null && compareKeys(previous, 0, key, 0, keyBytes) >= 0)) {
      throw corrupt(path, `record ${index} is out of place`);
    }
    previous = key;
  }
}
