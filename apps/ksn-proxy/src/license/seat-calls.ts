import { DAY_MS, isEndpointId } from '@pksn/licensing';
import type { Clock } from '@pksn/runtime';
import { PROXY_LIMITS } from '../limits';
import type { Upstream } from '../upstream/upstream';
import type { Asker } from './asker';
import type { KeyJudge } from './key-judge';

export interface SeatPorts {
  readonly upstream: Pick<Upstream, 'isLinked' | 'send'>;
  readonly judge: Pick<KeyJudge, 'peek'>;
  readonly clock: Clock;
  /** Between two calls, in milliseconds. */
  readonly pauseMs?: number;
}

interface Seat {
  readonly asker: Asker;
  readonly endpointId: string;
}

const PAUSE_MS = 100;

/**
 * The service counts the installations of a key by the endpoint ids of its requests, and what is answered here never comes to it. So each endpoint
 * whose id comes for the first time on a UTC day asks once, by its own key, where it stands: `GET /v1/license`. In the background, ten a second,
 * and only for keys that are good; ids beyond `PROXY_LIMITS.seats` a day are not told.
 */
export class SeatCalls {
  private day = -1;
  private count = 0;
  private readonly seen = new Map<string, Set<string>>();
  private waiting: Seat[] = [];
  private timer: NodeJS.Timeout | null = null;
  private isStopped = false;

  constructor(private readonly ports: SeatPorts) {}

  /** On the hot path. */
  saw(asker: Asker, endpointId: string): void {
    const ids = this.seen.get(asker.keyHash);
    if (ids?.has(endpointId) === true && Math.floor(this.ports.clock.now() / DAY_MS) === this.day) return;
    if (isEndpointId(endpointId)) this.note(asker, endpointId);
  }

  stop(): void {
    this.isStopped = true;
    this.waiting = [];
    if (this.timer !== null) clearTimeout(this.timer);
  }

  private note(asker: Asker, endpointId: string): void {
    const day = Math.floor(this.ports.clock.now() / DAY_MS);
    if (day !== this.day) {
      this.day = day;
      this.seen.clear();
      this.count = 0;
    }
    if (this.count >= PROXY_LIMITS.seats || this.isStopped) return;
    this.count += 1;
    const ids = this.seen.get(asker.keyHash) ?? new Set();
    this.seen.set(asker.keyHash, ids.add(endpointId));
    this.waiting.push({ asker, endpointId });
    this.schedule();
  }

  private schedule(): void {
    if (this.isStopped) return;
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.next().finally(() => {
        if (this.waiting.length > 0) this.schedule();
      });
    }, this.ports.pauseMs ?? PAUSE_MS).unref();
  }

  private async next(): Promise<void> {
    const { upstream, judge, clock } = this.ports;
    if (!upstream.isLinked) return;
    const isGood = ({ asker: { keyHash } }: Seat): boolean => judge.peek(keyHash, clock.now()) !== null;
    // Those not known to be good now are told of when they come again; keys that nobody has are to hold nobody up.
    const at = this.waiting.findIndex(isGood);
    for (const bad of this.waiting.splice(0, at < 0 ? this.waiting.length : at)) this.forget(bad);
    const seat = this.waiting.shift();
    if (seat === undefined) return;
    const { asker, endpointId } = seat;
    const headers = { [asker.header.name]: asker.header.value, 'pksn-endpoint': endpointId };
    try {
      await upstream.send({ method: 'GET', path: '/v1/license', headers });
    } catch {
      this.waiting.push(seat);
    }
  }

  private forget({ asker, endpointId }: Seat): void {
    if (this.seen.get(asker.keyHash)?.delete(endpointId) === true) this.count -= 1;
  }
}
