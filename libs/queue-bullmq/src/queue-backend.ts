import { Fault } from '@pksn/domain';
import { Queue, Worker, createPostgresBackend } from 'bullmq';
import type { Processor, QueueOptions, WorkerOptions } from 'bullmq';

/** The only queue of the product. Its jobs say "look at that row" and hold nothing but an import's id. */
export const QUEUE_NAME = 'imports';
export const POSTGRES_SCHEMA = 'bullmq';

export interface RingData {
  readonly importId: string;
}
export type RingQueue = Queue<RingData>;
export type RingWorker = Worker<RingData>;

type Extra<T> = Omit<T, 'connection'>;

const CONNECT_TIMEOUT_MS = 5_000;
const POOL_SIZE = 4;

/** The URL's scheme decides: redis, rediss → Redis; postgres, postgresql → tables in schema `bullmq`. */
export function backendOf(url: string): 'redis' | 'postgres' {
  if (/^rediss?:\/\//.test(url)) return 'redis';
  if (/^postgres(ql)?:\/\//.test(url)) return 'postgres';
  throw new Fault('CONFIG_INVALID', 'the queue URL must begin with redis://, rediss:// or postgres://');
}

export function openQueue(url: string, options: Extra<QueueOptions> = {}): RingQueue {
  if (backendOf(url) === 'redis') return new Queue(QUEUE_NAME, { ...options, connection: redis(url) });
  return new Queue(
    QUEUE_NAME,
    { ...options, connection: postgres(url) },
    createPostgresBackend,
  ) as unknown as RingQueue;
}

export function openWorker(url: string, process: Processor<RingData>, options: Extra<WorkerOptions>): RingWorker {
  if (backendOf(url) === 'redis') return new Worker(QUEUE_NAME, process, { ...options, connection: redis(url) });
  const connection = postgres(url);
  return new Worker(QUEUE_NAME, process, { ...options, connection }, createPostgresBackend) as unknown as RingWorker;
}

/** Workers block on Redis for long: a command must wait through an outage instead of failing after some retries. */
function redis(url: string): { url: string; maxRetriesPerRequest: null; connectTimeout: number } {
  return { url, maxRetriesPerRequest: null, connectTimeout: CONNECT_TIMEOUT_MS };
}

function postgres(url: string): Record<string, unknown> {
  return {
    connectionString: url,
    schema: POSTGRES_SCHEMA,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  };
}
