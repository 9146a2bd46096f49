import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '@pksn/domain';
import { readEvents } from '@pksn/endpoint-client';
import type { KeyJudge } from '../license/key-judge';
import { PROXY_LIMITS } from '../limits';
import type { Upstream } from '../upstream/upstream';
import { UpstreamRefusal } from '../upstream/upstream-refusal';
import { readViewPage } from './read-view-page';
import type { KeptStatus } from './kept-status';
import type { View } from './view';

export interface FollowerPorts {
  readonly upstream: Upstream;
  readonly judge: KeyJudge;
  readonly status: KeptStatus;
  readonly now: () => number;
  readonly elapsedMs: () => number;
  /** For so long a stream may be silent, in milliseconds. */
  readonly silenceMs: number;
  readonly warn: (error: unknown) => void;
}

const FIRST_PAUSE_MS = 50;
const MOST_PAUSE_MS = 2_000;
const PROBLEM_BYTES = 64 * 1024;

/** Holds the stream of changes of one view, with the key of somebody who asks, as long as somebody does. */
export class ViewFollower {
  private readonly over = new AbortController();
  private running: Promise<void> | null = null;

  constructor(
    private readonly view: View,
    private readonly ports: FollowerPorts,
  ) {}

  get isRunning(): boolean {
    return this.running !== null;
  }

  /** Begins, unless it runs already. */
  start(): void {
    this.running ??= this.run().finally(() => (this.running = null));
  }

  async stop(): Promise<void> {
    this.over.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { view, ports } = this;
    for (let failures = 0; !this.over.signal.aborted && view.guide !== null && !this.isIdle();) {
      try {
        view.isConnecting = true;
        await this.follow(() => (failures = 0));
      } catch (error) {
        view.lose();
        ports.judge.unheard();
        if (this.over.signal.aborted) break;
        ports.warn(error);
        const isRefused = error instanceof UpstreamRefusal && error.isOfKey;
        // Somebody else of this scope may hold the stream.
        if (isRefused) this.dismiss();
        failures += 1;
        const pauseMs = Math.min(MOST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
        if (!isRefused)
          await delay(pauseMs * (0.5 + Math.random() / 2), undefined, { signal: this.over.signal }).catch(
            () => undefined,
          );
      }
    }
    view.lose();
    view.guide = null;
  }

  private isIdle(): boolean {
    const { view } = this;
    const isUsed = view.events.listenerCount('page') > 0;
    return !isUsed && this.ports.elapsedMs() - view.usedAt > PROXY_LIMITS.idleViewMs;
  }

  private dismiss(): void {
    const { guide } = this.view;
    if (guide !== null) this.ports.judge.doubt(guide.keyHash);
    this.view.guide = null;
  }

  /** Until the stream ends, which throws, or nobody asks any more. */
  private async follow(linked: () => void): Promise<void> {
    const { view } = this;
    await this.readLifetimes();
    const body = await this.open();
    const stop = (): void => void body.destroy();
    this.over.signal.addEventListener('abort', stop, { once: true });
    // Signs of life alone tell nobody where he stands.
    const late = setTimeout(stop, this.ports.silenceMs);
    try {
      for await (const event of readEvents(body)) {
        if (event?.event === 'end') throw new Fault('SERVICE_UNREACHABLE', 'the service ended the stream of changes');
        if (event?.event === 'changes') {
          if (!(await view.take(readViewPage(event.data), event.data))) return this.dismiss();
          clearTimeout(late);
          linked();
        }
        view.heard();
        if (this.isIdle()) return;
      }
      throw new Fault('SERVICE_UNREACHABLE', 'the stream of changes ended');
    } finally {
      clearTimeout(late);
      this.over.signal.removeEventListener('abort', stop);
      body.destroy();
    }
  }

  private async open(): Promise<IncomingMessage> {
    const { view, ports } = this;
    const headers = { ...this.key(), accept: 'text/event-stream' };
    const from: Record<string, string> = view.cursor === null ? {} : { 'last-event-id': view.cursor };
    const call = { method: 'GET', path: '/v1/changes', headers: { ...headers, ...from }, isProbe: true };
    const body = await ports.upstream.stream(call, ports.silenceMs);
    if (body.statusCode === 200 && (body.headers['content-type'] ?? '').startsWith('text/event-stream')) return body;
    const pieces: Buffer[] = [];
    let length = 0;
    const late = setTimeout(() => body.destroy(), ports.silenceMs);
    try {
      for await (const piece of body as AsyncIterable<Buffer>) {
        pieces.push(piece);
        length += piece.length;
        if (length > PROBLEM_BYTES) break;
      }
    } finally {
      clearTimeout(late);
    }
    const { statusCode: status = 0, headers: said } = body;
    throw UpstreamRefusal.of({ status, headers: said, body: Buffer.concat(pieces) });
  }

  private async readLifetimes(): Promise<void> {
    const { view, ports } = this;
    const answer = await ports.upstream.send({ method: 'GET', path: '/v1/status', headers: this.key(), isProbe: true });
    if (answer.status !== 200) throw UpstreamRefusal.of(answer);
    const text = answer.body.toString();
    await ports.status.keep(view.scope, text, ports.now());
    const { cache } = JSON.parse(text) as { cache?: { present?: unknown; absent?: unknown } };
    const ms = (seconds: unknown): number => (typeof seconds === 'number' && seconds >= 0 ? seconds * 1_000 : 0);
    view.saidLifetimes = { presentMs: ms(cache?.present), absentMs: ms(cache?.absent) };
  }

  private key(): Record<string, string> {
    const { guide } = this.view;
    return guide === null ? {} : { [guide.header.name]: guide.header.value };
  }
}
