import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '@pksn/domain';
import type { Logger } from '@pksn/runtime';
import type { SampleStock } from '@pksn/store-postgres';
import type { SampleKeyFile } from './sample-key-file';

const LOOK_EVERY_MS = 30_000;

/**
 * Tells the query processes, by the database, which public key samples are sealed for: that of the first key in the file. A key is made
 * at the first start only; a file that is lost later is a problem for a person, because what was sealed needs that very key.
 */
export class SampleKeys {
  /** What the last look has met; null: all is right. */
  problem: Fault | null = null;
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;

  constructor(
    private readonly file: SampleKeyFile,
    private readonly stock: Pick<SampleStock, 'useKey'>,
    private readonly log: Logger,
  ) {}

  /** Nest calls this when the application starts. */
  onApplicationBootstrap(): void {
    this.running ??= this.run();
  }

  /** Nest calls this before the database is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Never throws: what is wrong is `problem` afterwards. */
  async look(): Promise<void> {
    try {
      await this.stock.useKey(async (inForce) => {
        const keys = (await this.file.read()) ?? (inForce === null ? await this.made() : null);
        if (keys === null) throw new Fault('SAMPLE_KEY', `${this.file.path} is missing`);
        return keys[0].recipient;
      });
      this.problem = null;
    } catch (error) {
      const fault = Fault.from(error);
      if (this.problem?.message !== fault.message) this.log.error({ err: fault }, 'samples cannot be opened');
      this.problem = fault;
    }
  }

  private async made(): ReturnType<SampleKeyFile['require']> {
    await this.file.make();
    return this.file.require();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.look();
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
