import type { IncomingMessage } from 'node:http';
import { Fault } from '@pksn/domain';
import type { KeyName } from '../keys/key-name';
import type { ServiceLink } from '../network/service-link';
import type { Pace } from '../pace';
import { faultOfAnswer } from '../transport/answer-fault';
import type { HttpsTransport } from '../transport/https-transport';
import { retryAfterSeconds } from '../transport/retry-after';
import type { RouteOrder } from '../transport/route-order';
import type { ServiceRequest } from '../transport/service-caller';

/** Comment lines come every 15 seconds: a connection that is silent for longer than two of them is half open. */
const SILENCE_MS = 40_000;
const PROBLEM_BYTES = 64 * 1024;

export interface OpenStream {
  readonly body: AsyncIterable<Buffer>;
  /** The key that the service took. */
  readonly key: KeyName | null;
}

/** Opens streams of changes at the address that is asked for everything else. */
export class ChangeSource {
  constructor(
    private readonly link: ServiceLink,
    private readonly transport: HttpsTransport,
    private readonly routes: RouteOrder,
    private readonly pace: Pick<Pace, 'now'>,
  ) {}

  /** A stream that goes on behind `cursor`. Faults: as of every request; STREAM refusals as the service words them. */
  async open(cursor: string, signal: AbortSignal): Promise<OpenStream> {
    const { link, transport, routes, pace } = this;
    link.watch.requireAccepted();
    const origin = routes.best(pace.now());
    await link.verify(origin, signal);
    const request: ServiceRequest = { method: 'GET', path: '/v1/changes', weight: 'control', signal, until: Infinity };
    const { value, key: taken } = await link.caller.withKey(origin, request, async (key) => {
      const headers = { ...link.caller.headers(key), accept: 'text/event-stream', 'last-event-id': cursor };
      const call = { method: 'GET', path: '/v1/changes', headers, body: null, signal, silenceMs: SILENCE_MS } as const;
      const response = await transport.stream(origin, call);
      if (response.statusCode !== 200) throw await this.refusal(response);
      return response;
    });
    if ((value.headers['content-type'] ?? '').startsWith('text/event-stream')) return { body: value, key: taken };
    value.destroy();
    throw new Fault('SERVICE_UNAVAILABLE', `${origin}: no stream of changes is to be had here`);
  }

  private async refusal(response: IncomingMessage): Promise<Fault> {
    let text = '';
    for await (const piece of response as AsyncIterable<Buffer>) {
      if (text.length < PROBLEM_BYTES) text += piece.toString();
    }
    const pause = retryAfterSeconds(response.headers['retry-after'], this.pace.now());
    return faultOfAnswer(response.statusCode ?? 0, problemIn(text), pause);
  }
}

export function problemIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
