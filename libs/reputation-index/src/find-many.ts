import type { KeyBulk } from './key-bulk';
import { FINGERPRINT_AT } from './segment-layout';

/** Buckets with more records than this (crafted keys) are searched by key instead of by fingerprint. */
export const SCANNED_FINGERPRINTS = 256;
const NONE = -1;

/** Fan-out and fingerprints of a segment, as many keys are looked for in it. */
export interface Marks {
  readonly fanOut: Uint32Array;
  /** Empty in sections that have none. */
  readonly fingerprints: Uint8Array;
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
  const { keyView, keyBytes, asked, askedCount, places, low, high, candidates } = bulk;
  const scanned = fingerprints.length === 0 ? 0 : SCANNED_FINGERPRINTS;
  for (let n = 0; n < askedCount; n++) {
    const bucket = keyView.getUint32((asked[n] as number) * keyBytes) >>> shift;
    low[n] = fanOut[bucket] as number;
    high[n] = fanOut[bucket + 1] as number;
  }
  const last = fingerprints.length - 1;
  if (last >= 0)
    for (let n = 0; n < askedCount; n++) bulk.touch(fingerprints[Math.min(low[n] as number, last)] as number);
  let count = 0;
  for (let n = 0; n < askedCount; n++) {
    const [first, end] = [low[n] as number, high[n] as number];
    places[n] = NONE;
    if (end - first > scanned) {
      candidates[count++] = ~n;
      continue;
    }
    const mark = keyView.getUint8((asked[n] as number) * keyBytes + FINGERPRINT_AT);
    const index = nextMarked(fingerprints, mark, first, end);
    if (index === NONE) continue;
    low[n] = index;
    candidates[count++] = n;
  }
  return count;
}

/** The first record from `index` up to `end` with this fingerprint, or -1. */
export function nextMarked(fingerprints: Uint8Array, mark: number, index: number, end: number): number {
  for (let at = index; at < end; at++) if (fingerprints[at] === mark) return at;
  return NONE;
}
