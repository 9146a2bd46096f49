/** What a row of the bench was asked to do. */
export interface BenchOptions {
  /** The size of TARGETS instead of one that takes seconds. */
  readonly long: boolean;
  /** A folder that is removed when the row is done. */
  readonly workDir: string;
  /** For people who wait; goes to standard error. */
  readonly say: (text: string) => void;
}

/** A figure and its baseline, each measured again and again in turns. */
export interface Contest {
  readonly what: string;
  readonly unit: string;
  readonly baselineWhat: string;
  readonly goal: Goal;
  /** One measurement, in `unit`. */
  figure(): number | Promise<number>;
  /** Null where there is none on this machine or in this form; `baselineWhat` says why. */
  readonly baseline: (() => number | Promise<number>) | null;
}

export interface Goal {
  readonly text: string;
  met(figure: number, ratio: number): boolean;
}

/** One row of TARGETS "Goals"; it may hold several contests on the same fixture. */
export interface BenchRow {
  readonly id: string;
  readonly rounds: number;
  /** Builds the fixture, lets `measure` run every contest, and takes the fixture down. */
  run(options: BenchOptions, measure: (contests: readonly Contest[]) => Promise<void>): Promise<void>;
}

export const atLeast = (goal: number, unit: string): Goal => ({
  text: `>= ${goal} ${unit}`,
  met: (figure) => figure >= goal,
});
export const ratioAtLeast = (goal: number): Goal => ({ text: `>= ${goal} x`, met: (_figure, ratio) => ratio >= goal });
