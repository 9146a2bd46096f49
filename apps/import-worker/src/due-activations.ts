import type { Clock, Logger } from '@pksn/runtime';
import { monotonicMs } from '@pksn/runtime';
import type { SnapshotSteering } from '@pksn/store-postgres';

/**
 * Makes live what waited for an hour that has come, feed by feed. One that fails rests for `restMs`, and keeps nobody
 * else waiting.
 */
export class DueActivations {
  private readonly restUntil = new Map<string, number>();

  constructor(
    private readonly steering: Pick<SnapshotSteering, 'due' | 'activateDue'>,
    private readonly clock: Clock,
    private readonly log: Logger,
    private readonly restMs: number,
    /** A rest by a clock that may be set back might not end. */
    private readonly elapsedMs: () => number = monotonicMs,
  ) {}

  async look(): Promise<void> {
    const now = this.clock.now();
    for (const feed of await this.steering.due(now)) {
      if ((this.restUntil.get(feed) ?? 0) > this.elapsedMs()) continue;
      try {
        const live = await this.steering.activateDue(feed, now);
        if (live !== null) this.log.info({ feed, ...live }, 'the hour of a feed came');
        this.restUntil.delete(feed);
      } catch (error) {
        this.restUntil.set(feed, this.elapsedMs() + this.restMs);
        this.log.warn({ feed, error }, 'a feed whose hour came keeps its old content; it is tried again');
      }
    }
  }
}
