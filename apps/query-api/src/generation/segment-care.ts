import { join } from 'node:path';
import type { MetricFamily } from '@pksn/nest-kit';
import type { Clock, Logger } from '@pksn/runtime';
import type { QueryConfig } from '../config';
import type { DamageListener } from './run-shelf';
import { RunShelf } from './run-shelf';
import { SegmentScrub } from './segment-scrub';
import { SegmentWarmer } from './segment-warmer';
import { SwitchTimes } from './switch-times';

/** The open runs, and what looks after their files. */
export class SegmentCare {
  readonly shelf: RunShelf;
  readonly warmer: SegmentWarmer;
  readonly scrub: SegmentScrub;
  readonly switches = new SwitchTimes();

  constructor(config: QueryConfig, clock: Clock, log: Logger, damage: DamageListener) {
    this.shelf = new RunShelf(join(config.dataDir, 'index'), config.indexMemoryBytes, damage);
    this.warmer = new SegmentWarmer(config.warmRate, log);
    const pace = { everyMs: config.scrubEvery, bytesPerSecond: config.scrubRate };
    this.scrub = new SegmentScrub(() => this.shelf.open(), pace, clock, log, damage);
  }

  async stop(): Promise<void> {
    await Promise.all([this.warmer.stop(), this.scrub.stop()]);
  }

  families(): MetricFamily[] {
    return [...this.switches.families(), ...this.warmer.families(), ...this.scrub.families()];
  }
}
