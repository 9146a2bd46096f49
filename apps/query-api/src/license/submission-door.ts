import { Fault } from '@pksn/domain';
import type { VerifiedLicense } from '@pksn/licensing';
import { TokenBucket, verifySubmittedFile } from '@pksn/licensing';
import type { TrustRoot } from '@pksn/signing';
import { VendorAllowance } from './vendor-allowance';

/** Answers in a second, in one process, that say what is wrong with a file. */
const JUNK_PER_SECOND = 20;
/** How long trust is taken as known before a file is judged; what goes on to the registry is judged by fresh trust. */
const ROOTS_MAX_AGE_MS = 1_000;
/** Newer trust may have another opinion. */
const MAY_BE_OLD_TRUST: ReadonlySet<string> = new Set(['LICENSE_FILE_UNTRUSTED', 'TRUST_ROOT_EXPIRED']);
/** Files of a vendor that are known again. */
const REMEMBERED_FILES = 1_000;

/**
 * Lets signed files in, a few for each vendor, and holds junk off without taking room from them: a file is looked at
 * first, and only one that a trusted vendor signed takes from the allowance of that vendor. Junk reads the trust roots at
 * most 20 times a second, whatever comes. State: an allowance for each trusted vendor, and a bucket for junk.
 */
export class SubmissionDoor {
  private readonly junk = new TokenBucket(JUNK_PER_SECOND);
  private readonly vendors = new Map<string, VendorAllowance>();
  private known: { readonly roots: Promise<TrustRoot[]>; readonly readAt: number } | null = null;

  /** `readRoots` reads the newest trust root of every trusted vendor. */
  constructor(
    private readonly readRoots: () => Promise<TrustRoot[]>,
    private readonly rememberedFiles = REMEMBERED_FILES,
  ) {}

  /**
   * The verified license, at `now` (milliseconds since 1970). Throws what verifySubmittedFile throws, or
   * SUBMISSION_THROTTLED with `retryAfterSeconds`.
   */
  async admit(file: string, now: number): Promise<VerifiedLicense> {
    const { vendor, digest } = await this.look(file, now);
    requireRoom(this.allowanceOf(vendor).take(digest, now));
    return verifySubmittedFile(file, await this.roots(now, 0), now);
  }

  private async look(file: string, now: number): Promise<VerifiedLicense> {
    const roots = await this.roots(now, ROOTS_MAX_AGE_MS);
    try {
      return verifySubmittedFile(file, roots, now);
    } catch (error) {
      requireRoom(this.junk.take(now));
      if (!(error instanceof Fault) || !MAY_BE_OLD_TRUST.has(error.code)) throw error;
      return verifySubmittedFile(file, await this.roots(now, 0), now);
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

  private allowanceOf(vendor: string): VendorAllowance {
    const known = this.vendors.get(vendor);
    if (known !== undefined) return known;
    const allowance = new VendorAllowance(this.rememberedFiles);
    this.vendors.set(vendor, allowance);
    return allowance;
  }
}

function requireRoom(retryAfterSeconds: number): void {
  if (retryAfterSeconds > 0) {
    throw new Fault('SUBMISSION_THROTTLED', 'too many submissions at once', { facts: { retryAfterSeconds } });
  }
}
