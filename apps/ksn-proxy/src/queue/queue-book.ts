import { AnswerShelf, reasonOf } from '@pksn/endpoint-client';
import { Fault } from '@pksn/domain';
import { entryKey, laneKey, parseEntry, placeOf } from './queue-entry';
import type { Lane, QueueCounts, QueueEntry } from './queue-entry';
import { QueueDraft } from './queue-draft';
import type { Outcome } from './queue-draft';
import { readQueue } from './queue-recovery';
import type { QueueState } from './queue-recovery';

interface Job {
  readonly run: (draft: QueueDraft) => void;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

export interface Head {
  readonly number: number;
  /** Null: it is damaged, or gone, as are all before the next that is there. */
  readonly entry: QueueEntry | null;
}

const NO_SPACE = /no space left|disk quota/i;

/**
 * The queue on disk: a LevelDB of its own, for the cache may be lost and this may not. What waits to be written is written together, in the
 * order of the calls, and each call wholly or not at all. After a write that failed, LevelDB takes no other: it is opened again
 * for the next one, and what was refused is taken out if it is there all the same.
 */
export class QueueBook {
  private shelf: AnswerShelf | null = null;
  private state: QueueState = { lanes: new Map(), counts: { delivered: 0, refused: {}, lost: 0 } };
  private readonly jobs: Job[] = [];
  private running: Promise<void> | null = null;
  private readonly undone = new Set<string>();
  private isOver = false;

  constructor(
    private readonly folder: string,
    private readonly damaged: (what: string) => void,
  ) {}

  /** False while the disk does not let it be: nobody knows then what it holds. */
  get isOpen(): boolean {
    return this.shelf !== null;
  }

  get lanes(): Iterable<Lane> {
    return this.state.lanes.values();
  }

  /** Lanes in which something waits. */
  get waiting(): Lane[] {
    return [...this.lanes].filter(({ first, next }) => first < next);
  }

  get counts(): QueueCounts {
    return this.state.counts;
  }

  laneOf(kind: QueueEntry['kind'], customer: string): Lane | null {
    for (const lane of this.lanes) if (lane.kind === kind && lane.customer === customer) return lane;
    return null;
  }

  /** The oldest entry of a lane; null: it is empty, or the queue cannot be read now. */
  head({ name, first, next }: Lane): Head | null {
    if (first >= next || this.shelf === null) return null;
    return { number: first, entry: parseEntry(this.shelf.read(entryKey(name, first))) };
  }

  /** Every entry of a lane that can be read, oldest first. */
  *entries({ name, first, next }: Lane): Generator<QueueEntry> {
    for (let number = first; number < next; number++) {
      const entry = parseEntry(this.shelf?.read(entryKey(name, number)));
      if (entry !== null) yield entry;
    }
  }

  /** Opens it, if it is not. Faults: DISK_FULL, DISK_ERROR. */
  open(): Promise<void> {
    return this.submit(() => undefined);
  }

  /** Durable when this returns; when it throws, nothing of it is left. Faults: DISK_FULL, DISK_ERROR. */
  put(entry: QueueEntry): Promise<void> {
    return this.submit((draft) => draft.put(entry));
  }

  /** Takes out the head `number` of a lane, and counts what became of it. The same faults. */
  settle(lane: string, number: number, outcome: Outcome): Promise<void> {
    return this.submit((draft) => draft.settle(lane, number, outcome));
  }

  /** The lane goes on under another id. */
  rename(lane: string): Promise<void> {
    return this.submit((draft) => draft.rename(lane));
  }

  async close(): Promise<void> {
    this.isOver = true;
    await this.running;
    await this.shut();
  }

  private submit(run: Job['run']): Promise<void> {
    const written = new Promise<void>((done, failed) => this.jobs.push({ run, done, failed }));
    this.running ??= this.writeAll();
    return written;
  }

  private async writeAll(): Promise<void> {
    while (this.jobs.length > 0) {
      const jobs = this.jobs.splice(0);
      let draft: QueueDraft | null = null;
      try {
        const shelf = await this.opened();
        draft = new QueueDraft(this.state);
        for (const job of jobs) job.run(draft);
        await shelf.write(draft.changes, true);
        this.state = draft.state;
        for (const job of jobs) job.done();
      } catch (cause) {
        for (const { type, key } of draft?.changes ?? [])
          if (type === 'put' && placeOf(key) !== null) this.undone.add(key);
        await this.shut().catch(() => undefined);
        const fault = faultOf(cause);
        for (const job of jobs) job.failed(fault);
      }
    }
    // At once: who comes between the last look and this would wait for ever.
    this.running = null;
  }

  /** From the call on nothing is read: what is closed would say that nothing is there. */
  private async shut(): Promise<void> {
    const { shelf } = this;
    this.shelf = null;
    await shelf?.close();
  }

  private async opened(): Promise<AnswerShelf> {
    if (this.shelf !== null) return this.shelf;
    if (this.isOver) throw new Fault('SERVICE_UNAVAILABLE', 'the proxy is being stopped');
    const { shelf, damage } = await AnswerShelf.openKept(this.folder);
    try {
      const { stale, ...state } = await readQueue(shelf, damage !== null);
      const draft = new QueueDraft(state);
      draft.drop(stale);
      const left = [...this.undone].filter((key) => shelf.read(key) !== undefined);
      draft.remove(left, (key) => parseEntry(shelf.read(key))?.bytes ?? 0);
      const lanes = [...draft.state.lanes.values()];
      const records = lanes.map((lane) => ({
        type: 'put' as const,
        key: laneKey(lane.name),
        value: JSON.stringify(lane),
      }));
      const isOther = records.some(({ key, value }) => shelf.read(key) !== value);
      if (isOther || left.length + stale.length > 0) await shelf.write([...draft.changes, ...records], true);
      this.state = draft.state;
    } catch (error) {
      await shelf.close().catch(() => undefined);
      throw error;
    }
    this.undone.clear();
    this.shelf = shelf;
    if (damage !== null) this.damaged(damage);
    return shelf;
  }
}

function faultOf(cause: unknown): Fault {
  if (cause instanceof Fault) return cause;
  const text = cause instanceof Error ? `${cause.message} ${String((cause.cause as Error | undefined)?.message)}` : '';
  if (NO_SPACE.test(text)) return new Fault('DISK_FULL', 'no space is left for the queue', { cause });
  return new Fault('DISK_ERROR', `the queue cannot be written (${reasonOf(cause)})`, { cause });
}
