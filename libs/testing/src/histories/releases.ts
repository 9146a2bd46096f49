/** What a vendor makes of one feed: a fixed line of full packages and deltas, some of which skip versions. */
export interface Release {
  readonly version: number;
  /** The version that a delta builds on; null: a full package. */
  readonly base: number | null;
  /** The whole content after it: objects 0 to 7 and their zones. */
  readonly zones: Readonly<Record<number, 'red' | 'green' | 'yellow'>>;
}

const release = (version: number, base: number | null, zones: Release['zones']): Release => ({ version, base, zones });

export const RELEASES: readonly Release[] = [
  release(1, null, { 0: 'red', 1: 'green', 2: 'red' }),
  release(2, 1, { 0: 'red', 1: 'red', 2: 'red', 3: 'yellow' }),
  release(3, 2, { 0: 'red', 2: 'red', 3: 'yellow' }),
  release(4, null, { 0: 'green', 4: 'red' }),
  release(5, 2, { 0: 'red', 1: 'red', 2: 'green', 3: 'yellow', 5: 'red' }),
  release(6, 4, { 4: 'red', 6: 'green' }),
  release(7, 5, { 0: 'red', 1: 'red', 3: 'yellow', 5: 'red', 7: 'red' }),
  release(8, null, { 1: 'green' }),
  release(9, 8, { 1: 'green', 2: 'red' }),
];
