import { join } from 'node:path';
import type { EndpointReport } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import { removeDurable, writeDurable } from '@pksn/runtime';
import type { Pace } from '../pace';
import { aloneIn, readStateFile, STATE_MODE } from '../state-file';
import { ContributionQueue } from './contribution-queue';
import type { ContributionReporter } from './contribution-reporter';

const NAME = 'contributions.json';
const STATE = { lock: 'contributions.lock', code: 'ENDPOINT_STATE' } as const;
const FORMAT = 1;
const HOUR_MS = 3_600_000;
const HOURS_KEPT = 24;

/** What was counted in one hour by all programs of this endpoint, and whether the service has all of it. */
interface KeptHour {
  readonly hour: number;
  readonly isSent: boolean;
  readonly report: EndpointReport;
}

/**
 * For programs that end soon: what they count is added up by hour in the endpoint's folder, and the sums of the hour are sent when one
 * ends. A report takes the place of the one before, so that what several programs counted in an hour arrives as one.
 */
export class ContributionJournal {
  constructor(
    private readonly folder: string,
    private readonly reporter: ContributionReporter,
    private readonly pace: Pace,
    private readonly applicationVersion: string,
  ) {}

  /** Adds what is in the queue, and sends what is new. Where nobody agreed, all is dropped. */
  async settle(queue: ContributionQueue): Promise<void> {
    if (queue.isEmpty) return;
    if (!(await this.reporter.isAgreed().catch(orUnknown))) return this.forget();
    const added = await this.change((kept) => this.joined(kept, queue));
    for (const { hour, isSent, report } of added) {
      if (isSent) continue;
      if (!(await this.reporter.send(report))) return this.forget();
      const text = JSON.stringify(report);
      const sent = (one: KeptHour): KeptHour =>
        one.hour === hour && JSON.stringify(one.report) === text ? { ...one, isSent: true } : one;
      await this.change((kept) => kept.map(sent));
    }
  }

  /** Drops what is kept. */
  forget(): Promise<void> {
    return forgetContributions(this.folder);
  }

  private get path(): string {
    return join(this.folder, NAME);
  }

  private joined(kept: readonly KeptHour[], queue: ContributionQueue): KeptHour[] {
    const fresh = queue.hourly(this.applicationVersion);
    const all = new Map(kept.map((one) => [one.hour, one]));
    for (const { hour, report } of fresh) {
      const sum = new ContributionQueue();
      for (const part of [all.get(hour)?.report, report]) if (part !== undefined) sum.addReport(part);
      const [one] = sum.hourly(this.applicationVersion);
      if (one !== undefined) all.set(hour, { hour, isSent: false, report: one.report });
    }
    const since = this.pace.now() - HOURS_KEPT * HOUR_MS;
    return [...all.values()].filter(({ hour }) => hour > since).sort((a, b) => a.hour - b.hour);
  }

  private change(work: (kept: readonly KeptHour[]) => KeptHour[]): Promise<KeptHour[]> {
    return aloneIn(this.folder, STATE, async () => {
      const hours = work(await this.read());
      await writeDurable(this.path, `${JSON.stringify({ format: FORMAT, hours })}\n`, STATE_MODE);
      return hours;
    });
  }

  /** What is damaged is nothing: it was a help to others, and no promise. */
  private async read(): Promise<KeptHour[]> {
    const text = await readStateFile(this.path, STATE.code);
    try {
      const { format, hours } = JSON.parse(text ?? '') as { format: unknown; hours: KeptHour[] };
      if (format !== FORMAT) return [];
      return hours.flatMap(({ hour, isSent, report }) => {
        const checked = new ContributionQueue();
        checked.addReport(report);
        const [one] = checked.hourly(this.applicationVersion);
        return one === undefined ? [] : [{ hour, isSent: isSent && one.hour === hour, report: one.report }];
      });
    } catch {
      return [];
    }
  }
}

/** Drops what the programs of this endpoint counted. Faults: ENDPOINT_STATE, DATA_FOLDER. */
export function forgetContributions(folder: string): Promise<void> {
  return aloneIn(folder, STATE, () => removeDurable(join(folder, NAME)));
}

/** A service that cannot be asked may be asked the next time: until then it is as if it were agreed. */
function orUnknown(error: unknown): boolean {
  if (error instanceof Fault) return true;
  throw error;
}
