import { TokenBucket } from '@pksn/licensing';

/** Files of one vendor in a second, in one process, that were not sent lately; a file of a vendor is a rare thing. */
const NEW_FILES_PER_SECOND = 5;
/** Of each file that was. */
const REPEATS_PER_SECOND = 5;

/**
 * How many files of one vendor are let in. Signed files lie around with everybody who ever had a license, so a file
 * that comes again takes from an allowance of its own, and whoever sends one for ever leaves the new ones their room.
 * State: a bucket for new files, and one for each of the files that came last.
 */
export class VendorAllowance {
  private readonly fresh = new TokenBucket(NEW_FILES_PER_SECOND);
  private readonly repeats = new Map<string, TokenBucket>();

  constructor(private readonly rememberedFiles: number) {}

  /** Takes one file, named by its digest: 0 when there was room, else the whole seconds (1 or more) to wait. */
  take(digest: string, now: number): number {
    const own = this.repeats.get(digest);
    const wait = (own ?? this.fresh).take(now);
    if (own === undefined && wait > 0) return wait;
    this.remember(digest, own ?? new TokenBucket(REPEATS_PER_SECOND));
    return wait;
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
