import { Fault } from '@pksn/domain';
import type { ContributionQueue } from './contribution-queue';
import { ContributionReporter } from './contribution-reporter';
import type { ReporterPorts } from './contribution-reporter';

export interface SenderPorts extends ReporterPorts {
  readonly queue: ContributionQueue;
  readonly applicationVersion: string;
}

const HOUR_MS = 3_600_000;
/** Not all endpoints at the full hour. */
const SPREAD_MS = 600_000;
/**
 * Sends each hour what was counted in the hours before, as long as the service knows that a person agreed to it; where nobody did, it
 * is dropped. What does not come through is tried again an hour later. Nothing of it ever reaches the application.
 */
export class ContributionSender {
  private readonly over = new AbortController();
  private readonly reporter: ContributionReporter;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly ports: SenderPorts) {
    this.reporter = new ContributionReporter(ports, this.over.signal);
  }

  start(): void {
    this.running = this.run();
  }

  /** Ends what is under way; what is not sent yet ends with it. */
  async stop(): Promise<void> {
    this.over.abort(new Fault('SERVICE_UNAVAILABLE', 'the client is closed'));
    await this.running;
  }

  private async run(): Promise<void> {
    const { pace } = this.ports;
    const { signal } = this.over;
    while (!signal.aborted) {
      const now = pace.now();
      const wait = HOUR_MS - (now % HOUR_MS) + Math.round(pace.random() * SPREAD_MS);
      try {
        await pace.sleep(wait, signal);
        await this.round();
      } catch {
        // The next hour tries again.
      }
    }
  }

  private async round(): Promise<void> {
    const { queue, pace, applicationVersion } = this.ports;
    const reports = queue.reports(pace.now(), applicationVersion);
    if (reports.length === 0) return;
    if (!(await this.reporter.isAgreed())) return queue.clear();
    for (const { hours, report } of reports) {
      if (!(await this.reporter.send(report))) return queue.clear();
      queue.sent(hours);
    }
  }
}
