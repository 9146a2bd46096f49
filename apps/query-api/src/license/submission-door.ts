import { Fault } from '@pksn/domain';
import type { VerifiedLicense } from '@pksn/licensing';
import { TokenBucket, verifyLicenseFile } from '@pksn/licensing';
import type { TrustRoot } from '@pksn/signing';

/** Files of one vendor in a second, in one process; a file of the vendor is a rare thing. */
const FILES_PER_SECOND = 5;
/** Answers in a second, in one process, that say what is wrong with a file. */
const JUNK_PER_SECOND = 20;
/** How long trust is taken as known before a file is judged; what goes on to the registry is judged by fresh trust. */
const ROOTS_MAX_AGE_MS = 1_000;

/**
 * Lets signed files in, a few for each vendor, and holds junk off without taking room from them: a file is looked at
 * first, and only one that a trusted vendor signed takes a token of that vendor. Junk reads the trust roots at most
 * 20 times a second, whatever comes. State: one bucket for each trusted vendor, and one for junk.
 */
export class SubmissionDoor {
  private readonly junk = new TokenBucket(JUNK_PER_SECOND);
  private readonly vendors = new Map<string, TokenBucket>();
  private known: { readonly roots: Promise<TrustRoot[]>; readonly readAt: number } | null = null;

  /** `readRoots` reads the newest trust root of every trusted vendor. */
  constructor(private readonly readRoots: () => Promise<TrustRoot[]>) {}

  /**
   * The verified license, at `now` (milliseconds since 1970). Throws what verifyLicenseFile throws, or
   * SUBMISSION_THROTTLED with `retryAfterSeconds`.
   */
  async admit(file: string, now: number): Promise<VerifiedLicense> {
    const { vendor } = await this.look(file, now);
    take(this.bucketOf(vendor), now);
    return verifyLicenseFile(file, await this.roots(now, 0));
  }

  private async look(file: string, now: number): Promise<VerifiedLicense> {
    const roots = await this.roots(now, ROOTS_MAX_AGE_MS);
    try {
      return verifyLicenseFile(file, roots);
    } catch (error) {
      take(this.junk, now);
      if (!(error instanceof Fault) || error.code !== 'LICENSE_FILE_UNTRUSTED') throw error;
      return verifyLicenseFile(file, await this.roots(now, 0));
    }
  }

  private async roots(now: number, maxAgeMs: number): Promise<TrustRoot[]> {
    const ageMs = this.known === null ? Infinity : Math.abs(now - this.known.readAt);
    if (this.known === null || ageMs >= maxAgeMs) {
      const known = { roots: this.readRoots(), readAt: now };
      this.known = known;
      known.roots.catch(() => {
        if (this.known === known) this.known = null;
      });
    }
    return this.known.roots;
  }

  private bucketOf(vendor: string): TokenBucket {
    const known = this.vendors.get(vendor);
    if (known !== undefined) return known;
    const bucket = new TokenBucket(FILES_PER_SECOND);
    this.vendors.set(vendor, bucket);
    return bucket;
  }
}

function take(bucket: TokenBucket, now: number): void {
  const retryAfterSeconds = bucket.take(now);
  if (retryAfterSeconds > 0) {
    throw new Fault('SUBMISSION_THROTTLED', 'too many submissions at once', { facts: { retryAfterSeconds } });
  }
}
