import type { DoorbellListener } from '@pksn/ingest';
import type { QueueOptions } from './bull-doorbell';
import { openWorker } from './queue-backend';
import type { RingWorker } from './queue-backend';

/** Imports that one worker process looks at in the same moment. */
const CONCURRENCY = 2;
/** A killed worker's jobs go back to the queue; being killed often is no reason to give a job up. */
const STALLED_LIMIT = 1_000;
const STALLED_CHECK_MS = 10_000;
const LOCK_MS = 30_000;
/** After a lost connection; BullMQ's own default is 15 s. */
const RECONNECT_MS = 1_000;

/** Listens over BullMQ. A handler that throws is called again, with growing pauses. */
export class BullDoorbellListener implements DoorbellListener {
  private worker: RingWorker | null = null;

  constructor(
    private readonly url: string,
    private readonly options: QueueOptions = {},
  ) {}

  /** Resolves when the queue answers; rings from before are delivered too. */
  async start(handler: (importId: string) => Promise<void>): Promise<void> {
    const worker = openWorker(this.url, (job) => handler(job.data.importId), {
      concurrency: CONCURRENCY,
      maxStalledCount: STALLED_LIMIT,
      stalledInterval: STALLED_CHECK_MS,
      lockDuration: LOCK_MS,
      runRetryDelay: RECONNECT_MS,
    });
    worker.on('error', (error) => this.options.onError?.(error));
    this.worker = worker;
    await worker.waitUntilReady();
  }

  /** Waits for running handlers; a ring that arrives meanwhile is handled or stays in the queue. */
  async stop(): Promise<void> {
    const { worker } = this;
    this.worker = null;
    await worker?.close();
  }
}
