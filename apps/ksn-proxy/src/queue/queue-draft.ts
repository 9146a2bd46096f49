import type { ShelfChange } from '@pksn/endpoint-client';
import { COUNTS_KEY, entryKey, laneKey, placeOf } from './queue-entry';
import type { Lane, QueueCounts, QueueEntry } from './queue-entry';
import { newQueueId } from './queue-recovery';
import type { QueueState } from './queue-recovery';

/** What became of an entry; `lost`: so many numbers from it on are not there, or cannot be read. */
export type Outcome =
  | { readonly what: 'delivered'; readonly bytes: number }
  | { readonly what: 'refused'; readonly code: string; readonly bytes: number }
  | { readonly what: 'lost'; readonly bytes: number };

/** Changes of a queue that are to be written together, and how it stands then. */
export class QueueDraft {
  private readonly lanes: Map<string, Lane>;
  private counts: QueueCounts;
  private readonly written = new Map<string, string | null>();

  constructor(before: QueueState) {
    this.lanes = new Map(before.lanes);
    this.counts = before.counts;
  }

  get state(): QueueState {
    return { lanes: this.lanes, counts: this.counts };
  }

  get changes(): ShelfChange[] {
    return [...this.written].map(([key, value]) =>
      value === null ? { type: 'del', key } : { type: 'put', key, value },
    );
  }

  put(entry: QueueEntry): void {
    const { kind, customer, bytes } = entry;
    const lane = [...this.lanes.values()].find((one) => one.kind === kind && one.customer === customer) ?? {
      ...{ name: newQueueId(), id: newQueueId(), kind, customer },
      ...{ first: 1, next: 1, bytes: 0 },
    };
    this.written.set(entryKey(lane.name, lane.next), JSON.stringify(entry));
    this.keep({ ...lane, next: lane.next + 1, bytes: lane.bytes + bytes });
  }

  settle(name: string, number: number, outcome: Outcome): void {
    const lane = this.lanes.get(name);
    if (lane === undefined || lane.first !== number) return;
    const { delivered, refused, lost } = this.counts;
    if (outcome.what === 'delivered') this.counts = { ...this.counts, delivered: delivered + 1 };
    else if (outcome.what === 'lost') this.counts = { ...this.counts, lost: lost + 1 };
    else this.counts = { ...this.counts, refused: { ...refused, [outcome.code]: (refused[outcome.code] ?? 0) + 1 } };
    this.written.set(entryKey(name, number), null);
    this.written.set(COUNTS_KEY, JSON.stringify(this.counts));
    const isLast = number + 1 === lane.next;
    this.keep({ ...lane, first: number + 1, bytes: isLast ? 0 : Math.max(0, lane.bytes - outcome.bytes) });
  }

  rename(name: string): void {
    const lane = this.lanes.get(name);
    if (lane !== undefined) this.keep({ ...lane, id: newQueueId() });
  }

  /** Removes what no lane counts. */
  drop(keys: readonly string[]): void {
    for (const key of keys) this.written.set(key, null);
  }

  /** Takes back entries that were put last. */
  remove(keys: readonly string[], bytesOf: (key: string) => number): void {
    for (const key of keys) {
      const place = placeOf(key);
      const lane = this.lanes.get(place?.lane ?? '');
      if (place === null || lane === undefined) continue;
      this.written.set(key, null);
      const bytes = Math.max(0, lane.bytes - bytesOf(key));
      this.keep({ ...lane, next: Math.max(lane.first, Math.min(lane.next, place.number)), bytes });
    }
  }

  private keep(lane: Lane): void {
    this.lanes.set(lane.name, lane);
    this.written.set(laneKey(lane.name), JSON.stringify(lane));
  }
}
