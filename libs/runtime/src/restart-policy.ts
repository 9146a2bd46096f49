const WINDOW_MS = 60_000;
const LIMIT = 10;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** How long to wait before a process that died is started again; null when it died more than 10 times in a minute. */
export class RestartPolicy {
  private deaths: number[] = [];

  next(nowMs: number): number | null {
    this.deaths = [...this.deaths.filter((at) => nowMs - at < WINDOW_MS), nowMs];
    if (this.deaths.length > LIMIT) return null;
    return Math.min(FIRST_PAUSE_MS * 2 ** (this.deaths.length - 1), LONGEST_PAUSE_MS);
  }
}
