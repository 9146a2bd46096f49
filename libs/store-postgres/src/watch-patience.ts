const LEAST_MS = 200;
const MOST_MS = 2_000;
const EASE = 0.95;
const FIRST_RETRY_MS = 125;
const LAST_RETRY_MS = 1_000;

/**
 * For how long a connection may be silent before a second one is tried beside it. It grows when the first one answers
 * after all, because then the database is slow and more connections would not help.
 */
export class Patience {
  /** Milliseconds. */
  ms = LEAST_MS;

  answeredInTime(): void {
    this.ms = Math.max(LEAST_MS, this.ms * EASE);
  }

  answeredLate(): void {
    this.ms = Math.min(MOST_MS, this.ms * 2);
  }

  wasDead(): void {
    this.ms = LEAST_MS;
  }
}

/**
 * Milliseconds to wait after so many failures in a row (0 = the first): doubling up to a second, and by half at random
 * (`chance` from 0 to 1), so that many processes do not come back in step.
 */
export function retryDelayMs(failures: number, chance: number): number {
  const delayMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
  return (delayMs * (1 + chance)) / 2;
}
