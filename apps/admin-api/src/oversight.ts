import type { Provider, Type } from '@nestjs/common';
import type { Clock, JudgedClock } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import { ContributionSums, KeyUseLedger, Licenses, PulseLedger, QueryStatistics } from '@pksn/store-postgres';
import { AlertBoard } from './alerts/alert-board';
import { alertSources } from './alerts/alert-sources';
import { AlertsController } from './alerts/alerts.controller';
import { CLOCK_PROVIDERS } from './clock/clock.providers';
import { ClockController } from './clock/clock.controller';
import { ContributionDesk } from './contributions/contribution-desk';
import { ContributionsController } from './contributions/contributions.controller';
import { DiskReport } from './disk/disk-report';
import { DISK } from './disk/disk.providers';
import { HistoryController } from './history/history.controller';
import { HISTORY } from './history/history.providers';
import { KnockingController } from './knocking/knocking.controller';
import { SettingsAlerts } from './provider-settings/settings-alerts';
import { REFUSALS } from './refusals/refusals.providers';
import { RefusalsController } from './refusals/refusals.controller';
import { Metrics } from '@pksn/nest-kit';
import { OVERVIEW } from './overview/overview.providers';
import { OverviewController } from './overview/overview.controller';
import { adminMetrics } from './metrics/admin-metrics';
import { MetricsController } from './metrics/metrics.controller';
import { PulseDesk } from './pulse/pulse-desk';
import { PulseController } from './pulse/pulse.controller';
import { SampleReport } from './samples/sample-report';
import { StatisticsDesk } from './statistics/statistics-desk';
import { StatisticsController } from './statistics/statistics.controller';
import { TlsAlerts } from './tls/tls-alerts';
import { CLOCK, DATABASE } from './tokens';
import { RolloutDesk } from './use/rollout-desk';
import { RolloutController } from './use/rollout.controller';

/** What watches over the service and its licenses, and changes little: put together here, part of the one module. */
export const OVERSIGHT_CONTROLLERS: Type[] = [
  AlertsController,
  ClockController,
  ContributionsController,
  HistoryController,
  KnockingController,
  MetricsController,
  OverviewController,
  PulseController,
  RefusalsController,
  RolloutController,
  StatisticsController,
];

export const OVERSIGHT: Provider[] = [
  ...CLOCK_PROVIDERS,
  ...HISTORY,
  ...REFUSALS,
  DISK,
  OVERVIEW,
  {
    provide: Metrics,
    inject: [DATABASE, DiskReport, SampleReport, CLOCK],
    useFactory: (source: DataSource, disk: DiskReport, samples: SampleReport, clock: JudgedClock) =>
      adminMetrics(source, disk, samples, clock),
  },
  {
    provide: RolloutDesk,
    inject: [Licenses, DATABASE, CLOCK],
    useFactory: (licenses: Licenses, source: DataSource, clock: Clock) =>
      new RolloutDesk(licenses, new KeyUseLedger(source), clock),
  },
  {
    provide: PulseDesk,
    inject: [DATABASE, CLOCK],
    useFactory: (source: DataSource, clock: Clock) => new PulseDesk(new PulseLedger(source), clock),
  },
  {
    provide: StatisticsDesk,
    inject: [DATABASE, CLOCK],
    useFactory: (source: DataSource, clock: Clock) => new StatisticsDesk(new QueryStatistics(source), clock),
  },
  {
    provide: ContributionDesk,
    inject: [DATABASE, CLOCK],
    useFactory: (source: DataSource, clock: Clock) => new ContributionDesk(new ContributionSums(source), clock),
  },
  {
    provide: AlertBoard,
    inject: [DATABASE, SettingsAlerts, TlsAlerts, CLOCK],
    useFactory: (source: DataSource, settings: SettingsAlerts, tls: TlsAlerts, clock: Clock) =>
      new AlertBoard([...alertSources(source), settings, tls], clock),
  },
];
