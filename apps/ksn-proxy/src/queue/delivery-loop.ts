import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@pksn/runtime';
import type { Answered, EntrySender } from './entry-sender';
import type { Head, QueueBook } from './queue-book';
import type { Lane } from './queue-entry';
import type { SampleVault } from './sample-vault';

export interface LoopPorts {
  readonly book: QueueBook;
  readonly sender: Pick<EntrySender, 'send'>;
  readonly vault: Pick<SampleVault, 'remove'>;
  readonly elapsedMs: () => number;
  readonly random: () => number;
  readonly log: Logger;
}

const STUCK = 'DISK_ERROR';
const NONSENSE = 'SERVICE_UNREACHABLE';
const STOP_MS = 2_000;
const LEAST_MS = 1_000;
const MOST_MS = 60_000;
/** A quota may be raised before its day is over. */
const MOST_OWN_MS = 600_000;
/** Of the proxy itself, or of those above it: nothing is handed in before somebody changes what is registered. */
const BARRED = new Set(['PROXY_UNKNOWN', 'PROXY_REVOKED', 'PROXY_CUSTOMER']);
/** Refused for good: of a license of another customer than the proxy's. */
const FOREIGN = 'PROXY_CUSTOMER';
/** Over when the link is back. */
const OF_LINK = new Set(['SERVICE_UNREACHABLE', 'SERVICE_UNAVAILABLE']);

/** Hands in what waits: one entry at a time, the customers in turn, each one's in order; after a failure later and later. */
export class DeliveryLoop {
  private readonly over = new AbortController();
  private wake = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private failures = 0;
  private nextAt = -Infinity;
  private why: string | null = null;
  private isBarred = false;
  /** Lanes that wait for something of their own. */
  private readonly own = new Map<string, { readonly nextAt: number; readonly why: string }>();
  /** Lanes that nothing was taken of since they have another id. */
  private readonly fresh = new Set<string>();
  /** Customers of whom the service takes nothing from this proxy. */
  private readonly foreign = new Set<string>();
  /** Since it last had nothing to do. */
  private handedIn = 0;
  private last = '';

  constructor(private readonly ports: LoopPorts) {}

  /** Code of what is waited for; null: nothing, or nothing is there to deliver. */
  get isWaitingFor(): string | null {
    if (!this.ports.book.isOpen) return STUCK;
    const waiting = this.waiting();
    if (waiting.length === 0) return null;
    return this.why ?? waiting.map(({ name }) => this.own.get(name)?.why ?? null).find((why) => why !== null) ?? null;
  }

  /**
   * Whether the service said last that this proxy may hand in nothing, or, since the start, nothing of this customer: what is put into
   * the queue would not leave it, or would be dropped.
   */
  bars(customer: string | null): boolean {
    return this.isBarred || (customer !== null && this.foreign.has(customer));
  }

  /** Whether any customer is barred. */
  get barsSome(): boolean {
    return this.isBarred || this.foreign.size > 0;
  }

  start(): void {
    this.running = this.run();
  }

  /** Something came in. */
  nudge(): void {
    this.wake.abort();
  }

  /** The link is back: at once, whatever failed before. */
  linked(): void {
    this.failures = 0;
    this.nextAt = -Infinity;
    if (this.why !== null && OF_LINK.has(this.why)) this.why = null;
    this.nudge();
  }

  /** What is under way gets a moment; the service knows it again if it is sent once more. */
  async stop(): Promise<void> {
    this.over.abort();
    this.nudge();
    await Promise.race([this.running, delay(STOP_MS, undefined, { ref: false })]);
  }

  private async run(): Promise<void> {
    while (!this.over.signal.aborted) {
      this.wake = new AbortController();
      const { book, elapsedMs } = this.ports;
      try {
        if (!book.isOpen && elapsedMs() >= this.nextAt) await book.open();
        const lane = this.nextLane();
        if (lane === null) {
          this.told();
          await this.sleep();
        } else await this.deliver(lane);
      } catch (error) {
        // The queue itself cannot be written, or read.
        this.ports.log.warn({ error }, 'the queue of contributions is stuck');
        this.later(null, { what: 'later', why: STUCK, isOwn: false, afterMs: null });
      }
    }
  }

