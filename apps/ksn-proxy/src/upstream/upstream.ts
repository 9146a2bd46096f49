import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import type { RequestOptions } from 'node:https';
import { Fault } from '@pksn/domain';
import { errorCode } from '@pksn/runtime';
import { PROXY_LIMITS } from '../limits';
import type { Exchange } from '../status/traffic';
import { isInDoubt, isOfQueryService, refusedByPeer } from './refused-by-peer';
import { TunnelAgent } from './tunnel-agent';
import type { UpstreamAnswer, UpstreamCall } from './upstream-call';
import type { UpstreamTrust } from './upstream-trust';

export type { UpstreamAnswer, UpstreamCall } from './upstream-call';

/** For so long an address that did not answer comes last, in milliseconds. */
const AVOIDED_MS = 10_000;
/** While the link is lost one request in so many milliseconds finds out whether it still is; all others fail at once. */
const TRIED_MS = 1_000;
/** An answer that trickles is cut off after so many times what silence is allowed. */
const WHOLE_TIMES = 6;
const LEAST_STATUS = 200;
const MOST_STATUS = 599;

interface Agents {
  readonly requests: Agent;
  readonly streams: Agent;
  /** Files that are handed on as slowly as they come: lookups are not to wait for them. */
  readonly uploads: Agent;
}

function agentsOf({ ca, identity, outboundRoute: route }: UpstreamTrust): Agents {
  const options = { ...(ca === null ? {} : { ca }), ...(identity ?? {}), minVersion: 'TLSv1.2' as const };
  const kept = { keepAlive: true, maxSockets: PROXY_LIMITS.sockets, ...options };
  const sent = { maxSockets: PROXY_LIMITS.uploads, ...options };
  return {
    requests: route === undefined ? new Agent(kept) : new TunnelAgent(kept, route),
    streams: route === undefined ? new Agent(options) : new TunnelAgent(options, route),
    uploads: route === undefined ? new Agent(sent) : new TunnelAgent(sent, route),
  };
}

/** The service, or another proxy: the addresses in their order, over TLS that the provider's authority alone vouches for. */
export class Upstream {
  private agents: Agents;
  private readonly avoidedUntil = new Map<string, number>();
  /** Those that answer, and are no query service. */
  private readonly misplaced = new Set<string>();
  private linked: boolean | null = null;
  /** Why the last try failed; null while the link is there. */
  detail: string | null = null;
  private nextTryAt = 0;
  /** Hears of each change of the link. */
  onLink: (isLinked: boolean, detail: string | null) => void = () => undefined;
  /** Hears the time at which each answer says that it was made. */
  onDate: (date: string | undefined) => void = () => undefined;
  /** Hears of each whole answer: what was asked, and in how many milliseconds it was there. */
  onExchange: (exchange: Exchange) => void = () => undefined;

  constructor(
    private trust: UpstreamTrust,
    private readonly timeoutMs: number,
    private readonly elapsedMs: () => number,
  ) {
    this.agents = agentsOf(trust);
  }

  get addresses(): readonly string[] {
    return this.trust.addresses;
  }

  /** From now on by another trust. What is under way by the old one is answered; streams end, and are opened again. */
  use(trust: UpstreamTrust): void {
    const { requests, streams } = this.agents;
    this.trust = trust;
    this.misplaced.clear();
    this.agents = agentsOf(trust);
    // Agent looks at it whenever an answer has ended.
    Object.assign(requests, { keepAlive: false });
    for (const socket of Object.values(requests.freeSockets).flat()) socket?.destroy();
    streams.destroy();
  }

  /** Where it would be asked now. */
  get address(): string {
    return this.best();
  }

  /** Whether the last that was tried was answered. */
  get isLinked(): boolean {
    return this.linked !== false;
  }

  /**
   * One request and its whole answer, whatever its status. Fault: SERVICE_UNREACHABLE (no connection, silence, an answer that was cut off
   * or is larger than 16 MiB; a proxy above that does not serve this one; who is no query service).
   */
  async send(call: UpstreamCall): Promise<UpstreamAnswer> {
    const startedAt = this.elapsedMs();
    const kind = isStreamed(call) ? 'uploads' : 'requests';
    const { response, origin } = await this.begin(call, kind, call.timeoutMs ?? this.timeoutMs);
    const pieces: Buffer[] = [];
    let length = 0;
    const cut = setTimeout(
      () => response.destroy(new Error('the answer took too long')),
      (call.timeoutMs ?? this.timeoutMs) * WHOLE_TIMES,
    );
    try {
      for await (const piece of response as AsyncIterable<Buffer>) {
        pieces.push(piece);
        length += piece.length;
        if (length > PROXY_LIMITS.answerBytes) throw new Error('the answer is too large');
      }
    } catch (cause) {
      throw this.lost(origin, cause);
    } finally {
      clearTimeout(cut);
    }
    const { statusCode: status = 0, headers } = response;
    this.onDate(headers.date);
    this.onExchange({ path: call.path, status, ms: this.elapsedMs() - startedAt, answerBytes: length });
    const answer = { status, headers, body: Buffer.concat(pieces, length) };
    const why = refusedByPeer(call, answer);
    if (why !== null) {
      if (status === 404) this.misplaced.add(origin);
      throw this.lost(origin, new Error(why));
    }
    if (isInDoubt(status) && length > 0) this.answered(origin, call, status);
    return answer;
  }

