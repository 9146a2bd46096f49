/** What is kept beside the answers, and written with them. */
export interface CacheState {
  /** Where to go on asking for changes. */
  cursor: string | null;
  /** Of the last page of changes. */
  epoch: string | null;
  /** `KeyRing.shelfOf` the key that got it all. */
  shelf: string | null;
  generation: number;
  bytes: number;
  nextPlace: number;
}

export const EMPTY_STATE: CacheState = {
  cursor: null,
  epoch: null,
  shelf: null,
  generation: 0,
  bytes: 0,
  nextPlace: 0,
};

/** Anything else than a state counts as none: then the first page of changes drops what is kept. */
export function parseCacheState(text: string | undefined): CacheState {
  if (text === undefined) return { ...EMPTY_STATE };
  try {
    const { cursor, epoch, shelf, generation, bytes, nextPlace } = JSON.parse(text) as CacheState;
    const isRight =
      typeof cursor === 'string' &&
      typeof epoch === 'string' &&
      typeof shelf === 'string' &&
      [generation, bytes, nextPlace].every((one) => Number.isSafeInteger(one) && one >= 0);
    return isRight ? { cursor, epoch, shelf, generation, bytes, nextPlace } : { ...EMPTY_STATE };
  } catch {
    return { ...EMPTY_STATE };
  }
}
