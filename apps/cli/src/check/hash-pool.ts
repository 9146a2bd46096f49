import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { diskReason } from '../files/disk-reason';
import type { FoundFile } from './found-file';
import { realPath } from './found-file';
import { Handover } from './handover';
import { startHashThread } from './hash-thread';
import type { HashOutcome, HashReply, HashTask } from './hash-worker';

export interface HashedFile extends FoundFile {
  /** SHA-256 in hexadecimal; null when the file could not be read, and then `flaw` says why. */
  readonly sha256: string | null;
  readonly sizeBytes: number;
}

/** More threads read no faster from most disks. */
export const MOST_THREADS = 16;
const FILES_AT_ONCE = 32;
/** Of each thread: while it hashes one group, the next one is there. */
const GROUPS_AT_ONCE = 2;

const WORDS: Readonly<Record<string, string>> = {
  special: 'it is no regular file any more',
  moved: 'it was moved or replaced while it was read',
  changed: 'it changed while it was read',
  ELOOP: 'it was replaced by a link',
  EAGAIN: 'nothing can be read from it now',
  EIO: 'the disk cannot read it',
};

interface AwaitedGroup {
  /** Null: the pool was stopped. */
  readonly done: (reply: HashReply | null) => void;
  readonly failed: (error: Error) => void;
}

/** Hashes files in threads, so that neither the walk nor the questions wait for it. */
export class HashPool {
  private readonly read = new SharedArrayBuffer(8);
  private readonly threads: Worker[] = [];
  private readonly awaited = new Map<number, AwaitedGroup>();
  private taken = 0;
  private tasks = 0;
  private isStopped = false;

  constructor(private readonly count = Math.min(MOST_THREADS, availableParallelism())) {}

  /** Bytes that were read so far, those of files under way included. */
  get readBytes(): number {
    return Number(Atomics.load(new BigInt64Array(this.read), 0));
  }

  /** Groups of hashed files as they get ready, in no order. No more than a few groups of each thread are on their way. */
  async *run(files: AsyncIterable<FoundFile>): AsyncGenerator<HashedFile[]> {
    const source = files[Symbol.asyncIterator]();
    const ready = new Handover<HashedFile[]>(this.count * GROUPS_AT_ONCE);
    const loops = Array.from({ length: this.count * GROUPS_AT_ONCE }, (_, n) =>
      this.feed(n % this.count, source, ready),
    );
    void Promise.all(loops).then(
      () => ready.close(),
      (error: Error) => ready.close(error),
    );
    try {
      yield* ready;
    } finally {
      await this.stop();
    }
  }

  /** Ends the threads, whatever they do; `run` then gives what was ready. */
  async stop(): Promise<void> {
    this.isStopped = true;
    const threads = this.threads.splice(0);
    for (const { done } of this.awaited.values()) done(null);
    this.awaited.clear();
    await Promise.all(threads.map((thread) => thread?.terminate()));
  }

  private async feed(thread: number, source: AsyncIterator<FoundFile>, ready: Handover<HashedFile[]>): Promise<void> {
    for (let group = await this.group(source); group.length > 0; group = await this.group(source)) {
      const readable = group.filter(({ flaw }) => flaw === null);
      const outcomes = readable.length === 0 ? [] : await this.hash(thread, readable);
      if (outcomes === null) return;
      const refused = group.filter(({ flaw }) => flaw !== null);
      const hashed = [
        ...refused.map((file) => ({ ...file, sha256: null, sizeBytes: 0 })),
        ...readable.map((file, i) => ({ ...file, ...worded(outcomes[i] as HashOutcome) })),
      ];
      if (!(await ready.put(hashed))) return;
    }
  }

  /** Small at first, so that few files, which may be large, are spread over all threads. */
  private async group(source: AsyncIterator<FoundFile>): Promise<FoundFile[]> {
    const size = Math.min(FILES_AT_ONCE, 1 + Math.floor(this.taken / (this.count * 8)));
    this.taken += size;
    const group: FoundFile[] = [];
    while (group.length < size) {
      const next = await source.next();
      if (next.done === true) break;
      group.push(next.value);
    }
    return group;
  }

  /** Null: the pool was stopped. */
  private hash(thread: number, files: readonly FoundFile[]): Promise<readonly HashOutcome[] | null> {
    if (this.isStopped) return Promise.resolve(null);
    const worker = (this.threads[thread] ??= this.start());
    const id = this.tasks++;
    const task: HashTask = { id, paths: files.map((file) => realPath(file).toString('latin1')) };
    return new Promise((done, failed) => {
      this.awaited.set(id, { done: (reply) => done(reply?.outcomes ?? null), failed });
      worker.postMessage(task);
    });
  }

  private start(): Worker {
    const worker = startHashThread({ read: this.read });
    worker.on('message', (reply: HashReply) => {
      this.awaited.get(reply.id)?.done(reply);
      this.awaited.delete(reply.id);
    });
    worker.on('error', (error: Error) => {
      for (const { failed } of this.awaited.values()) failed(error);
      this.awaited.clear();
    });
    return worker;
  }
}

function worded({ sha256, sizeBytes, flaw }: HashOutcome): Pick<HashedFile, 'sha256' | 'sizeBytes' | 'flaw'> {
  return { sha256, sizeBytes, flaw: flaw === null ? null : (WORDS[flaw] ?? diskReason({ code: flaw })) };
}