  private async deliver(lane: Lane): Promise<void> {
    const { book, sender } = this.ports;
    this.last = lane.name;
    const head = book.head(lane);
    if (head === null) return;
    const answered = await sender.send(lane, head);
    if (answered.what === 'later') return this.later(lane, answered);
    if (answered.what === 'ahead') return this.renamed(lane);
    this.failures = 0;
    this.why = null;
    this.isBarred = false;
    this.own.delete(lane.name);
    this.fresh.delete(lane.name);
    await this.settle(lane, head, answered);
  }

  /** A service that is ahead of a new id, too, says what cannot be. */
  private async renamed(lane: Lane): Promise<void> {
    const { book, log } = this.ports;
    if (this.fresh.has(lane.name)) this.later(null, { what: 'later', why: NONSENSE, isOwn: false, afterMs: null });
    this.fresh.add(lane.name);
    log.warn({ queue: lane.id }, 'the queue was put back, or copied: it goes on under another id');
    await book.rename(lane.name);
  }

  private async settle(lane: Lane, { number, entry }: Head, answered: Answered): Promise<void> {
    const { book, vault, log } = this.ports;
    const bytes = entry?.bytes ?? 0;
    if (answered.what === 'delivered') {
      this.foreign.delete(lane.customer);
      await book.settle(lane.name, number, { what: 'delivered', bytes });
      this.handedIn += 1;
    }
    if (answered.what === 'refused') {
      const { why: code } = answered;
      if (code === FOREIGN) this.foreign.add(lane.customer);
      log.warn({ code, kind: lane.kind, customer: lane.customer }, 'a kept contribution was refused for good: dropped');
      await book.settle(lane.name, number, { what: 'refused', code: answered.why, bytes });
    }
    if (answered.what === 'lost') {
      log.error({ code: answered.why, kind: lane.kind, customer: lane.customer }, 'a kept contribution is lost');
      await book.settle(lane.name, number, { what: 'lost', bytes });
    }
    if (entry?.sample !== undefined) await vault.remove(entry.sample.id);
  }

  private later(lane: Lane | null, { why, isOwn, afterMs }: Answered & { what: 'later' }): void {
    const { elapsedMs, random } = this.ports;
    const now = elapsedMs();
    if (isOwn && lane !== null) {
      // The service was heard: what kept all from it is over.
      this.why = null;
      this.failures = 0;
      const pause = Math.min(MOST_OWN_MS, Math.max(LEAST_MS, afterMs ?? MOST_MS));
      this.own.set(lane.name, { nextAt: now + pause, why });
      this.isBarred = false;
      return;
    }
    const pause = Math.min(MOST_MS, LEAST_MS * 2 ** Math.min(this.failures, 10) * (1 + random() / 2));
    this.why = why;
    // Silence says nothing of it.
    this.isBarred ||= BARRED.has(why);
    this.failures += 1;
    this.nextAt = now + Math.max(pause, Math.min(MOST_MS, afterMs ?? 0));
  }

  private told(): void {
    const { handedIn } = this;
    if (handedIn === 0) return;
    this.handedIn = 0;
    this.ports.log.info({ handedIn }, 'contributions that waited were handed in');
  }

  /** The next that is due, after the one that was last. */
  private nextLane(): Lane | null {
    const now = this.ports.elapsedMs();
    if (now < this.nextAt || !this.ports.book.isOpen) return null;
    const due = this.waiting().filter(({ name }) => now >= (this.own.get(name)?.nextAt ?? -Infinity));
    return due.find(({ name }) => name > this.last) ?? due[0] ?? null;
  }

  private waiting(): Lane[] {
    return this.ports.book.waiting.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  private async sleep(): Promise<void> {
    const now = this.ports.elapsedMs();
    const own = this.waiting().map(({ name }) => this.own.get(name)?.nextAt ?? -Infinity);
    if (!this.ports.book.isOpen) own.push(-Infinity);
    const at = own.length === 0 ? Infinity : Math.max(this.nextAt, Math.min(...own));
    const ms = Math.min(MOST_OWN_MS, Math.max(0, at - now));
    await delay(ms, undefined, { signal: this.wake.signal }).catch(() => undefined);
  }
}
