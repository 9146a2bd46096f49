import type { MetricFamily } from '@pksn/nest-kit';
import { Metrics } from '@pksn/nest-kit';
import type { Clock } from '@pksn/runtime';
import type { CurrentGeneration } from '../generation/current-generation';
import type { Follower } from '../generation/follower';
import type { RegistryState } from '../license/registry-state';
import type { RequestCounts } from './request-counts';

export interface QueryMetricsPorts {
  readonly counts: RequestCounts;
  readonly registry: RegistryState;
  readonly generations: CurrentGeneration;
  readonly follower: Follower;
  readonly clock: Clock;
}

const SECOND_MS = 1_000;
const gauge = (name: string, help: string, value: number): MetricFamily => ({
  name,
  help,
  kind: 'gauge',
  samples: [[{}, value]],
});

/** What a query process tells of itself; all of it lies in memory. */
export function queryMetrics({ counts, registry, generations, follower, clock }: QueryMetricsPorts): Metrics {
  return new Metrics(() => {
    const ageMs = registry.ageMs(clock.now());
    const live = generations.peek();
    return [
      ...counts.families(),
      gauge('pksn_registry_revision', 'Revision of the license registry in force', registry.mark?.revision ?? 0),
      gauge(
        'pksn_registry_age_seconds',
        'Seconds since the registry was last known to be the truth; infinite before the first time',
        Number.isFinite(ageMs) ? ageMs / SECOND_MS : Infinity,
      ),
      gauge('pksn_registry_keys', 'License keys in the registry of this process', registry.registry?.size ?? 0),
      gauge('pksn_generation', 'Generation that is answered from; 0 before the first', live?.number ?? 0),
      gauge('pksn_generation_alarm', '1 while a newer generation cannot be opened', follower.alarm === null ? 0 : 1),
    ];
  });
}
