import { ProgressRate } from '@pksn/contract';
import type { Clock } from '@pksn/runtime';
import type { Session } from '../session';

const LINE_EVERY_MS = 1_000;

/** Where a file is on its way: a bar for a person, and with `--json --progress` a line a second for a program. */
export class WorkProgress {
  private rate = new ProgressRate();
  private phase = '';
  private toldAt = -Infinity;

  constructor(
    private readonly session: Session,
    private readonly file: string,
    private readonly clock: Clock,
    private readonly asLines: boolean,
  ) {}

  /** `total` 0: not known. */
  show(phase: string, done: number, total: number, unit: 'bytes' | 'records'): void {
    const now = this.clock.now();
    const isNew = phase !== this.phase;
    if (isNew) this.rate = new ProgressRate();
    this.phase = phase;
    this.rate.add(now, done);
    const perSecond = this.rate.perSecond;
    const secondsLeft = total === 0 ? null : this.rate.secondsLeft(total);
    this.session.progress.show(`${this.file}: ${phase}`, done, total, unit, { perSecond, secondsLeft });
    if (!this.asLines || (!isNew && now - this.toldAt < LINE_EVERY_MS)) return;
    this.toldAt = now;
    const progress = { phase, done, total, unit, perSecond: perSecond === null ? null : Math.round(perSecond) };
    this.session.output.item({ file: this.file, progress: { ...progress, secondsLeft } }, () => '');
  }

  clear(): void {
    this.session.progress.clear();
  }
}
