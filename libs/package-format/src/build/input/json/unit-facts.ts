import type { JsonEvent } from './json-path';

type ValueEvent = Extract<JsonEvent, { kind: 'value' }>;

export interface FactGatherer<F> {
  begin(): F;
  gather(facts: F, event: ValueEvent): void;
}

/** Units whose facts are held at once; those beyond have none. Only a document of a strange order gets there. */
const HELD_UNITS = 10_000;

/**
 * What is known of a unit (a bundle, an event) as a whole, gathered by a pass of its own that runs just ahead of the
 * one that reads rows: what a row needs may stand behind it.
 */
export class UnitFacts<F> {
  private readonly facts = new Map<number, F>();
  private readonly complete = new Set<number>();
  private ended = false;
  /** Where the pass that reads rows is: the latest unit that began there, and those that have not ended. */
  private latest = -1;
  private readonly open = new Set<number>();

  constructor(
    private readonly events: AsyncGenerator<readonly JsonEvent[]>,
    private readonly gatherer: FactGatherer<F>,
  ) {}

  /** Follows the pass that reads rows, whose units are numbered alike. */
  follow(event: JsonEvent): void {
    if (event.kind === 'open') {
      this.latest = event.unit;
      this.open.add(event.unit);
    } else if (event.kind === 'close') {
      this.open.delete(event.unit);
      this.facts.delete(event.unit);
      this.complete.delete(event.unit);
    }
  }

  /** The facts of a unit that is open. Reads on until it is complete. Throws BUILD_INPUT. */
  async of(unit: number): Promise<F> {
    while (!this.ended && !this.complete.has(unit)) {
      const step = await this.events.next();
      if (step.done === true) this.ended = true;
      else for (const event of step.value) this.take(event);
    }
    return this.facts.get(unit) ?? this.gatherer.begin();
  }

  async discard(): Promise<void> {
    await this.events.return(undefined);
  }

  private take(event: JsonEvent): void {
    const { unit } = event;
    const isPast = unit <= this.latest && !this.open.has(unit);
    if (isPast) return;
    if (event.kind !== 'value') {
      if (event.kind === 'close' && this.complete.size < HELD_UNITS) this.complete.add(unit);
      return;
    }
    const known = this.facts.get(unit);
    if (known === undefined && this.facts.size >= HELD_UNITS) return;
    const facts = known ?? this.gatherer.begin();
    if (known === undefined) this.facts.set(unit, facts);
    this.gatherer.gather(facts, event);
  }
}
