/**
 * Scratch space outside memory, for sorting. Whoever runs a build supplies it (a temporary folder, as a rule);
 * nothing in it outlives the build, so it is never synced.
 */
export interface Spill {
  open(): Promise<SpillFile>;
}

export interface SpillFile {
  /** Appends all of `bytes`; they may be reused once the promise has resolved. */
  append(bytes: Buffer): Promise<void>;
  /** Fills `target` from `position` and returns the number of bytes read, less than asked only at the end. */
  read(target: Buffer, position: number): Promise<number>;
  /** Closes and forgets the file. */
  discard(): Promise<void>;
}
