import { randomBytes } from 'node:crypto';
import { Fault } from '@pksn/domain';
import type { Doorbell } from '@pksn/ingest';
import { openQueue } from './queue-backend';
import type { RingQueue } from './queue-backend';

export interface QueueOptions {
  /** Hears of lost connections; the queue reconnects by itself. */
  readonly onError?: (error: Error) => void;
}

const ATTEMPTS = 10;
const FIRST_RETRY_MS = 500;
const KEPT_FAILURES = 1_000;
const RING_DEADLINE_MS = 5_000;

/** Rings over BullMQ. */
export class BullDoorbell implements Doorbell {
  private constructor(private readonly queue: RingQueue) {}

  /** Connects in the background: a queue that is away does not keep a process from starting. */
  static open(url: string, options: QueueOptions = {}): BullDoorbell {
    const queue = openQueue(url);
    queue.on('error', (error) => options.onError?.(error));
    return new BullDoorbell(queue);
  }

  /**
   * Every ring is a job of its own: a job that is already running may have read the row before it changed.
   * Faults: SERVICE_UNAVAILABLE when the queue does not answer within 5 s; the ring may still arrive later.
   */
  async ring(importId: string): Promise<void> {
    const added = this.queue.add(
      'look',
      { importId },
      {
        jobId: `${importId}-${randomBytes(8).toString('hex')}`,
        attempts: ATTEMPTS,
        backoff: { type: 'exponential', delay: FIRST_RETRY_MS },
        removeOnComplete: true,
        removeOnFail: KEPT_FAILURES,
      },
    );
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, fail) => {
      timer = setTimeout(() => fail(new Error('deadline')), RING_DEADLINE_MS);
    });
    try {
      await Promise.race([added, late]);
    } catch (error) {
      added.catch(() => undefined);
      throw new Fault('SERVICE_UNAVAILABLE', 'the import queue does not answer', { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    await this.queue.close();
  }
}
