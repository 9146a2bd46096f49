import type { Provider } from '@nestjs/common';
import type { JudgedClock } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import { GenerationHistory, PostgresImportLedger } from '@pksn/store-postgres';
import type { AdminConfig } from '../config';
import { DiskReport } from '../disk/disk-report';
import { FeedDesk } from '../feeds/feed-desk';
import { HistoryWatch } from '../history/history-watch';
import { SampleReport } from '../samples/sample-report';
import { CLOCK, CONFIG, DATABASE } from '../tokens';
import { Health } from './health';

export const HEALTH: Provider = {
  provide: Health,
  inject: [
    CONFIG,
    DATABASE,
    GenerationHistory,
    PostgresImportLedger,
    FeedDesk,
    HistoryWatch,
    DiskReport,
    CLOCK,
    SampleReport,
  ],
  useFactory: (
    config: AdminConfig,
    database: DataSource,
    history: GenerationHistory,
    ledger: PostgresImportLedger,
    feeds: FeedDesk,
    watch: HistoryWatch,
    disk: DiskReport,
    clock: JudgedClock,
    samples: SampleReport,
  ) =>
    new Health({
      database,
      history,
      ledger,
      feeds,
      watch,
      disk,
      clock,
      samples,
      submissionApproval: config.submissionApproval,
    }),
};
