import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { pipeline } from 'node:stream';
import type { Readable } from 'node:stream';
import { Fault } from '@pksn/domain';
import { errorCode } from '@pksn/runtime';
import { ENDPOINT_LIMITS } from '../limits';

/** A body that is read while it is sent; each attempt opens it anew. */
export interface StreamedBody {
  /** Bytes of all of it. */
  readonly length: number;
  readonly open: () => Readable;
}

export interface HttpsRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | StreamedBody | null;
  readonly signal: AbortSignal;
  /** Milliseconds of silence after which the connection is given up; 0: never. */
  readonly silenceMs: number;
}

export interface HttpsAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

const UNVOUCHED: readonly string[] = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

/** HTTPS with kept connections. The authorities given alone vouch for the service; null: those that the system trusts. */
export class HttpsTransport {
  private readonly agent: Agent;
  /** A stream holds its connection for long: it must not take a place of the others. */
  private readonly streams: Agent;

  constructor(private readonly ca: string | null) {
    const authority = ca === null ? {} : { ca };
    this.agent = new Agent({ keepAlive: true, maxSockets: ENDPOINT_LIMITS.sockets, ...authority });
    this.streams = new Agent(authority);
  }

  /**
   * One request and its whole answer, whatever its status. Faults: SERVICE_UNREACHABLE (no connection, silence, or one cut
   * off), SERVICE_UNAVAILABLE (more than 16 MiB); the signal's reason when that is aborted.
   */
  async send(origin: string, call: HttpsRequest): Promise<HttpsAnswer> {
    const response = await this.begin(origin, call, this.agent);
    const pieces: Buffer[] = [];
    let length = 0;
    try {
      for await (const piece of response as AsyncIterable<Buffer>) {
        pieces.push(piece);
        length += piece.length;
        if (length > ENDPOINT_LIMITS.answerBytes) throw new Fault('SERVICE_UNAVAILABLE', 'the answer is too large');
      }
    } catch (cause) {
      if (call.signal.aborted) throw call.signal.reason;
      if (cause instanceof Fault) throw cause;
      throw new Fault('SERVICE_UNREACHABLE', `${origin}: the answer was cut off`, { cause });
    }
    const text = Buffer.concat(pieces).toString('utf8');
    return { status: response.statusCode ?? 0, headers: response.headers, text };
  }

  /** The head of an answer whose body goes on for as long as the reader likes; the same faults. */
  stream(origin: string, call: HttpsRequest): Promise<IncomingMessage> {
    return this.begin(origin, call, this.streams);
  }

  /** Whether a connection to it is open. Where there is none, whoever answers next may be another than before. */
  isConnected(origin: string): boolean {
    const { hostname, port } = new URL(origin);
    const name = `${hostname.replace(/^\[|\]$/g, '')}:${port === '' ? '443' : port}:`;
    return [this.agent, this.streams].some(({ sockets, freeSockets }) =>
      [...Object.keys(sockets), ...Object.keys(freeSockets)].some((one) => one.startsWith(name)),
    );
  }

  close(): void {
    this.agent.destroy();
    this.streams.destroy();
  }

  private begin(origin: string, call: HttpsRequest, agent: Agent): Promise<IncomingMessage> {
    const { method, path, headers, body, signal, silenceMs } = call;
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const length: Record<string, string> = body === null ? {} : { 'content-length': String(body.length) };
      const options = { method, headers: { ...headers, ...length }, agent, signal, timeout: silenceMs };
      const outgoing = request(new URL(path, origin), options, resolve);
      outgoing.on('error', (cause) => reject(signal.aborted ? (signal.reason as Error) : this.fault(origin, cause)));
      outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')));
      if (body === null || Buffer.isBuffer(body)) return void outgoing.end(body ?? undefined);
      // A refusal may come before all was sent; what is then still on its way does not matter.
      const source = body.open();
      source.once('error', (cause) => reject(new Fault('USAGE', 'what is to be sent cannot be read', { cause })));
      pipeline(source, outgoing, () => undefined);
    });
  }

  private fault(origin: string, cause: Error): Fault {
    const code = errorCode(cause);
    if (!UNVOUCHED.includes(code)) {
      return new Fault('SERVICE_UNREACHABLE', `${origin}: ${code === '' ? cause.message : code}`, { cause });
    }
    const [who, advice] =
      this.ca === null
        ? ['nobody whom this system trusts vouches', '; a command takes --cacert FILE']
        : ['the authority that was given does not vouch', ''];
    return new Fault('SERVICE_UNREACHABLE', `${origin}: ${who} for its certificate (${code})${advice}`, { cause });
  }
}
