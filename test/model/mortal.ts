import type { FeedLedger, ImportLedger, RecordStage } from '@pksn/ingest';

/**
 * A worker that dies before or after one of its operations and does nothing from then on. What the operating system and
 * the database do for a dead process is still done: its locks end, and its open transaction is rolled back.
 */
export class Mortal {
  private done = 0;
  private dead = false;

  /** Dies at this operation, counted from 1; 0: never. Odd: before it, even: after it. */
  constructor(private readonly dieAt: number) {}

  /** A stage that was opened in the moment of death ends with its connection. */
  private async openStage(feeds: FeedLedger): Promise<RecordStage> {
    let opened: RecordStage | null = null;
    try {
      return this.stage(await this.run(async () => (opened = await feeds.openStage())));
    } catch (error) {
      await (opened as RecordStage | null)?.abandon();
      throw error;
    }
  }

  private stage(stage: RecordStage): RecordStage {
    return {
      runId: stage.runId,
      write: (section, bytes) => this.run(() => stage.write(section, bytes)),
      seal: () => this.run(() => stage.seal()),
      commit: (snapshot) => this.run(() => stage.commit(snapshot)),
      abandon: () => stage.abandon().catch(() => undefined),
    };
  }

  /** The ports with every operation counted, but for those named. */
  bound<Port extends ImportLedger | FeedLedger>(port: Port, free: readonly string[]): Port {
    const counted = new Proxy(port, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        const call = (...args: unknown[]): unknown => Reflect.apply(value, target, args);
        if (name === 'openStage') return () => this.openStage(target as FeedLedger);
        if (name === 'exclusively') return this.exclusively(target as ImportLedger);
        if (typeof name === 'symbol' || free.includes(name)) return call;
        return (...args: unknown[]) => this.run(() => call(...args) as Promise<unknown>);
      },
    });
    return counted;
  }

  /** A dead worker's lock ends with its connection, and whoever asks whether it is held learns so. */
  private exclusively(ledger: ImportLedger): ImportLedger['exclusively'] {
    return (id, work) =>
      ledger.exclusively(id, (lock) => work({ held: () => (this.dead ? Promise.resolve(false) : lock.held()) }));
  }

  private async run<T>(operation: () => Promise<T>): Promise<T> {
    if (this.dead) throw new Error('the worker is dead');
    this.done += 1;
    const dies = this.done === this.dieAt;
    if (dies && this.dieAt % 2 === 1) this.die();
    const result = await operation();
    if (dies) this.die();
    return result;
  }

  private die(): never {
    this.dead = true;
    throw new Error('the worker died');
  }
}
