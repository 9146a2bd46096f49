import type { Fingerprints } from './fingerprints';
import type { KeyBulk } from './key-bulk';

/** Buckets with more records than this (crafted keys) are searched by key instead of by fingerprint. */
export const SCANNED_FINGERPRINTS = 256;
const NONE = -1;

/** Fan-out and fingerprints of a segment, as many keys are looked for in it. */
export interface Marks {
  readonly fanOut: Uint32Array;
  /** Empty in sections that have none. */
  readonly fingerprints: Fingerprints;
  /** From the first 32 bits of a key to its bucket. */
  readonly shift: number;
}

/**
 * Of the bulk's asked keys, those that a segment may have: so many `candidates`. One that is n has the first record
 * of its bucket with its fingerprint in `low`; one that is below zero is key ~n of a bucket that cannot be scanned.
 * The first passes decide nothing by what they read, so that the processor fetches the memory of many keys at once; the
 * last one decides, and finds it near.
 */
export function findCandidates(bulk: KeyBulk, { fanOut, fingerprints, shift }: Marks): number {
  const { words, marks, asked, askedCount, places, low, high, candidates } = bulk;
  const scanned = fingerprints.count === 0 ? 0 : SCANNED_FINGERPRINTS;
  for (let n = 0; n < askedCount; n++) {
    const bucket = (words[asked[n] as number] as number) >>> shift;
    low[n] = fanOut[bucket] as number;
    high[n] = fanOut[bucket + 1] as number;
    places[n] = NONE;
  }
  let touched = 0;
  if (scanned > 0) for (let n = 0; n < askedCount; n++) touched ^= fingerprints.touch(low[n] as number);
  bulk.touch(touched);
  let count = 0;
  for (let n = 0; n < askedCount; n++) {
    const first = low[n] as number;
    const end = high[n] as number;
    if (end - first > scanned) {
      candidates[count++] = ~n;
      continue;
    }
    const index = fingerprints.first(marks[asked[n] as number] as number, first, end);
    if (index === NONE) continue;
    low[n] = index;
    candidates[count++] = n;
  }
  return count;
}
