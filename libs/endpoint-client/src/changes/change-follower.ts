import type { ChangesAnswer } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { AnswerCache } from '../cache/answer-cache';
import type { EndpointEvents } from '../endpoint-events';
import type { KeyName } from '../keys/key-name';
import type { KeyRing } from '../keys/key-ring';
import type { ServiceLink } from '../network/service-link';
import type { Pace } from '../pace';
import { faultOfAnswer } from '../transport/answer-fault';
import { backoffMs } from '../transport/retry-budget';
import type { ChangeSource, OpenStream } from './change-source';
import { problemIn } from './change-source';
import { readEvents } from './event-stream';
import { readPage } from './read-page';

export interface FollowerPorts {
  readonly link: ServiceLink;
  readonly source: ChangeSource;
  readonly cache: AnswerCache;
  readonly keys: KeyRing;
  readonly events: EndpointEvents;
  readonly pace: Pace;
  /** Between two looks where no stream is to be had, in milliseconds. */
  readonly pollMs: number;
  readonly timeoutMs: number;
}

/** Where a stream was refused, it is tried again after so long; it counts as silent after so long. In milliseconds. */
const STREAM_AGAIN_MS = 300_000;
const SILENCE_MS = 40_000;

/**
 * Keeps the cache right: catches up by pages, then listens to the stream, or asks again and again where there is none.
 * What is kept may be given without asking only while `isCurrent`.
 */
export class ChangeFollower {
  private readonly over = new AbortController();
  private again = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private heardAt = -Infinity;
  private patienceMs = 0;
  private noStreamUntil = -Infinity;
  private settleFirst: (isCurrent: boolean) => void = () => undefined;
  /** Resolves once the first look for changes came to an end: true when what is kept may be given from then on. */
  readonly first = new Promise<boolean>((done) => (this.settleFirst = done));

  constructor(private readonly ports: FollowerPorts) {}

  /** Whether all changes of up to a moment ago are known and taken. */
  isCurrent(now: number): boolean {
    return now - this.heardAt <= this.patienceMs && now >= this.heardAt && !this.ports.cache.isBehind;
  }

  start(): void {
    this.running = this.run();
  }

  /** Drops the stream and catches up anew, because something else is known to have changed. */
  restart(): void {
    this.lose();
    this.again.abort(new Fault('SERVICE_UNAVAILABLE', 'asking for the changes anew'));
  }

  async stop(): Promise<void> {
    this.over.abort(new Fault('SERVICE_UNAVAILABLE', 'the client is closed'));
    await this.running;
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.over.signal.aborted;) {
      this.again = new AbortController();
      const signal = AbortSignal.any([this.over.signal, this.again.signal]);
      try {
        await this.catchUp(signal);
        failures = 0;
        await this.listen(signal);
      } catch (error) {
        failures += 1;
        await this.rest(error, failures).catch(() => undefined);
      }
    }
  }

  private async catchUp(signal: AbortSignal): Promise<void> {
    const { link, cache, keys, pace, pollMs, timeoutMs } = this.ports;
    for (let more = true; more;) {
      const cursor = cache.cursorFor(keys.shelfOf(keys.name));
      const path = cursor === null ? '/v1/changes' : `/v1/changes?cursor=${cursor}`;
      const until = pace.now() + timeoutMs;
      const check = (body: unknown): void => void readPage(body);
      const { body, key } = await link.ask({ method: 'GET', path, check, weight: 'control', signal, until });
      more = await this.take(readPage(body), key);
    }
    this.heard(2 * pollMs);
    this.settleFirst(true);
  }

  /** Until the stream ends, which throws; where there is none, until the next look is due. */
  private async listen(signal: AbortSignal): Promise<void> {
    const { source, cache, keys, pace, pollMs } = this.ports;
    if (pace.now() < this.noStreamUntil) return pace.sleep(pollMs, signal);
    let stream: OpenStream;
    try {
      stream = await source.open(cache.cursorFor(keys.shelfOf(keys.name)) ?? '', signal);
    } catch (error) {
      if (!(error instanceof Fault) || error.code === 'SERVICE_UNREACHABLE') throw error;
      const seconds = error.facts.retryAfterSeconds;
      this.noStreamUntil = pace.now() + (typeof seconds === 'number' ? seconds * 1_000 : STREAM_AGAIN_MS);
      return pace.sleep(pollMs, signal);
    }
    for await (const event of readEvents(stream.body)) {
      signal.throwIfAborted();
      if (event?.event === 'changes') await this.take(readPage(problemIn(event.data)), stream.key);
      if (event?.event === 'end') throw faultOfAnswer(0, problemIn(event.data));
      this.heard(SILENCE_MS);
    }
    throw new Fault('SERVICE_UNREACHABLE', 'the stream of changes ended');
  }

  /** Whether there is more. */
  private async take(page: ChangesAnswer, key: KeyName | null): Promise<boolean> {
    const { link, cache, keys, events } = this.ports;
    await link.see(page.infrastructure);
    const dropped = await cache.apply(page, keys.shelfOf(key ?? keys.name));
    if (page.reset || dropped > 0) events.tell('changes', { reset: page.reset, dropped });
    return page.more;
  }

  private heard(patienceMs: number): void {
    this.heardAt = this.ports.pace.now();
    this.patienceMs = patienceMs;
  }

  private lose(): void {
    this.heardAt = -Infinity;
  }

  /** After a stream that ended or a refusal. While an acceptance is awaited only the status is asked. */
  private async rest(error: unknown, failures: number): Promise<void> {
    const { link, pace, pollMs, timeoutMs } = this.ports;
    this.lose();
    this.settleFirst(false);
    if (this.again.signal.aborted) return;
    const signal = this.over.signal;
    const isRefused = error instanceof Fault && !['SERVICE_UNREACHABLE', 'SERVICE_UNAVAILABLE'].includes(error.code);
    await pace.sleep(
      isRefused ? Math.min(pollMs, 1_000 * 2 ** failures) : backoffMs(failures + 2, () => pace.random()),
      signal,
    );
    if (link.watch.awaitsAcceptance) await link.askStatus({ signal, until: pace.now() + timeoutMs });
  }
}
