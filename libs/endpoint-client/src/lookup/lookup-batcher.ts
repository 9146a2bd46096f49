import type { ObjectError, WireObject } from '@pksn/contract';
import { QUERY_LIMITS } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { KeyName } from '../keys/key-name';
import { untilAborted } from '../deadline';
import { ENDPOINT_LIMITS } from '../limits';
import type { Pace } from '../pace';
import type { ServiceVerdict } from './endpoint-answer';
import type { Verdicts } from './lookup-requests';
import { bulksOf } from './lookup-requests';

/** What the service said of one object, and by which key. */
export interface Told {
  readonly result: ServiceVerdict | ObjectError;
  readonly key: KeyName | null;
}

interface Entry {
  readonly key: string;
  readonly object: WireObject;
  readonly told: Promise<Told>;
  readonly settle: (told: Told) => void;
  readonly fail: (error: unknown) => void;
  waiting: number;
  /** Ends the request that this entry is in, once nobody waits for any of its objects. */
  leave: () => void;
}

/**
 * Makes few requests of many single asks: the same object asked at once is asked once, and asks within `windowMs` go together. A
 * request ends when all who waited for it have left.
 */
export class LookupBatcher {
  private readonly entries = new Map<string, Entry>();
  private readonly queue: Entry[] = [];
  private isTimed = false;
  private underWay = 0;

  constructor(
    private readonly ask: (objects: readonly WireObject[], signal: AbortSignal) => Promise<Verdicts>,
    private readonly pace: Pick<Pace, 'sleep'>,
    private readonly windowMs: number,
  ) {}

  /** Faults: ENDPOINT_BUSY when 20,000 objects wait, those of `ask`; the signal's reason. `key` tells equal objects. */
  async one(key: string, object: WireObject, signal: AbortSignal): Promise<Told> {
    signal.throwIfAborted();
    const entry = this.entries.get(key) ?? this.added(key, object);
    entry.waiting += 1;
    this.schedule();
    try {
      return await untilAborted(entry.told, signal);
    } finally {
      entry.waiting -= 1;
      if (entry.waiting === 0) entry.leave();
    }
  }

  private added(key: string, object: WireObject): Entry {
    if (this.entries.size >= ENDPOINT_LIMITS.waitingObjects) {
      throw new Fault('ENDPOINT_BUSY', `${ENDPOINT_LIMITS.waitingObjects} objects wait for an answer already`);
    }
    let [settle, fail]: [Entry['settle'], Entry['fail']] = [() => undefined, () => undefined];
    const told = new Promise<Told>((resolve, reject) => ([settle, fail] = [resolve, reject]));
    told.catch(() => undefined);
    const entry: Entry = { key, object, told, settle, fail, waiting: 0, leave: () => this.forget(entry) };
    this.entries.set(key, entry);
    this.queue.push(entry);
    return entry;
  }

  private schedule(): void {
    if (this.queue.length >= QUERY_LIMITS.bulkObjects) return this.flush();
    if (this.isTimed || this.queue.length === 0) return;
    this.isTimed = true;
    void this.pace.sleep(this.windowMs).then(() => {
      this.isTimed = false;
      this.flush();
    });
  }

  /** The same object may have been asked anew meanwhile. */
  private forget(entry: Entry): void {
    if (this.entries.get(entry.key) === entry) this.entries.delete(entry.key);
  }

  /** As many requests as may be under way; the rest goes when one of them has ended. */
  private flush(): void {
    const free = ENDPOINT_LIMITS.bulksAtOnce - this.underWay;
    if (free <= 0) return;
    const taken = this.queue.splice(0, free * QUERY_LIMITS.bulkObjects);
    const parts = bulksOf(taken.filter((entry) => entry.waiting > 0));
    const now = parts.splice(0, free);
    this.queue.unshift(...parts.flat());
    for (const part of now) void this.send(part);
    if (now.length === 0 && this.queue.length > 0) this.flush();
  }

  private async send(part: readonly Entry[]): Promise<void> {
    this.underWay += 1;
    const stop = new AbortController();
    for (const entry of part) {
      entry.leave = () => {
        this.forget(entry);
        if (part.every((one) => one.waiting === 0)) stop.abort(new Fault('ENDPOINT_DEADLINE', 'nobody waits any more'));
      };
    }
    try {
      const { results, key } = await this.ask(
        part.map((entry) => entry.object),
        stop.signal,
      );
      part.forEach((entry, i) => entry.settle({ result: results[i] as Told['result'], key }));
    } catch (error) {
      for (const entry of part) entry.fail(error);
    } finally {
      for (const entry of part) this.forget(entry);
      this.underWay -= 1;
      if (this.queue.length > 0) this.flush();
    }
  }
}
