import { Agent } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from '../https-caller';
import { HttpsCaller } from '../https-caller';
import { FILES, OVERRIDDEN, fileOf } from './generation-book';
import type { GenerationBook, Slot } from './generation-book';

const OBJECTS = Array.from({ length: FILES + 1 }, (_, n) => n);
/** All by the same kind of hash, and the same among objects of other kinds: those are answered in different ways. */
const UNIFORM = JSON.stringify({ objects: OBJECTS.map((n) => ({ file: fileOf(n) })) });
const MIXED = JSON.stringify({
  objects: OBJECTS.map((n) => (n % 10 === 9 && n !== OVERRIDDEN ? { domain: 'unknown.example' } : { file: fileOf(n) })),
});
const SINGLES = [0, FILES >> 1, OVERRIDDEN];

/**
 * Asks over one connection all the while, and judges every answer: 200, wholly of the generation that it names, of one
 * that is not older than any before it on this connection, and than what all processes had reached when it was asked.
 */
export class LookupWatch {
  readonly faults: string[] = [];
  lookups = 0;
  answers = 0;
  /** Between two turns. Without any, the watches take all that the machine has. */
  pauseMs = 0;
  /** Of the last answer. */
  generation = 0;
  private readonly agent: Agent;
  private readonly caller: HttpsCaller;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    port: number,
    ca: string,
    key: string,
    private readonly book: GenerationBook,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: 1, ca });
    this.caller = new HttpsCaller(port, ca, key, this.agent);
  }

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
    this.agent.destroy();
  }

  private async run(): Promise<void> {
    for (let turn = 0; !this.stopped && this.faults.length < 20; turn++) {
      const floor = this.book.settled;
      const asked = turn % 3 === 2 ? this.singles(floor) : this.bulk(turn % 3 === 0 ? UNIFORM : MIXED, floor);
      await asked.catch((error: unknown) => this.faults.push(String(error)));
      await delay(this.pauseMs);
    }
  }

  private async bulk(raw: string, floor: number): Promise<void> {
    const answer = await this.caller.post('/v1/lookup', { raw, headers: { 'content-type': 'application/json' } });
    const results = this.judged(answer, floor)?.results as Slot[] | undefined;
    if (results === undefined) return;
    if (results.length !== OBJECTS.length) this.faults.push(`${String(results.length)} results`);
    results.forEach((slot, n) => {
      if (raw === UNIFORM || n % 10 !== 9 || n === OVERRIDDEN) this.slot(n, slot);
    });
    this.lookups += results.length;
  }

  private async singles(floor: number): Promise<void> {
    for (const n of SINGLES) {
      const body = this.judged(await this.caller.get(`/v1/files/${fileOf(n)}`), floor);
      if (body !== null) this.slot(n, body as Slot);
      this.lookups += 1;
    }
  }

  private judged({ status, body, text }: Answer, floor: number): Record<string, unknown> | null {
    this.answers += 1;
    if (status !== 200) {
      this.faults.push(`status ${String(status)}: ${text.slice(0, 300)}`);
      return null;
    }
    const generation = Number(body.generation);
    if (generation < this.generation)
      this.faults.push(`generation ${String(generation)} after ${String(this.generation)}`);
    if (generation < floor) this.faults.push(`generation ${String(generation)}, when all had reached ${String(floor)}`);
    this.generation = generation;
    return body as Record<string, unknown>;
  }

  private slot(n: number, slot: Slot): void {
    const flaw = this.book.flawOf(this.generation, n, slot);
    if (flaw !== null) this.faults.push(flaw);
  }
}
