import { DAY_MS } from '@pksn/licensing';
import type { Clock } from '@pksn/runtime';
import type { DataSource, GenerationHistory, PostgresImportLedger } from '@pksn/store-postgres';
import { SampleStock, countInstallation, countLicenses, proxyPresence } from '@pksn/store-postgres';
import type { Health } from '../administration/health';
import type { AlertBoard } from '../alerts/alert-board';
import type { CustomerScope } from '../auth/caller';
import type { FeedDesk } from '../feeds/feed-desk';
import { importView } from '../packages/import-view';
import { needsOf } from './needs';
import { recentChanges } from './recent-changes';

export interface OverviewPorts {
  readonly source: DataSource;
  readonly health: Pick<Health, 'report'>;
  readonly history: Pick<GenerationHistory, 'newest'>;
  readonly ledger: Pick<PostgresImportLedger, 'page' | 'unfinished'>;
  readonly feeds: Pick<FeedDesk, 'list'>;
  readonly board: Pick<AlertBoard, 'list'>;
  readonly clock: Clock;
}

const CHANGES = 50;
const IMPORTS = 10;
const NEEDS = 200;
/** A proxy that asked within this time is there; it is noted once a minute. */
const PRESENT_MS = 5 * 60_000;

/** All that the first page shows, in one answer. */
export class OverviewDesk {
  constructor(private readonly ports: OverviewPorts) {}

  overview(scope: CustomerScope): Promise<object> {
    return scope === null ? this.ofAll() : this.ofCustomer(scope);
  }

  private async ofAll(): Promise<object> {
    const { source, health, history, ledger, feeds, board, clock } = this.ports;
    const now = clock.now();
    const report = await health.report();
    const newest = await history.newest(CHANGES + 1);
    const changes = recentChanges(newest, now - DAY_MS);
    const needs = needsOf(await board.list(null), report.problems);
    const { licenses, expiring, knockingKeys, heldSnapshots, pendingSubmissions } = await countInstallation(
      source,
      now,
    );
    const { lastSeenAt, ...proxies } = await proxyPresence(source, now - PRESENT_MS);
    const { states: samples } = await new SampleStock(source).totals();
    const imports = await ledger.page({ limit: IMPORTS, after: null, before: null, state: null });
    const [live] = newest;
    return {
      at: iso(now),
      health: report,
      generation:
        live === undefined
          ? null
          : { number: live.number, since: live.createdAt.toISOString(), reason: live.reason, actor: live.actor },
      feeds: await feeds.list(),
      changes,
      importsUnderWay: (await ledger.unfinished()).length,
      imports: imports.map(({ row }) => importView(row)),
      counts: {
        ...{ licenses, expiring, knockingKeys, heldSnapshots, pendingSubmissions, samples },
        proxies: { ...proxies, lastSeenAt: lastSeenAt === null ? null : iso(lastSeenAt) },
      },
      needs: needs.slice(0, NEEDS),
      needsInAll: needs.length,
    };
  }

  /** Of the service only what every endpoint is told, too. */
  private async ofCustomer(customerId: string): Promise<object> {
    const { source, history, board, clock } = this.ports;
    const now = clock.now();
    const [live] = await history.newest(1);
    const needs = await board.list(customerId);
    return {
      at: iso(now),
      generation: live === undefined ? null : { number: live.number, since: live.createdAt.toISOString() },
      counts: await countLicenses(source, now, customerId),
      needs: needs.slice(0, NEEDS),
      needsInAll: needs.length,
    };
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
