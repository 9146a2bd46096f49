import { Fault } from '@pksn/domain';
import { withinDeadline } from '../deadline';
import type { ServiceLink } from '../network/service-link';
import type { Pace } from '../pace';
import type { ContributionQueue } from './contribution-queue';

export interface SenderPorts {
  readonly link: ServiceLink;
  readonly queue: ContributionQueue;
  readonly pace: Pace;
  readonly applicationVersion: string;
  readonly timeoutMs: number;
  /** False once the person said no here, whatever the service has heard. */
  readonly mayContribute: () => boolean;
}

const HOUR_MS = 3_600_000;
/** Not all endpoints at the full hour. */
const SPREAD_MS = 600_000;
/** What is wrong with the report itself will be wrong again. */
const HOPELESS = ['STATISTICS_PERSONAL', 'REQUEST_MALFORMED', 'REQUEST_TOO_LARGE'];

/**
 * Sends each hour what was counted in the hours before, as long as the service knows that a person agreed to it; where nobody did, it
 * is dropped. What does not come through is tried again an hour later. Nothing of it ever reaches the application.
 */
export class ContributionSender {
  private readonly over = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly ports: SenderPorts) {}

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
    if (!(await this.mayContribute())) return queue.clear();
    for (const { hours, report } of reports) {
      try {
        await this.ask('POST', '/v1/statistics', report);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        if (error.code === 'PARTICIPATION_REQUIRED') return queue.clear();
        if (!HOPELESS.includes(error.code)) throw error;
      }
      queue.sent(hours);
    }
  }

  private async mayContribute(): Promise<boolean> {
    if (!this.ports.mayContribute()) return false;
    const body = await this.ask('GET', '/v1/participation');
    const { contributions, outdated } = body as { contributions?: unknown; outdated?: unknown };
    return contributions === true && outdated === false;
  }

  private async ask(method: 'GET' | 'POST', path: string, json?: unknown): Promise<unknown> {
    const { link, pace, timeoutMs } = this.ports;
    const patience = { timeoutMs, signal: this.over.signal };
    const weight = method === 'GET' ? 'control' : 'contribution';
    const { body } = await withinDeadline(pace, patience, (bounds) =>
      link.ask({ method, path, ...(json === undefined ? {} : { json }), weight, ...bounds }),
    );
    return body;
  }
}
