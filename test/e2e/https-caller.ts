import type { Agent } from 'node:https';
import { request } from 'node:https';
import type { Readable } from 'node:stream';
import type { SecureContext } from 'node:tls';
import { createSecureContext } from 'node:tls';

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
  /** The body as JSON; null when it is none. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look at answers of many shapes
  readonly body: any;
}

export interface Call {
  readonly body?: unknown;
  readonly raw?: Buffer | string | Readable;
  readonly headers?: Record<string, string | string[]>;
}

/** One for each CA: reading certificates costs as much as the rest of a connection. */
const contexts = new Map<string, SecureContext>();

function contextOf(ca: string): SecureContext {
  const context = contexts.get(ca) ?? createSecureContext({ ca });
  contexts.set(ca, context);
  return context;
}

/** HTTPS requests to a loopback port, verified by the installation's own CA; each on a new connection without an agent. */
export class HttpsCaller {
  constructor(
    private readonly port: number,
    private readonly ca: string,
    private readonly bearer: string | null,
    private readonly agent: Agent | false = false,
    /** The client certificate that is shown. */
    private readonly own: { readonly cert: string; readonly key: string } | null = null,
  ) {}

  get(path: string, call: Call = {}): Promise<Answer> {
    return this.send('GET', path, call);
  }

  post(path: string, call: Call = {}): Promise<Answer> {
    return this.send('POST', path, call);
  }

  send(method: string, path: string, call: Call = {}): Promise<Answer> {
    const payload = call.body === undefined ? call.raw : JSON.stringify(call.body);
    const headers: Record<string, string | string[]> = { ...call.headers };
    if (this.bearer !== null && headers.authorization === undefined) headers.authorization = `Bearer ${this.bearer}`;
    if (call.body !== undefined) headers['content-type'] ??= 'application/json';
    if (typeof payload === 'string' || Buffer.isBuffer(payload))
      headers['content-length'] ??= String(Buffer.byteLength(payload));
    return new Promise((done, fail) => {
      const target = { host: '127.0.0.1', port: this.port, method, path, headers, agent: this.agent, timeout: 60_000 };
      const isShared = this.agent === false && this.own === null;
      const trust = isShared ? { secureContext: contextOf(this.ca) } : { ca: this.ca, ...this.own };
      const outgoing = request({ ...target, ...trust }, (incoming) => {
        const parts: Buffer[] = [];
        incoming.on('data', (part: Buffer) => parts.push(part));
        incoming.on('error', fail);
        incoming.on('end', () => {
          const text = Buffer.concat(parts).toString();
          done({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, body: asJson(text) });
        });
      });
      outgoing.on('error', fail);
      outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in 60 s')));
      if (payload === undefined || typeof payload === 'string' || Buffer.isBuffer(payload)) outgoing.end(payload);
      else payload.pipe(outgoing);
    });
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
