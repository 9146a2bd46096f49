import { ProgressRate } from '@pksn/contract';
import type { PackageImportRow } from '@pksn/store-postgres';
import { monotonicMs } from '@pksn/runtime';
import type { ImportStep } from './import-steps';
import { ImportSteps, heardStep, progressOf, stepName } from './import-steps';
import { importView } from './import-view';
import type { ServerEvents } from './server-events';

/** The name of the last event: who has heard it is told nothing more. */
export const OUTCOME_ID = 'end';

/** Tells one follower how an import goes on, and at last what became of it. */
export class ImportStream {
  private readonly steps: ImportSteps;
  private rate = new ProgressRate();
  private last: ImportStep | null;

  constructor(
    readonly importId: string,
    readonly events: ServerEvents,
    heardId: string | null,
  ) {
    this.last = heardId === null ? null : heardStep(heardId);
    this.steps = new ImportSteps(this.last);
  }

  /** What the row says now. A reader that is slow hears the newest when it reads again, and nothing of what was between. */
  see(row: PackageImportRow): void {
    if (!this.events.takes) return;
    const seen = progressOf(row);
    if (seen === null) {
      this.events.tell({ id: OUTCOME_ID, event: 'outcome', data: importView(row) });
      return this.events.end();
    }
    const step = this.steps.next(seen);
    if (step === null) return;
    if (step.phase !== this.last?.phase || step.attempt !== this.last.attempt) this.rate = new ProgressRate();
    this.last = step;
    this.rate.add(monotonicMs(), step.done);
    const { perSecond } = this.rate;
    const pace = {
      perSecond: perSecond === null ? null : Math.round(perSecond),
      secondsLeft: step.phase === 'staging' && step.total > 0 ? this.rate.secondsLeft(step.total) : null,
    };
    this.events.tell({ id: stepName(step), event: 'progress', data: { ...step, ...pace } });
  }
}
