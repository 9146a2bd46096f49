import { TokenBucket } from '@pksn/licensing';

/** Files of one vendor in a second, in one process, that were not sent lately; a file of a vendor is a rare thing. */
const NEW_FILES_PER_SECOND = 5;
/** Of each file that was, and of all of them together. */
const REPEATS_PER_SECOND = 5;
const ALL_REPEATS_PER_SECOND = 20;

/**
 * How many files of one vendor are let in. Signed files lie around with everybody who ever had a license, so a file
 * that comes again takes from an allowance of its own and from one for all that come again: whoever sends one for ever
 * leaves the new ones their room, and many of them together cost no more than a few.
 * State: a bucket for new files, one for repeats, and one for each of the files that came last.
 */
export class VendorAllowance {
  private readonly fresh = new TokenBucket(NEW_FILES_PER_SECOND);
  private readonly allRepeats = new TokenBucket(ALL_REPEATS_PER_SECOND);
  private readonly repeats = new Map<string, TokenBucket>();

  constructor(private readonly rememberedFiles: number) {}

  /** Takes one file, named by its digest: 0 when there was room, else the whole seconds (1 or more) to wait. */
  take(digest: string, now: number): number {
    const own = this.repeats.get(digest);
    if (own === undefined) {
      const wait = this.fresh.take(now);
      if (wait === 0) this.remember(digest, new TokenBucket(REPEATS_PER_SECOND));
      return wait;
    }
    this.remember(digest, own);
    // One that is over its own takes nothing from the others.
    return own.take(now) || this.allRepeats.take(now);
  }

  /** Puts it last in the order of the map, whose first is forgotten. */
  private remember(digest: string, bucket: TokenBucket): void {
    this.repeats.delete(digest);
    this.repeats.set(digest, bucket);
    if (this.repeats.size <= this.rememberedFiles) return;
    const [oldest = ''] = this.repeats.keys();
    this.repeats.delete(oldest);
  }
}
