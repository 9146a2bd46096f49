import { setTimeout as delay } from 'node:timers/promises';
import type { NewOverride, OverrideOutcome, Overrides } from '@pksn/store-postgres';

/** How long the first of several waits for more. */
const GATHER_MS = 200;
const MOST = 500;

interface Waiting {
  readonly entry: NewOverride;
  readonly done: (result: { generation: number | null; outcome: OverrideOutcome }) => void;
  readonly fail: (error: unknown) => void;
}

/** What machines set within 200 ms shares one generation, so that many small writes make few. */
export class Gathering {
  private waiting = new Map<string, Waiting>();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly overrides: Pick<Overrides, 'put'>,
    private readonly gatherMs = GATHER_MS,
  ) {}

  /** Resolves when it is in the database; a refused outcome is for the caller to raise. */
  add(entry: NewOverride): Promise<{ generation: number | null; outcome: OverrideOutcome }> {
    return new Promise((done, fail) => {
      const name = JSON.stringify([entry.customerId, entry.section, entry.key.toString('hex')]);
      // A second word about the same object comes after the first, in a generation of its own.
      if (this.waiting.has(name) || this.waiting.size >= MOST) this.waiting = new Map();
      const { waiting } = this;
      waiting.set(name, { entry, done, fail });
      if (waiting.size > 1) return;
      this.running = Promise.all([this.running, delay(this.gatherMs)]).then(() => this.write(waiting));
    });
  }

  private async write(waiting: Map<string, Waiting>): Promise<void> {
    if (this.waiting === waiting) this.waiting = new Map();
    const all = [...waiting.values()];
    try {
      const { generation, outcomes } = await this.overrides.put(all.map(({ entry }) => entry));
      all.forEach(({ done }, i) => done({ generation, outcome: outcomes[i] as OverrideOutcome }));
    } catch (error) {
      for (const { fail } of all) fail(error);
    }
  }
}
