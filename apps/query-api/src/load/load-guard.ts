import { Fault } from '@pksn/domain';
import type { MetricFamily } from '@pksn/nest-kit';
import { gauge } from '@pksn/nest-kit';
import type { Clock } from '@pksn/runtime';
import { monotonicMs } from '@pksn/runtime';
import { LOAD_LIMITS } from './load-limits';
import type { OverloadThresholds } from './overload';
import { Overload } from './overload';
import type { RequestClass } from './request-class';

/** As `/v1/status` tells of it. */
export interface LoadRestriction {
  readonly reason: 'load';
  /** What is refused at times. */
  readonly requests: readonly ('bulk' | 'single')[];
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly advice: string;
}

type Refusable = Exclude<RequestClass, 'kept'>;

/** Watches the event loop of this process, counts what is refused, and says so. */
export class LoadGuard {
  readonly overload: Overload;
  /** Refusals ahead of the router, which counts the others. */
  refusedAhead = 0;
  private readonly refused = { bulk: 0, single: 0 };
  private readonly lastRefusalAt = { bulk: -Infinity, single: -Infinity };
  private since: number | null = null;
  private turnStartedAt = -1;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    thresholds: OverloadThresholds,
    private readonly clock: Clock,
    /** Of the `monotonicMs` kind: a wall clock that is set back would make a refusal last. */
    private readonly elapsedMs: () => number = monotonicMs,
  ) {
    this.overload = new Overload(thresholds);
  }

  start(): void {
    let last = monotonicMs();
    this.timer = setInterval(() => {
      const now = monotonicMs();
      this.overload.observe(Math.max(0, now - last - LOAD_LIMITS.probeEveryMs), now);
      last = now;
    }, LOAD_LIMITS.probeEveryMs).unref();
  }

  stop(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }

  /** To be called now and then while requests are read: how long does this turn of the event loop take already? */
  look(nowMs: number): void {
    if (this.turnStartedAt < 0) {
      this.turnStartedAt = nowMs;
      setImmediate(this.endTurn);
    } else this.overload.turn(nowMs - this.turnStartedAt);
  }

  /** Counts a refusal, and says in how many whole seconds to come again: at random, so that not all come at once. */
  refuse(kind: Refusable): number {
    const now = this.clock.now();
    if (this.restriction(now) === null) this.since = now;
    this.refused[kind] += 1;
    this.lastRefusalAt[kind] = this.elapsedMs();
    const within = this.overload.level > 1 ? LOAD_LIMITS.retryAllWithinSeconds : LOAD_LIMITS.retryBulkWithinSeconds;
    return 1 + Math.floor(Math.random() * within);
  }

  /** The fault of a refused request. */
  fault(kind: Refusable): Fault {
    return overloaded(this.refuse(kind));
  }

  /** What was refused within the last seconds, or null; `now` is milliseconds since 1970. */
  restriction(now: number): LoadRestriction | null {
    const elapsedMs = this.elapsedMs();
    const requests = (['bulk', 'single'] as const).filter(
      (kind) => this.overload.refuses(kind) || elapsedMs - this.lastRefusalAt[kind] < LOAD_LIMITS.restrictedMs,
    );
    if (requests.length === 0) {
      this.since = null;
      return null;
    }
    this.since ??= now;
    const since = new Date(this.since).toISOString();
    return { reason: 'load', requests, since, advice: 'Wait as Retry-After says; ask for single objects first.' };
  }

  families(): MetricFamily[] {
    const { bulk, single } = this.refused;
    return [
      {
        name: 'pksn_shed_requests_total',
        help: 'Requests that were refused with SERVICE_OVERLOADED',
        kind: 'counter',
        samples: [
          [{ kind: 'bulk' }, bulk],
          [{ kind: 'single' }, single],
        ],
      },
      gauge('pksn_load_level', '0: all is taken on, 1: no bulks, 2: no lookups', this.overload.level),
      gauge('pksn_loop_delay_seconds', 'Standing delay of the event loop', this.overload.delayMs / 1_000),
    ];
  }

  private readonly endTurn = (): void => {
    this.turnStartedAt = -1;
    this.overload.turn(0);
  };
}

export function overloaded(retryAfterSeconds: number): Fault {
  return new Fault('SERVICE_OVERLOADED', 'more is asked than can be answered now', { facts: { retryAfterSeconds } });
}