  /** The head of an answer whose body goes on; it ends when it is silent for `silenceMs`. */
  async stream(call: UpstreamCall, silenceMs: number): Promise<IncomingMessage> {
    const { response } = await this.begin(call, 'streams', silenceMs);
    return response;
  }

  /** What answered is none of the contract: the same as no answer. */
  garbage(cause: unknown): Fault {
    return this.lost(this.best(), cause);
  }

  close(): void {
    this.agents.requests.destroy();
    this.agents.streams.destroy();
    this.agents.uploads.destroy();
  }

  private async begin(
    call: UpstreamCall,
    kind: keyof Agents,
    timeoutMs: number,
  ): Promise<{ response: IncomingMessage; origin: string }> {
    if (this.linked === false && call.isProbe !== true) {
      const now = this.elapsedMs();
      if (now < this.nextTryAt) throw new Fault('SERVICE_UNREACHABLE', 'the service cannot be reached');
      this.nextTryAt = now + TRIED_MS;
    }
    const { length } = this.trust.addresses;
    // A body that is a stream can be sent once.
    const tries = isStreamed(call) ? 1 : length;
    for (let attempt = 1; ; attempt++) {
      const origin = this.best();
      try {
        const response = await this.exchange(origin, call, this.agents[kind], timeoutMs);
        const { statusCode: status = 0 } = response;
        if (!isInDoubt(status)) this.answered(origin, call, status);
        return { response, origin };
      } catch (cause) {
        // What is to be sent failed, which says nothing of the service.
        if (cause instanceof Fault) throw cause;
        const fault = this.lost(origin, cause);
        if (attempt >= tries) throw fault;
      }
    }
  }

  private exchange(origin: string, call: UpstreamCall, agent: Agent, timeoutMs: number): Promise<IncomingMessage> {
    const { method, path, headers, body } = call;
    const length = Buffer.isBuffer(body) ? { 'content-length': String(body.length) } : {};
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(origin);
      const target: RequestOptions = { method, path, headers: { ...headers, ...length }, agent, timeout: timeoutMs };
      const outgoing = request(
        { ...target, host: hostname.replace(/^\[|\]$/g, ''), port: port || '443' },
        (response) => {
          clearTimeout(late);
          const { statusCode: status = 0 } = response;
          // None that HTTP knows (RFC 9110, 15), and none that could be handed on.
          if (status < LEAST_STATUS || status > MOST_STATUS) return void outgoing.destroy(new Error('no status'));
          // An answer before the end of what is sent: the rest would hold the connection.
          response.once('end', () => outgoing.writableEnded || outgoing.destroy());
          resolve(response);
        },
      );
      // Headers that trickle keep it from being silent.
      const tooLate = (): void => void outgoing.destroy(new Error('the answer took too long'));
      const late = isStreamed(call) ? undefined : setTimeout(tooLate, timeoutMs * WHOLE_TIMES);
      outgoing.on('error', reject).on('close', () => clearTimeout(late));
      outgoing.on('timeout', () => {
        const silence = new Error(`silence for ${String(timeoutMs)} ms`);
        // All that came was sent on: it is the sender who is silent.
        const isStarved = isStreamed(call) && !outgoing.writableEnded && !outgoing.writableNeedDrain;
        outgoing.destroy(isStarved ? unreadable(silence) : silence);
      });
      if (body === undefined || Buffer.isBuffer(body)) return void outgoing.end(body);
      // Whoever is to be refused is, before anything of it comes.
      outgoing.flushHeaders();
      body.on('error', (cause) => outgoing.destroy(unreadable(cause))).pipe(outgoing);
    });
  }

  private best(): string {
    const now = this.elapsedMs();
    const until = (origin: string): number => this.avoidedUntil.get(origin) ?? 0;
    const { addresses } = this.trust;
    const free = addresses.find((origin) => until(origin) <= now);
    return free ?? [...addresses].sort((a, b) => until(a) - until(b))[0] ?? '';
  }

  private answered(origin: string, call: UpstreamCall, status: number): void {
    if (isOfQueryService(call, status)) this.misplaced.delete(origin);
    if (this.misplaced.has(origin)) return;
    this.avoidedUntil.delete(origin);
    this.tell(true, null);
  }

  private lost(origin: string, cause: unknown): Fault {
    this.avoidedUntil.set(origin, this.elapsedMs() + AVOIDED_MS);
    const why =
      cause instanceof Fault ? cause.detail : errorCode(cause) || (cause instanceof Error ? cause.message : '');
    this.nextTryAt = this.elapsedMs() + TRIED_MS;
    this.tell(false, `${origin}: ${why}`);
    return new Fault('SERVICE_UNREACHABLE', `${origin}: ${why}`, { cause });
  }

  private tell(isLinked: boolean, detail: string | null): void {
    this.detail = detail;
    if (this.linked === isLinked) return;
    this.linked = isLinked;
    this.onLink(isLinked, detail);
  }
}

function isStreamed({ body }: UpstreamCall): boolean {
  return body !== undefined && !Buffer.isBuffer(body);
}

function unreadable(cause: unknown): Fault {
  if (cause instanceof Fault) return cause;
  return new Fault('UPLOAD_INCOMPLETE', 'the connection broke before the file was complete', { cause });
}
