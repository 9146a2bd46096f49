const MOST = 10;
const PER_SUCCESS = 0.1;

/** Lets retries be a tenth of what succeeds, and ten at first: a service in need must not be asked more, but less. */
export class RetryBudget {
  private tokens: number = MOST;

  succeeded(): void {
    this.tokens = Math.min(MOST, this.tokens + PER_SUCCESS);
  }

  /** Whether one more retry may be made now. */
  take(): boolean {
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}

const FIRST_MS = 200;
const MOST_MS = 10_000;

/** Milliseconds before the retry after `failures` failures (1, 2 …): at random up to a bound that doubles ("full jitter"). */
export function backoffMs(failures: number, random: () => number): number {
  return Math.round(random() * Math.min(MOST_MS, FIRST_MS * 2 ** (failures - 1)));
}
