import type { JudgedClock } from '@pksn/runtime';
import { clockProblem, freeBytes } from '@pksn/runtime';
import type { DataSource, GenerationHistory, PostgresImportLedger } from '@pksn/store-postgres';
import { RunDamage } from '@pksn/store-postgres';
import type { FeedDesk } from '../feeds/feed-desk';
import type { HistoryWatch } from '../history/history-watch';

export interface HealthPorts {
  readonly database: DataSource;
  readonly history: GenerationHistory;
  readonly ledger: PostgresImportLedger;
  readonly feeds: FeedDesk;
  readonly watch: HistoryWatch;
  readonly clock: Pick<JudgedClock, 'standing'>;
  readonly dataDir: string;
  readonly diskReserveBytes: number;
  readonly submissionApproval: boolean;
}

const LOW_DISK_FACTOR = 4;

/** What is wrong, and what to do next. */
export class Health {
  constructor(private readonly ports: HealthPorts) {}

  async report(): Promise<object> {
    const { history, ledger, feeds, watch, clock, dataDir, diskReserveBytes, submissionApproval } = this.ports;
    const [newest] = await history.newest(1);
    const listed = (await feeds.list()) as { feed: string; stale: boolean }[];
    const unfinished = await ledger.unfinished();
    const diskFreeBytes = await freeBytes(dataDir);
    const problems: { what: string; advice: string }[] = [];
    const clockSays = clockProblem(clock.standing());
    if (clockSays !== null) problems.push(clockSays);
    if (listed.length === 0)
      problems.push({
        what: 'no feed was imported yet',
        advice: 'pksn trust add ROOT --fingerprint F, then pksn import FILE.rpk',
      });
    for (const feed of listed.filter((one) => one.stale)) {
      problems.push({
        what: `the feed ${feed.feed} is past its freshness`,
        advice: 'Import a newer package of this feed.',
      });
    }
    for (const { runId, feed, detail, failure } of await new RunDamage(this.ports.database).list()) {
      problems.push({
        what: `files of run ${String(runId)} of ${feed} are lost or damaged (${detail})${failure === null ? '' : `, and could not be rebuilt: ${failure}`}`,
        advice:
          failure === null
            ? 'The import worker rebuilds them from the database; nothing is to be done.'
            : 'It is tried again. If it goes on, import a full package of this feed.',
      });
    }
    if (diskFreeBytes < LOW_DISK_FACTOR * diskReserveBytes) {
      problems.push({
        what: `only ${String(diskFreeBytes)} bytes are free`,
        advice: 'Free disk space in the data folder.',
      });
    }
    if (watch.problem !== null)
      problems.push({
        what: `the history cannot be vouched for: ${watch.problem.detail}`,
        advice: watch.problem.entry.advice,
      });
    return {
      status: problems.length === 0 ? 'ok' : 'attention',
      generation: newest?.number ?? null,
      generationSince: newest?.createdAt.toISOString() ?? null,
      feeds: listed.length,
      importsUnderWay: unfinished.length,
      diskFreeBytes,
      submissionApproval,
      problems,
    };
  }

  /** Whether the database answers. */
  async ping(): Promise<boolean> {
    return this.ports.database.query('SELECT 1').then(
      () => true,
      () => false,
    );
  }
}
