import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import { monotonicMs } from '@pksn/runtime';
import { reply } from '../http/problem-reply';
import type { Asker, Askers } from '../license/asker';
import type { KeyJudge } from '../license/key-judge';
import { PROXY_LIMITS } from '../limits';
import type { Upstream } from '../upstream/upstream';
import { UpstreamRefusal } from '../upstream/upstream-refusal';
import { nextPage } from '../views/next-page';
import { readViewPage } from '../views/read-view-page';
import type { View } from '../views/view';
import type { Views } from '../views/views';
import { ChangeStream } from './change-stream';
import { relayed, relayHeaders, replyAsTold } from './relay';

export interface ChangePorts {
  readonly upstream: Upstream;
  readonly askers: Askers;
  readonly judge: KeyJudge;
  readonly views: Views;
  readonly clock: Clock;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const LOOKS = 40;
const LOOK_MS = 50;

/** `GET /v1/changes`, as pages and as a stream, from one stream of the service's for all who see the same. */
export class ChangeRoutes {
  private readonly streams = new Set<ChangeStream>();

  constructor(private readonly ports: ChangePorts) {}

  get openStreams(): number {
    return this.streams.size;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { askers, judge, views, upstream, clock } = this.ports;
    const asker = askers.of(request.rawHeaders);
    const { standing } = await judge.judge(asker);
    const view = standing.scope === undefined ? null : views.of(standing.scope, asker);
    // Of a service that says no scope: a page, for a stream has no end that could be waited for.
    if (view === null) {
      const headers = { ...relayHeaders(request), accept: 'application/json' };
      return void replyAsTold(response, await relayed(upstream, request, null, headers));
    }
    const stamp = await this.currentOf(view);
    const cursor = cursorOf(request);
    if (request.method === 'GET' && (request.headers.accept ?? '').toLowerCase().includes('text/event-stream')) {
      return this.open(response, view, asker, cursor);
    }
    // Not refused meanwhile, nor judged by a process that is behind; else the service is to say.
    const isGood = judge.peek(asker.keyHash, clock.now())?.standing.scope === view.scope;
    const known = isGood ? nextPage(view, stamp, cursor, clock.now()) : null;
    const page = known ?? (await this.ask(view, asker, cursor ?? ''));
    reply(response, 200, { 'content-type': JSON_TYPE, 'cache-control': 'no-store' }, Buffer.from(page.text));
  }

  stop(): void {
    for (const stream of this.streams) stream.end(new Fault('SERVICE_UNAVAILABLE', 'this proxy stops; connect again'));
  }

  private open(response: ServerResponse, view: View, asker: Asker, cursor: string | null): void {
    if (this.streams.size >= PROXY_LIMITS.streams) {
      const facts = { retryAfterSeconds: 10 };
      throw new Fault('CHANGE_STREAMS_FULL', 'too many streams are open at this proxy', { facts });
    }
    const { judge, clock } = this.ports;
    const stream = new ChangeStream(response, view, asker, cursor, {
      judge,
      now: () => clock.now(),
      elapsedMs: monotonicMs,
      ask: (...asked) => this.ask(...asked),
      ended: () => this.streams.delete(stream),
    });
    this.streams.add(stream);
  }

  /** Whoever is told of a generation and asks here then must not get an answer of the one before. */
  private async ask(
    view: View,
    asker: Asker,
    cursor: string,
  ): Promise<{ text: string; cursor: string; more: boolean }> {
    const path = `/v1/changes${cursor === '' ? '' : `?cursor=${encodeURIComponent(cursor)}`}`;
    const headers = { [asker.header.name]: asker.header.value, accept: 'application/json' };
    const answer = await this.ports.upstream.send({ method: 'GET', path, headers });
    if (answer.status !== 200) throw UpstreamRefusal.of(answer);
    const text = answer.body.toString();
    const page = readViewPage(text);
    for (let look = 0; look < LOOKS; look++) {
      const stamp = view.current;
      if (stamp !== null && stamp.epoch === page.epoch && stamp.generation >= page.generation) return { ...page, text };
      await delay(LOOK_MS);
    }
    throw unlinked();
  }

  /** While the proxy does not know what changes, nobody below may believe that he does. */
  private async currentOf(view: View): Promise<NonNullable<View['current']>> {
    for (let look = 0; look < LOOKS; look++) {
      const stamp = view.current;
      if (stamp !== null) return stamp;
      if (!view.isConnecting && look > 0) break;
      await delay(LOOK_MS);
    }
    throw unlinked();
  }
}

function unlinked(): Fault {
  const facts = { retryAfterSeconds: 1 };
  return new Fault('SERVICE_UNAVAILABLE', 'the proxy is not linked to the service right now', { facts });
}

function cursorOf({ url, headers }: IncomingMessage): string | null {
  const last = headers['last-event-id'];
  if (typeof last === 'string' && last !== '') return last;
  return new URL(url ?? '/', 'https://proxy').searchParams.get('cursor');
}
