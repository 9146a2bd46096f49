import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '@pksn/domain';
import type { DataSource } from '@pksn/store-postgres';
import { databaseOf, isConnectionError, retryDelayMs } from '@pksn/store-postgres';

const POOL_SIZE = 4;
/** Nothing that is asked here takes long; a silent connection is a dead one. */
const PATIENCE = { queryTimeoutMs: 5_000 };

/**
 * The database for what a query process writes beside its lookups. The process starts and serves without it: the pool
 * is opened as soon as that can be done.
 */
export class WaitingDatabase {
  readonly source: DataSource;
  private readonly stopping = new AbortController();
  private trying: Promise<void> = Promise.resolve();

  constructor(url: string) {
    this.source = databaseOf(url, POOL_SIZE, PATIENCE);
  }

  get isThere(): boolean {
    return this.source.isInitialized;
  }

  /** Tries once, and goes on in the background if need be. */
  async start(): Promise<void> {
    if (!(await this.open())) this.trying = this.tryAgain();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.trying;
    if (this.source.isInitialized) await this.source.destroy();
  }

  /** The result of the work, or SERVICE_UNAVAILABLE when the database cannot be reached. */
  async use<T>(work: () => Promise<T>): Promise<T> {
    if (!this.isThere) throw away();
    try {
      return await work();
    } catch (error) {
      throw isConnectionError(error) ? away(error) : error;
    }
  }

  private async open(): Promise<boolean> {
    try {
      await this.source.initialize();
      return true;
    } catch {
      return false;
    }
  }

  private async tryAgain(): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 0; !signal.aborted; failures++) {
      await delay(retryDelayMs(failures, Math.random()), undefined, { signal }).catch(() => undefined);
      if (signal.aborted || (await this.open())) return;
    }
  }
}

function away(cause?: unknown): Fault {
  return new Fault('SERVICE_UNAVAILABLE', 'the database is away; nothing was changed', { cause });
}
