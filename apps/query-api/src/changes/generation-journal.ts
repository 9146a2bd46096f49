import { CHANGES_REACH } from '@pksn/store-postgres';
import type { GenerationFacts, GenerationSteps, OverrideChange } from '@pksn/store-postgres';

export interface JournalLimits {
  /** Further back, or behind more overrides, an asker is told to drop what it holds; no more than these are held. */
  readonly steps: number;
  readonly overrides: number;
  readonly overridesPerRead: number;
}

const LIMITS: JournalLimits = { steps: CHANGES_REACH, overrides: 400_000, overridesPerRead: 200_000 };

/** From one generation to the next. */
export interface Step {
  readonly before: GenerationFacts;
  readonly after: GenerationFacts;
  /** Of all owners, by section and key; null: more than can be told. */
  readonly overrides: readonly OverrideChange[] | null;
}

export type ReadSteps = (from: number, to: number, overrideLimit: number) => Promise<GenerationSteps>;

/** The latest steps of the generations, read from the database when they are first asked for; they never change. */
export class GenerationJournal {
  private readonly steps = new Map<number, Step>();
  private overrides = 0;
  private epoch = '';
  /** Whoever has heard no more than this is behind more overrides than can be told. */
  private outOfReach = 0;
  private line: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly read: ReadSteps,
    private readonly limits = LIMITS,
  ) {}

  /** Every step behind `from` up to `to`, in order; null when there is too much or the database does not know `from`. */
  async between(epoch: string, from: { number: number; at: number }, to: number): Promise<Step[] | null> {
    if (to - from.number > this.limits.steps) return null;
    const work = this.line.then(() => this.load(epoch, from.number, to));
    this.line = work.catch(() => undefined);
    const steps = await work;
    return steps?.[0]?.before.at === from.at ? steps : null;
  }

  /** Whether the database has this generation, which may be newer than the one that is in force here. */
  async knows(generation: { number: number; at: number }): Promise<boolean> {
    const { generations } = await this.read(generation.number, generation.number, 0);
    return generations[0]?.at === generation.at;
  }

  private async load(epoch: string, from: number, to: number): Promise<Step[] | null> {
    if (epoch !== this.epoch) this.forget(epoch);
    if (from <= this.outOfReach) return null;
    let first = from + 1;
    while (first <= to && this.steps.has(first)) first += 1;
    const steps: Step[] = [];
    for (let number = from + 1; number < first; number++) steps.push(this.steps.get(number) as Step);
    if (first > to) return steps;
    const read = await this.readAll(first - 1, to, this.limits.overrides - overridesOf(steps));
    if (read === null) this.outOfReach = from;
    if (read?.length !== to - first + 1) return null;
    for (const step of read) this.hold(step);
    return [...steps, ...read];
  }

  /** Null: they have more overrides than `room`. */
  private async readAll(from: number, to: number, room: number): Promise<Step[] | null> {
    const most = Math.min(room, this.limits.overridesPerRead);
    const { generations, overrides } = await this.read(from, to, most);
    if (overrides === null && most === room) return null;
    if (overrides === null && to - from > 1) {
      const middle = Math.floor((from + to) / 2);
      const older = await this.readAll(from, middle, room);
      const newer = older === null ? null : await this.readAll(middle, to, room - overridesOf(older));
      return older === null || newer === null ? null : [...older, ...newer];
    }
    const byGeneration = new Map<number, OverrideChange[]>();
    for (const change of overrides ?? []) {
      const some = byGeneration.get(change.generation);
      if (some === undefined) byGeneration.set(change.generation, [change]);
      else some.push(change);
    }
    return generations.slice(1).flatMap((after, index) => {
      const before = generations[index] as GenerationFacts;
      if (after.number !== before.number + 1) return [];
      return [{ before, after, overrides: overrides === null ? null : (byGeneration.get(after.number) ?? []) }];
    });
  }

  private hold(step: Step): void {
    this.steps.set(step.after.number, step);
    this.overrides += step.overrides?.length ?? 0;
    for (const [number, oldest] of this.steps) {
      if (this.steps.size <= this.limits.steps && this.overrides <= this.limits.overrides) break;
      this.steps.delete(number);
      this.overrides -= oldest.overrides?.length ?? 0;
    }
  }

  private forget(epoch: string): void {
    this.steps.clear();
    this.overrides = 0;
    this.outOfReach = 0;
    this.epoch = epoch;
  }
}

function overridesOf(steps: readonly Step[]): number {
  return steps.reduce((sum, { overrides }) => sum + (overrides?.length ?? 0), 0);
}
