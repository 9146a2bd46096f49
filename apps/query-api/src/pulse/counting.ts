import type { JudgedClock, Logger } from '@pksn/runtime';
import { PulseLedger, QueryStatistics } from '@pksn/store-postgres';
import type { QueryConfig } from '../config';
import { retentionOf } from '../followed-settings';
import type { AskedCounts } from '../statistics/asked-counts';
import { StatisticsRecorder } from '../statistics/statistics-recorder';
import type { WaitingDatabase } from '../waiting-database';
import type { PulseSources } from './pulse-meter';
import { PulseMeter } from './pulse-meter';
import { PulseRecorder } from './pulse-recorder';

export interface CountingPorts extends Omit<PulseSources, 'verdicts'> {
  readonly asked: AskedCounts;
  readonly config: QueryConfig;
  readonly database: WaitingDatabase;
  readonly clock: JudgedClock;
  readonly log: Logger;
}

/** Starts what writes down what this process counts: by hour, and in steps of seconds. */
export function startCounting(ports: CountingPorts): readonly { stop(): Promise<void> }[] {
  const { asked, config, database, clock, log, ...sources } = ports;
  const statistics = new StatisticsRecorder(
    asked,
    new QueryStatistics(database.source),
    retentionOf(config),
    clock,
    log,
  );
  const meter = new PulseMeter({ ...sources, verdicts: asked.verdicts });
  const pulse = new PulseRecorder({ meter, ledger: new PulseLedger(database.source), clock }, log);
  statistics.start();
  pulse.start();
  return [statistics, pulse];
}
