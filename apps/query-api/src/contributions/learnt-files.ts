import type { KnownFiles } from '@pksn/lookup';
import type { LearntNews } from '@pksn/store-postgres';

/** What the endpoints of this network together know of files, as of the generation in force. */
export class LearntFiles {
  private readonly files = new Map<string, { popularityBucket: number; firstSeenDay: number }>();

  /** Null: nothing is learnt, and nothing has to be looked for. */
  get known(): KnownFiles | null {
    return this.files.size === 0 ? null : this.files;
  }

  /** Goes on to another generation; to be called in the same turn in which that is switched to. */
  take({ whole, gone, put }: LearntNews): void {
    const { files } = this;
    if (whole) files.clear();
    for (const sha256 of gone) files.delete(sha256.toString('latin1'));
    for (const { sha256, popularityBucket, firstSeenDay } of put) {
      files.set(sha256.toString('latin1'), { popularityBucket, firstSeenDay });
    }
  }
}

/** Whether the SHA-256 at `at` of `keys` is a learnt one. */
export function isLearnt(known: KnownFiles, keys: Buffer, at: number): boolean {
  return known.has(keys.toString('latin1', at, at + 32));
}
