import { HOUR_MS } from '@pksn/licensing';
import type { Clock, Logger } from '@pksn/runtime';
import type { PulseLedger } from '@pksn/store-postgres';
import { PULSE_STEPS } from '@pksn/store-postgres';
import { Rounds } from '../rounds';
import type { PulseMeter } from './pulse-meter';

export interface PulsePorts {
  readonly meter: Pick<PulseMeter, 'take'>;
  readonly ledger: Pick<PulseLedger, 'add' | 'thin'>;
  readonly clock: Clock;
}

/**
 * Writes down every ten seconds what was counted in them, for those who look on. What cannot be written is lost with its
 * step: nobody waits for it, and the counts of hours (StatisticsRecorder) are kept.
 */
export class PulseRecorder {
  private readonly rounds: Rounds;
  private thinnedAt = -Infinity;

  constructor(
    private readonly ports: PulsePorts,
    log: Logger,
  ) {
    const complaint = 'live figures were not written; those of this step are lost';
    this.rounds = new Rounds({ everyMs: PULSE_STEPS.fine, complaint, run: () => this.write() }, log);
  }

  start(): void {
    this.rounds.start();
  }

  stop(): Promise<void> {
    return this.rounds.stop();
  }

  private async write(): Promise<void> {
    const { meter, ledger, clock } = this.ports;
    const now = clock.now();
    const counts = meter.take();
    // The middle of what was counted says of which step most of it is.
    if (counts !== null) await ledger.add(now - PULSE_STEPS.fine / 2, counts);
    if (Math.abs(now - this.thinnedAt) < HOUR_MS) return;
    await ledger.thin(now);
    this.thinnedAt = now;
  }
}
