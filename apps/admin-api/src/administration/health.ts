import type { JudgedClock } from '@pksn/runtime';
import { clockProblem } from '@pksn/runtime';
import type { DataSource, GenerationHistory, PostgresImportLedger } from '@pksn/store-postgres';
import { RunDamage } from '@pksn/store-postgres';
import type { DiskReport, DiskView } from '../disk/disk-report';
import type { FeedDesk } from '../feeds/feed-desk';
import type { HistoryWatch } from '../history/history-watch';
import type { SampleReport } from '../samples/sample-report';

export interface HealthPorts {
  readonly database: DataSource;
  readonly history: GenerationHistory;
  readonly ledger: PostgresImportLedger;
  readonly feeds: FeedDesk;
  readonly watch: HistoryWatch;
  readonly disk: DiskReport;
  readonly clock: Pick<JudgedClock, 'standing'>;
  readonly samples: Pick<SampleReport, 'problems'>;
  readonly submissionApproval: boolean;
}

export interface HealthProblem {
  /** For machines: it never changes its meaning. */
  readonly code: string;
  readonly what: string;
  readonly advice: string;
  /** What the words name. */
  readonly facts: Readonly<Record<string, string | number | null>>;
}

export interface HealthReport {
  readonly status: 'ok' | 'attention';
  readonly generation: number | null;
  readonly generationSince: string | null;
  readonly feeds: number;
  readonly importsUnderWay: number;
  readonly diskFreeBytes: number | null;
  readonly disks: readonly DiskView[];
  readonly submissionApproval: boolean;
  readonly problems: readonly HealthProblem[];
}

const LOW_DISK_FACTOR = 4;
/** Uploads that will be refused so soon are a problem today. */
const SOON_DAYS = 7;

/** What is wrong, and what to do next. */
export class Health {
  constructor(private readonly ports: HealthPorts) {}

  async report(): Promise<HealthReport> {
    const { history, ledger, feeds, watch, disk, clock, samples, submissionApproval } = this.ports;
    const [newest] = await history.newest(1);
    const listed = (await feeds.list()) as { feed: string; stale: boolean }[];
    const unfinished = await ledger.unfinished();
    const disks = await disk.disks();
    const problems: HealthProblem[] = [];
    const clockSays = clockProblem(clock.standing());
    if (clockSays !== null) problems.push({ code: 'clock', ...clockSays, facts: {} });
    if (listed.length === 0)
      problems.push({
        code: 'no-feed',
        facts: {},
        what: 'no feed was imported yet',
        advice: 'pksn trust add ROOT --fingerprint F, then pksn import FILE.rpk',
      });
    for (const feed of listed.filter((one) => one.stale)) {
      problems.push({
        code: 'feed-stale',
        facts: { feed: feed.feed },
        what: `the feed ${feed.feed} is past its freshness`,
        advice: 'Import a newer package of this feed.',
      });
    }
    for (const { runId, feed, detail, failure } of await new RunDamage(this.ports.database).list()) {
      problems.push({
        code: 'run-damaged',
        facts: { run: runId, feed, failure },
        what: `files of run ${String(runId)} of ${feed} are lost or damaged (${detail})${failure === null ? '' : `, and could not be rebuilt: ${failure}`}`,
        advice:
          failure === null
            ? 'The import worker rebuilds them from the database; nothing is to be done.'
            : 'It is tried again. If it goes on, import a full package of this feed.',
      });
    }
    problems.push(
      ...disks.flatMap(diskProblem),
      ...(await samples.problems()).map((one) => ({ code: 'samples', ...one, facts: {} })),
    );
    if (watch.problem !== null)
      problems.push({
        code: 'history-broken',
        facts: { code: watch.problem.code },
        what: `the history cannot be vouched for: ${watch.problem.detail}`,
        advice: watch.problem.entry.advice,
      });
    return {
      status: problems.length === 0 ? 'ok' : 'attention',
      generation: newest?.number ?? null,
      generationSince: newest?.createdAt.toISOString() ?? null,
      feeds: listed.length,
      importsUnderWay: unfinished.length,
      diskFreeBytes: disks[0]?.freeBytes ?? null,
      disks,
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

function diskProblem({ places, freeBytes, reserveBytes, forecast }: DiskView): HealthProblem[] {
  const facts = { places: places.join(', '), freeBytes };
  const what = `the disk of ${places.join(', ')}`;
  const advice = 'Free disk space there, or add some; uploads and imports are refused before the reserve is touched.';
  if (freeBytes !== null && freeBytes < LOW_DISK_FACTOR * reserveBytes)
    return [{ code: 'disk-low', facts, what: `only ${String(freeBytes)} bytes are free on ${what}`, advice }];
  const days = forecast.trend === 'growing' ? forecast.daysUntilRefused : null;
  if (days === null || days >= SOON_DAYS) return [];
  const fills = `${what} fills: uploads will be refused in ${days.toFixed(1)} days`;
  return [{ code: 'disk-fills', facts: { ...facts, days }, what: fills, advice }];
}
