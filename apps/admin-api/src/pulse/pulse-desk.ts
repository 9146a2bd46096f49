import { Fault } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import type { PulseLedger } from '@pksn/store-postgres';
import { PULSE_KEPT_MS, PULSE_STEPS } from '@pksn/store-postgres';
import type { PulseQuery } from './pulse-requests';
import { addCounts, pulseSums } from './pulse-sums';

const SECOND_MS = 1_000;
const DEFAULT_S = 15 * 60;
const MOST_POINTS = 500;
/** In seconds; above the last, multiples of it. */
const STEPS = [10, 20, 30, 60, 120, 300, 600, 900, 1_800, 3_600];

/** What query processes count, in steps, for those who look on. */
export class PulseDesk {
  constructor(
    private readonly ledger: Pick<PulseLedger, 'read'>,
    private readonly clock: Clock,
  ) {}

  /**
   * At most 500 steps; one longer than asked for where they would be more, or where only minutes are kept. Steps in which
   * nothing was counted are left out. Fault: REQUEST_MALFORMED for times that end before they begin.
   */
  async pulse(query: PulseQuery): Promise<object> {
    const now = this.clock.now();
    const to = query.to === undefined ? now : Date.parse(query.to);
    const from = query.from === undefined ? to - (query.last ?? DEFAULT_S) * SECOND_MS : Date.parse(query.from);
    if (from >= to) throw new Fault('REQUEST_MALFORMED', 'from must be earlier than to');
    const stepMs = stepFor(from, to, now, (query.step ?? 0) * SECOND_MS);
    const begins = from - (from % stepMs);
    const points = await this.ledger.read(begins, to, stepMs);
    return {
      from: new Date(begins).toISOString(),
      to: new Date(to).toISOString(),
      step: stepMs / SECOND_MS,
      total: pulseSums(addCounts(points.map(({ counts }) => counts))),
      points: points.map(({ at, counts }) => ({ at: new Date(at).toISOString(), ...pulseSums(counts) })),
    };
  }
}

/** Milliseconds. */
function stepFor(from: number, to: number, now: number, askedMs: number): number {
  // A day is thinned once an hour: its last hour may be minutes already.
  const kept = from < now - PULSE_KEPT_MS.fine ? PULSE_STEPS.coarse : PULSE_STEPS.fine;
  const least = Math.max(kept, askedMs, (to - from) / (MOST_POINTS - 1));
  const step = STEPS.map((seconds) => seconds * SECOND_MS).find((one) => one >= least);
  const [last] = STEPS.slice(-1) as [number];
  return step ?? Math.ceil(least / (last * SECOND_MS)) * last * SECOND_MS;
}
