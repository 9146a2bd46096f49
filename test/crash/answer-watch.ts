import { setTimeout as delay } from 'node:timers/promises';
import type { HttpsCaller } from '../e2e/https-caller';
import type { Prng } from '../fuzz/prng';
import { fileOf, threatOf } from './versioned-feed';

const BULK = 60;
const PAUSE_MS = 60;

interface Slot {
  zone: string;
  threat: string | null;
  source: { version?: number };
}

/**
 * Asks all the while, and judges every answer: 200, wholly of one version, and never older than an earlier one.
 * What was wrong is collected, because a throw in the background would be lost.
 */
export class AnswerWatch {
  readonly faults: string[] = [];
  readonly versions = new Set<number>();
  answers = 0;
  /** While nobody is there to answer, no answer is none; one that comes is judged. */
  isExcused = false;
  private version = 0;
  private generation = 0;
  private running: Promise<void> | null = null;
  private stopped = false;

  constructor(
    private readonly caller: () => HttpsCaller,
    private readonly records: number,
    private readonly prng: Prng,
  ) {}

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  /** Resolves after so many further answers, whatever they were. */
  async further(count: number): Promise<void> {
    const goal = this.answers + count;
    while (this.answers < goal && !this.stopped) await delay(PAUSE_MS);
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      await this.ask().catch((error: unknown) => this.unanswered(String(error)));
      this.answers += 1;
      await delay(PAUSE_MS);
    }
  }

  private async ask(): Promise<void> {
    const objects = Array.from({ length: BULK }, () => ({ file: fileOf(this.prng.below(this.records)) }));
    const { status, body, text } = await this.caller().post('/v1/lookup', { body: { objects } });
    if (status !== 200) return this.unanswered(`status ${String(status)}: ${text.slice(0, 200)}`);
    const { generation, results } = body as { generation: number; results: Slot[] };
    const seen = new Set(
      results.map(({ zone, threat, source }) => `${zone} ${String(threat)} ${String(source.version)}`),
    );
    const version = results[0]?.source.version ?? 0;
    this.versions.add(version);
    if (seen.size !== 1 || !seen.has(`red ${threatOf(version)} ${String(version)}`))
      this.faults.push(`mixed: ${[...seen].join(' | ')}`);
    if (version < this.version) this.faults.push(`version ${String(version)} after ${String(this.version)}`);
    if (generation < this.generation)
      this.faults.push(`generation ${String(generation)} after ${String(this.generation)}`);
    this.version = Math.max(version, this.version);
    this.generation = Math.max(generation, this.generation);
  }

  private unanswered(why: string): void {
    if (!this.isExcused) this.faults.push(why);
  }
}
