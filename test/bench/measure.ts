import type { Contest } from './bench-row';

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export interface RowResult {
  readonly id: string;
  readonly what: string;
  readonly figure: number;
  readonly unit: string;
  readonly baseline: number;
  /** Median of the rounds' own ratios: what is slow for a while is slow for both. */
  readonly ratio: number;
  readonly goal: string;
  readonly met: boolean;
  readonly rounds: { readonly count: number; readonly figure: Spread; readonly baseline: Spread };
  readonly baselineWhat: string;
}

/**
 * Measures figure and baseline in turns; the first turn of each warms up and is not counted. Without a baseline it
 * and the ratio are NaN, which is null in JSON.
 */
export async function measureContest(id: string, contest: Contest, rounds: number): Promise<RowResult> {
  const baseline = contest.baseline ?? (() => Number.NaN);
  const figures: number[] = [];
  const baselines: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const figureFirst = round % 2 === 0;
    const first = await (figureFirst ? contest.figure() : baseline());
    const second = await (figureFirst ? baseline() : contest.figure());
    if (round < 0) continue;
    figures.push(figureFirst ? first : second);
    baselines.push(figureFirst ? second : first);
  }
  const [figure, base] = [spreadOf(figures), spreadOf(baselines)];
  const ratio = spreadOf(figures.map((value, i) => value / (baselines[i] ?? Number.NaN))).median;
  return {
    id,
    what: contest.what,
    figure: figure.median,
    unit: contest.unit,
    baseline: base.median,
    ratio,
    goal: contest.goal.text,
    met: contest.goal.met(figure.median, ratio),
    rounds: { count: rounds, figure: figure, baseline: base },
    baselineWhat: contest.baselineWhat,
  };
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return { min: at(0), median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2, max: at(sorted.length - 1) };
}

/** Seconds that `work` takes. */
export function secondsOf(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/**
 * Seconds of processor time that `work` takes: for work on one thread that waits for nothing, the time it would take
 * on a machine that does nothing else. At least some 100 µs of work, because the clock has microseconds.
 */
export function cpuSecondsOf(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}
