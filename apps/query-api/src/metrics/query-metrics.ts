import type { AnyFamily, MetricFamily } from '@pksn/nest-kit';
import { Metrics, gauge } from '@pksn/nest-kit';
import type { FeedView } from '@pksn/reputation-index';
import { segmentReads } from '@pksn/reputation-index';
import type { JudgedClock } from '@pksn/runtime';
import type { CurrentGeneration } from '../generation/current-generation';
import type { Follower } from '../generation/follower';
import type { RegistryState } from '../license/registry-state';

export interface QueryMetricsPorts {
  /** Whatever counts by itself. */
  readonly counters: readonly { families(): AnyFamily[] }[];
  readonly registry: RegistryState;
  readonly generations: CurrentGeneration;
  readonly follower: Follower;
  readonly clock: JudgedClock;
}

const SECOND_MS = 1_000;
const CLOCK_AHEAD = 'By how much the clock of the machine is ahead of the time that is judged by; negative: behind';

/** What a query process tells of itself; all of it lies in memory. */
export function queryMetrics({ counters, registry, generations, follower, clock }: QueryMetricsPorts): Metrics {
  return new Metrics(() => {
    const { judgedMs: now, systemMs } = clock.standing();
    const ageMs = registry.ageMs();
    const live = generations.peek();
    return [
      ...counters.flatMap((one) => one.families()),
      gauge('pksn_registry_revision', 'Revision of the license registry in force', registry.mark?.revision ?? 0, 'min'),
      gauge(
        'pksn_registry_age_seconds',
        'Seconds since the registry was last known to be the truth; infinite before the first time',
        Number.isFinite(ageMs) ? ageMs / SECOND_MS : Infinity,
      ),
      gauge('pksn_registry_keys', 'License keys in the registry of this process', registry.registry?.size ?? 0),
      gauge('pksn_generation', 'Generation that is answered from; 0 before the first', live?.number ?? 0, 'min'),
      gauge('pksn_generation_alarm', '1 while a newer generation cannot be opened', follower.alarm === null ? 0 : 1),
      staleness(live?.feeds ?? [], now),
      gauge('pksn_clock_ahead_seconds', CLOCK_AHEAD, (systemMs - now) / SECOND_MS),
      {
        name: 'pksn_segment_reads_total',
        help: 'Positional reads of records in segment files',
        kind: 'counter',
        samples: [[{}, segmentReads.count]],
      },
    ];
  });
}

function staleness(feeds: readonly FeedView[], now: number): MetricFamily {
  return {
    name: 'pksn_feed_overdue_seconds',
    help: 'By feed: seconds since its freshness ended; negative while it is fresh',
    kind: 'gauge',
    samples: feeds.map(({ facts }) => [{ feed: facts.feed }, (now - facts.freshUntil) / SECOND_MS] as const),
    across: 'max',
  };
}
