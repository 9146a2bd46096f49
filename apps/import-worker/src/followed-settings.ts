import type { RetentionPace } from '@pksn/store-postgres';
import type { WorkerConfig } from './config';
import type { SampleRetention } from './samples/sample-upkeep';

/** Always as it is set now. */
export function snapshotPace(
  config: Pick<WorkerConfig, 'retainedSnapshots' | 'snapshotRetention' | 'runGrace'>,
): RetentionPace {
  return {
    get count() {
      return config.retainedSnapshots;
    },
    get ageMs() {
      return config.snapshotRetention;
    },
    graceMs: config.runGrace,
  };
}

/** Always as it is set now. */
export function samplePace(config: Pick<WorkerConfig, 'sampleRetention' | 'sampleFactsRetention'>): SampleRetention {
  return {
    get contentMs() {
      return config.sampleRetention;
    },
    get factsMs() {
      return config.sampleFactsRetention;
    },
  };
}
