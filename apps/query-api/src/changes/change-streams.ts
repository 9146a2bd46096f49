import type { ServerResponse } from 'node:http';
import { Fault } from '@pksn/domain';
import { problemOf } from '@pksn/contract';
import type { Grant } from '../license/license-gate';
import { ChangeStream } from './change-stream';
import type { StreamPorts } from './stream-ports';
import { UnsentBytes } from './unsent-bytes';

export interface StreamLimits {
  readonly ofProcess: number;
  readonly ofKey: number;
  /** A reader that takes nothing for this long is cut off; it comes back with its cursor. */
  readonly patienceMs: number;
  /** Of all readers together; over it the slowest are cut off before. */
  readonly unsentBytes: number;
}

export const STREAM_LIMITS: StreamLimits = {
  ofProcess: 10_000,
  ofKey: 5_000,
  patienceMs: 30_000,
  unsentBytes: 64 * 1024 * 1024,
};
const LOOK_MS = 1_000;
/** Streams that are told of a change in one go. */
const TOLD_AT_ONCE = 100;
const RETRY_SECONDS = { ofKey: 60, ofProcess: 10 } as const;

/** The open streams of this process: woken by a new generation or a change of the registry, and looked after each second. */
export class ChangeStreams {
  private readonly streams = new Set<ChangeStream>();
  private readonly ofKey = new Map<string, number>();
  private readonly stopListening: () => void;
  private readonly timer: NodeJS.Timeout;
  private telling = false;
  private toldAgain = false;
  private readonly unsent: UnsentBytes;

  constructor(
    private readonly ports: StreamPorts,
    private readonly limits: StreamLimits = STREAM_LIMITS,
  ) {
    this.unsent = new UnsentBytes(limits.unsentBytes);
    this.stopListening = ports.generations.onSwitch(() => this.tell());
    this.timer = setInterval(() => this.look(), LOOK_MS).unref();
  }

  get size(): number {
    return this.streams.size;
  }

  /** Throws CHANGE_STREAMS_OF_KEY or CHANGE_STREAMS_FULL with `retryAfterSeconds`. */
  requireRoom({ entry }: Grant): void {
    if ((this.ofKey.get(entry.fingerprint) ?? 0) >= this.limits.ofKey) {
      const facts = { retryAfterSeconds: RETRY_SECONDS.ofKey };
      throw new Fault('CHANGE_STREAMS_OF_KEY', 'too many streams are open for this license key', { facts });
    }
    if (this.streams.size >= this.limits.ofProcess) {
      const facts = { retryAfterSeconds: RETRY_SECONDS.ofProcess };
      throw new Fault('CHANGE_STREAMS_FULL', 'too many streams are open at this process', { facts });
    }
  }

  /** Takes the response over; `requireRoom` comes first. */
  open(response: ServerResponse, grant: Grant, cursor: string | null): void {
    const stream = new ChangeStream(response, grant, cursor, this.ports, this.limits.patienceMs, this.unsent);
    const { fingerprint } = grant.entry;
    this.streams.add(stream);
    this.ofKey.set(fingerprint, (this.ofKey.get(fingerprint) ?? 0) + 1);
    response.once('close', () => {
      this.streams.delete(stream);
      const left = (this.ofKey.get(fingerprint) ?? 1) - 1;
      if (left === 0) this.ofKey.delete(fingerprint);
      else this.ofKey.set(fingerprint, left);
    });
    stream.wake();
  }

  /** Ends every stream with the reason that the process stops: they are to come back, to another one. */
  stop(): void {
    this.stopListening();
    clearInterval(this.timer);
    const problem = problemOf(new Fault('SERVICE_UNAVAILABLE', 'this process stops; connect again'));
    for (const stream of this.streams) stream.end(problem);
  }

  /** Wakes all, a hundred at a time. */
  private tell(): void {
    this.toldAgain = true;
    if (this.telling) return;
    this.telling = true;
    this.toldAgain = false;
    const all = this.streams.values();
    const some = (): void => {
      for (let n = 0; n < TOLD_AT_ONCE; n++) {
        const next = all.next();
        if (next.done === true) {
          this.telling = false;
          if (this.toldAgain) this.tell();
          return;
        }
        next.value.wake();
      }
      setImmediate(some);
    };
    setImmediate(some);
  }

  private look(): void {
    const now = this.ports.clock.now();
    for (const stream of this.streams) stream.look(now);
  }
}
