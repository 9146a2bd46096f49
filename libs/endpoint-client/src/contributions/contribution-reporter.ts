import type { EndpointReport } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import { withinDeadline } from '../deadline';
import type { ServiceLink } from '../network/service-link';
import type { Pace } from '../pace';

export interface ReporterPorts {
  readonly link: ServiceLink;
  readonly pace: Pace;
  readonly timeoutMs: number;
  /** False once the person said no here, whatever the service has heard. */
  readonly mayContribute: () => boolean;
  /** Whether the person is known to have said yes here. */
  readonly hasAgreed: () => boolean;
}

/** What is wrong with the report itself will be wrong again. */
const HOPELESS = ['STATISTICS_PERSONAL', 'REQUEST_MALFORMED', 'REQUEST_TOO_LARGE'];

/** Hands reports to the service. Faults: those of `ServiceLink.ask`. */
export class ContributionReporter {
  constructor(
    private readonly ports: ReporterPorts,
    private readonly signal?: AbortSignal,
  ) {}

  /**
   * Whether a person agreed, here and as the service knows it. While it cannot be asked, a yes that was said here is enough: a proxy may
   * take the report for it, and it looks again when that hands it in.
   */
  async isAgreed(): Promise<boolean> {
    const { mayContribute, hasAgreed } = this.ports;
    if (!mayContribute()) return false;
    let body: unknown;
    try {
      body = await this.ask('GET', '/v1/participation');
    } catch (error) {
      if (hasAgreed() && error instanceof Fault && error.kind === 'unavailable') return true;
      throw error;
    }
    const { contributions, outdated } = body as { contributions?: unknown; outdated?: unknown };
    return contributions === true && outdated === false;
  }

  /** What a proxy took for later is handed over. False: nobody agreed any more. A report that would be refused for ever counts as sent. */
  async send(report: EndpointReport): Promise<boolean> {
    try {
      await this.ask('POST', '/v1/statistics', report);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      if (error.code === 'PARTICIPATION_REQUIRED') return false;
      if (!HOPELESS.includes(error.code)) throw error;
    }
    return true;
  }

  private async ask(method: 'GET' | 'POST', path: string, json?: unknown): Promise<unknown> {
    const { link, pace, timeoutMs } = this.ports;
    const patience = { timeoutMs, ...(this.signal === undefined ? {} : { signal: this.signal }) };
    const weight = method === 'GET' ? 'control' : 'contribution';
    const { body } = await withinDeadline(pace, patience, (bounds) =>
      link.ask({ method, path, ...(json === undefined ? {} : { json }), weight, ...bounds }),
    );
    return body;
  }
}
