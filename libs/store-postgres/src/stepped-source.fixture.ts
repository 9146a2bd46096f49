import type { DataSource } from './index';

/** A process's view of the database, whose every statement is a step; `after` is called when one was done. */
export class SteppedSource {
  private done = 0;
  isDead = false;

  constructor(
    readonly source: DataSource,
    private readonly after: (step: number) => Promise<void>,
  ) {
    const make = source.createQueryRunner.bind(source);
    source.createQueryRunner = (mode) => {
      const runner = make(mode);
      const ask = runner.query.bind(runner) as (...given: unknown[]) => Promise<unknown>;
      runner.query = (...given: unknown[]) => this.step(() => ask(...given)) as Promise<never>;
      return runner;
    };
  }

  /** The next process. */
  begin(): void {
    this.done = 0;
    this.isDead = false;
  }

  /** What is done beside statements is a step, too. */
  async step<T>(work: () => Promise<T>): Promise<T> {
    if (this.isDead) throw new Error('the process was killed');
    const result = await work();
    this.done += 1;
    await this.after(this.done);
    return result;
  }
}
