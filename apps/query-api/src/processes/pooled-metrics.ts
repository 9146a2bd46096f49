import type { Worker } from 'node:cluster';
import { METRICS_CONTENT_TYPE, listenForMetrics, sumOfReports } from '@pksn/nest-kit';
import type { MetricReport, MetricsSource } from '@pksn/nest-kit';
import type { Logger } from '@pksn/runtime';
import type { QueryConfig } from '../config';
import type { PoolMessage } from './pool-messages';
import { isPoolMessage } from './pool-messages';

type Report = readonly MetricReport[];

interface Pool {
  readonly all: Iterable<Worker>;
  onMember(greet: (member: Worker) => void): void;
}

/** One scrape tells of all members. Returns how to stop. */
export function servePooledMetrics(pool: Pool, config: QueryConfig, log: Logger): Promise<() => Promise<void>> {
  const { metricsHost: host, metricsPort: port, metricsToken: token, tlsCert: cert, tlsKey: key } = config;
  const metrics = new PooledMetrics(() => pool.all);
  pool.onMember((member) => metrics.joined(member));
  return listenForMetrics(metrics, { tls: { cert, key }, host, port: port ?? 0, token }, log);
}

/** How long a scrape waits for members; of one that is late, what it said before is taken. */
const PATIENCE_MS = 2_000;

/**
 * The metrics of all members of a pool together: counters and histograms are added up, those of members that have
 * ended included, so that no counter goes back when a member is replaced.
 */
export class PooledMetrics implements MetricsSource {
  readonly contentType = METRICS_CONTENT_TYPE;
  private readonly latest = new Map<number, Report>();
  private readonly ended: Report[] = [];
  private waiting: { readonly members: Set<number>; readonly done: () => void }[] = [];

  /** `members` are those that are asked. */
  constructor(private readonly members: () => Iterable<Worker>) {}

  joined(member: Worker): void {
    member.on('message', (message: unknown) => {
      if (isPoolMessage(message) && message.pool === 'metrics') this.said(member.id, restored(message.report));
    });
    member.once('exit', () => this.left(member.id));
  }

  async text(): Promise<string> {
    const asked = [...this.members()].filter((member) => member.isConnected());
    await this.answers(asked);
    return sumOfReports([...this.latest.values(), ...this.ended]);
  }

  private async answers(asked: readonly Worker[]): Promise<void> {
    if (asked.length === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((done) => {
      timer = setTimeout(done, PATIENCE_MS);
      this.waiting.push({ members: new Set(asked.map((member) => member.id)), done });
      for (const member of asked) member.send({ pool: 'report' } satisfies PoolMessage);
    });
    clearTimeout(timer);
  }

  private said(id: number, report: Report): void {
    this.latest.set(id, report);
    this.settle(id);
  }

  private left(id: number): void {
    const last = this.latest.get(id);
    this.latest.delete(id);
    if (last !== undefined) this.bury(last.filter(({ type, aggregator }) => type !== 'gauge' && aggregator === 'sum'));
    this.settle(id);
  }

  /** All members that have ended are one. */
  private bury(report: Report): void {
    this.ended.push(report);
    if (this.ended.length > 1) this.ended.splice(0, this.ended.length, added(this.ended));
  }

  private settle(id: number): void {
    this.waiting = this.waiting.filter(({ members, done }) => {
      members.delete(id);
      if (members.size === 0) done();
      return members.size > 0;
    });
  }
}

/** JSON knows no infinity. */
function restored(report: Report): Report {
  return report.map((metric) => ({
    ...metric,
    values: metric.values.map((one) => ({ ...one, value: (one.value as number | null) ?? Infinity })),
  }));
}

function added(reports: readonly Report[]): Report {
  const sums = new Map<string, MetricReport>();
  for (const metric of reports.flat()) {
    const before = sums.get(metric.name);
    const values = new Map(before?.values.map((one) => [keyOf(one), one]));
    for (const one of metric.values) {
      const key = keyOf(one);
      values.set(key, { ...one, value: (values.get(key)?.value ?? 0) + one.value });
    }
    sums.set(metric.name, { ...metric, values: [...values.values()] });
  }
  return [...sums.values()];
}

function keyOf({ metricName, labels }: MetricReport['values'][number]): string {
  return JSON.stringify([metricName, Object.entries(labels).sort()]);
}
