import { Fault } from '@pksn/domain';

/** A rate limit whose burst is one second's worth of requests. Times are milliseconds since 1970. */
export class TokenBucket {
  private tokens: number;
  private filledAt = -Infinity;

  constructor(readonly requestsPerSecond: number) {
    if (!(requestsPerSecond > 0)) throw new RangeError('a rate is above 0');
    this.tokens = this.capacity;
  }

  private get capacity(): number {
    return Math.max(1, this.requestsPerSecond);
  }

  /** Takes one request: 0 when there was room, else the whole seconds (1 or more) to wait. */
  take(now: number): number {
    this.fill(now);
    if (this.tokens >= 1) {
      this.tokens -= 1;
      return 0;
    }
    return Math.max(1, Math.ceil((1 - this.tokens) / this.requestsPerSecond));
  }

  /** Takes what was granted elsewhere at the same time: the bucket then owes, and grants nothing until that is filled. */
  charge(requests: number, now: number): void {
    this.fill(now);
    this.tokens -= requests;
  }

  private fill(now: number): void {
    // A clock that steps back refills nothing and is followed, so that it cannot freeze the bucket.
    const elapsedMs = Math.max(0, now - this.filledAt);
    this.tokens = Math.min(this.capacity, this.tokens + (elapsedMs * this.requestsPerSecond) / 1_000);
    this.filledAt = now;
  }
}

/** Throws LICENSE_RATE with `retryAfterSeconds` among its facts; a license without a rate is never over it. */
export function requireRate(entry: { readonly bucket: TokenBucket | null }, now: number): void {
  const retryAfterSeconds = entry.bucket?.take(now) ?? 0;
  if (retryAfterSeconds > 0) {
    throw new Fault('LICENSE_RATE', 'the license is over its request rate', { facts: { retryAfterSeconds } });
  }
}
