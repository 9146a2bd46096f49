import { monotonicMs } from '@pksn/runtime';
import type { Pace } from './pace';

interface Sleeper {
  readonly at: number;
  readonly ms: number;
  readonly wake: () => void;
}

/** A clock that stands until a test moves it. A sleep of nothing is over at once. */
export class FakePace implements Pace {
  private readonly sleepers = new Set<Sleeper>();
  constructor(public time = Date.UTC(2026, 10, 22)) {}

  now(): number {
    return this.time;
  }

  random(): number {
    return 0.5;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      if (ms <= 0) return void setImmediate(resolve);
      const sleeper = { at: this.time + ms, ms, wake: resolve };
      this.sleepers.add(sleeper);
      signal?.addEventListener('abort', () => {
        this.sleepers.delete(sleeper);
        reject(signal.reason as Error);
      });
    });
  }

  /** Moves the clock, and wakes who slept until then. */
  async advance(ms: number): Promise<void> {
    this.time += ms;
    for (const one of [...this.sleepers].filter(({ at }) => at <= this.time)) {
      this.sleepers.delete(one);
      one.wake();
    }
    await turn();
  }

  /** Waits until somebody sleeps for a time that is `right`, then lets that time pass. */
  async pass(right: (ms: number) => boolean): Promise<number> {
    const { at, ms } = await this.sleeping(right);
    await this.advance(at - this.time);
    return ms;
  }

  /** Waits until somebody sleeps for a time that is `right`. */
  async sleeping(right: (ms: number) => boolean): Promise<{ readonly at: number; readonly ms: number }> {
    for (const isLate = patience(); ; isLate()) {
      const found = [...this.sleepers].find((one) => right(one.ms));
      if (found !== undefined) return found;
      await turn();
    }
  }
}

/** Throws when it is called after so many seconds: a test that waits in vain must end. */
function patience(seconds = 20): () => void {
  const end = monotonicMs() + seconds * 1_000;
  return () => {
    if (monotonicMs() > end) throw new Error('waited in vain');
  };
}

/** Lets everything go on that can. */
export function turn(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}

/** Waits until something holds. */
export async function until(holds: () => boolean): Promise<void> {
  for (const isLate = patience(); !holds(); isLate()) await turn();
}
