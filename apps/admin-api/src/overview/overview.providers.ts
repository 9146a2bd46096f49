import type { Provider } from '@nestjs/common';
import type { Clock } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import { GenerationHistory, PostgresImportLedger } from '@pksn/store-postgres';
import { Health } from '../administration/health';
import { AlertBoard } from '../alerts/alert-board';
import { FeedDesk } from '../feeds/feed-desk';
import { CLOCK, DATABASE } from '../tokens';
import { OverviewDesk } from './overview-desk';

export const OVERVIEW: Provider = {
  provide: OverviewDesk,
  inject: [DATABASE, Health, GenerationHistory, PostgresImportLedger, FeedDesk, AlertBoard, CLOCK],
  useFactory: (
    source: DataSource,
    health: Health,
    history: GenerationHistory,
    ledger: PostgresImportLedger,
    feeds: FeedDesk,
    board: AlertBoard,
    clock: Clock,
  ) => new OverviewDesk({ source, health, history, ledger, feeds, board, clock }),
};
