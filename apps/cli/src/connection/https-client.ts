import { createReadStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import type { RequestOptions } from 'node:https';
import type { Readable } from 'node:stream';
import { Fault } from '@pksn/domain';
import { faultOfAnswer } from '@pksn/endpoint-client';
import { SecondPersonNeeded, proposalOf } from '../admin/second-person';
import type { ServerEvent } from './server-events';
import { serverEvents } from './server-events';

const ANSWER_LIMIT_BYTES = 64 << 20;
const CONNECT_TIMEOUT_MS = 30_000;
const UPLOAD_SILENCE_MS = 60_000;
const EVENT_SILENCE_MS = 45_000;

export interface ClientOptions {
  readonly baseUrl: string;
  /** Certificate authorities in PEM; null means those that Node trusts. */
  readonly ca: string | null;
  readonly bearer: string | null;
}

export interface FileUpload {
  readonly path: string;
  /** Of the whole file. */
  readonly sizeBytes: number;
  /** The first byte that is sent; 0 if left out. */
  readonly start?: number;
  /** Hears where in the file it is. */
  readonly onProgress: (sentBytes: number) => void;
}

type Body = { readonly json: unknown } | { readonly file: FileUpload } | { readonly stream: Readable } | null;

/** Speaks HTTPS to one listener of the service. Problem answers become Faults; SERVICE_UNREACHABLE when it is away. */
export class HttpsClient {
  private readonly agent: Agent;
  private readonly base: URL;

  constructor(private readonly options: ClientOptions) {
    this.base = baseUrlOf(options.baseUrl);
    this.agent = new Agent({ keepAlive: true, ...(options.ca === null ? {} : { ca: options.ca }) });
  }

  get(path: string): Promise<unknown> {
    return this.send('GET', path, null, {});
  }

  /** For answers that are no JSON, such as files. */
  getText(path: string): Promise<string> {
    return this.sendForText('GET', path, null, {});
  }

  sendJson(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, json?: unknown): Promise<unknown> {
    return this.send(method, path, json === undefined ? null : { json }, {});
  }

  /** A POST that says everything in its headers. */
  post(path: string, headers: Record<string, string>): Promise<unknown> {
    return this.send('POST', path, null, headers);
  }

  /** Streams a file from `start` on as the body of a PATCH. */
  uploadRest(path: string, file: FileUpload, headers: Record<string, string>): Promise<unknown> {
    return this.send('PATCH', path, { file }, headers);
  }

  /** Streams what is made meanwhile as the body of a POST; what goes wrong in making it is thrown. */
  stream(path: string, stream: Readable, headers: Record<string, string>): Promise<unknown> {
    return this.send('POST', path, { stream }, headers);
  }

  /** An answer that is a file: its headers, and its bytes as they come. */
  async download(path: string): Promise<{ headers: IncomingMessage['headers']; bytes: AsyncIterable<Buffer> }> {
    const response = await this.exchange('GET', path, null, { accept: 'application/octet-stream' });
    const status = response.statusCode ?? 0;
    if (status !== 200) throw faultOfAnswer(status, parsed(await answerText(response)));
    return { headers: response.headers, bytes: pieces(response) };
  }

  /** Events as they come, until the other side ends them; the connection ends with the loop over them. */
  async *events(path: string, lastEventId: string | null): AsyncGenerator<ServerEvent> {
    const extra: Record<string, string> = { accept: 'text/event-stream' };
    if (lastEventId !== null) extra['last-event-id'] = lastEventId;
    const response = await this.exchange('GET', path, null, extra);
    try {
      const status = response.statusCode ?? 0;
      if (status !== 200) throw faultOfAnswer(status, parsed(await answerText(response)));
      // Heartbeats come every 15 s.
      response.socket.setTimeout(EVENT_SILENCE_MS, () => response.destroy(new Error('nothing was heard for too long')));
      yield* serverEvents(response as AsyncIterable<Buffer>);
    } catch (cause) {
      if (cause instanceof Fault) throw cause;
      throw new Fault('SERVICE_UNREACHABLE', 'the stream of events broke', { cause });
    } finally {
      response.destroy();
    }
  }

  /** An answer of any length as it comes; the connection ends with the loop over it. */
  async *bytes(path: string): AsyncGenerator<Buffer> {
    const response = await this.exchange('GET', path, null, {});
    try {
      const status = response.statusCode ?? 0;
      if (status !== 200) throw faultOfAnswer(status, parsed(await answerText(response)));
      yield* response as AsyncIterable<Buffer>;
    } catch (cause) {
      if (cause instanceof Fault) throw cause;
      throw new Fault('SERVICE_UNREACHABLE', 'the connection ended before the answer was complete', { cause });
    } finally {
      response.destroy();
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private async send(method: string, path: string, body: Body, headers: Record<string, string>): Promise<unknown> {
    const text = await this.sendForText(method, path, body, headers);
    return text === '' ? null : parsed(text);
  }

  private async sendForText(
    method: string,
    path: string,
    body: Body,
    headers: Record<string, string>,
  ): Promise<string> {
    const response = await this.exchange(method, path, body, headers);
    const text = await answerText(response);
    const status = response.statusCode ?? 0;
    if (status >= 200 && status < 300) {
      const proposal = status === 202 ? proposalOf(status, parsed(text)) : null;
      if (proposal !== null) throw new SecondPersonNeeded(proposal);
      return text;
    }
    const fault = faultOfAnswer(status, text === '' ? null : parsed(text));
    throw fault.code === 'ROUTE_NOT_FOUND' ? wrongListener(fault, path) : fault;
  }

  private exchange(method: string, path: string, body: Body, extra: Record<string, string>): Promise<IncomingMessage> {
    const payload = body !== null && 'json' in body ? Buffer.from(JSON.stringify(body.json)) : null;
    const file = body !== null && 'file' in body ? body.file : null;
    const stream = body !== null && 'stream' in body ? body.stream : null;
    const headers: Record<string, string> = { accept: 'application/json', ...extra };
    if (this.options.bearer !== null) headers['authorization'] = `Bearer ${this.options.bearer}`;
    if (payload !== null) headers['content-type'] = 'application/json';
    const length = payload?.length ?? (file === null ? undefined : file.sizeBytes - (file.start ?? 0));
    if (length !== undefined) headers['content-length'] = String(length);
    return this.begin(
      path,
      { method, headers, agent: this.agent, timeout: CONNECT_TIMEOUT_MS },
      payload,
      file ?? stream,
    );
  }

  private begin(
    path: string,
    options: RequestOptions,
    payload: Buffer | null,
    source: FileUpload | Readable | null,
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      let answered = false;
      const outgoing = request(new URL(path, this.base), options, (response) => {
        // A refusal may come before the whole file was sent; what is then still on its way does not matter.
        answered = true;
        resolve(response);
      });
      const fail = (cause: Error): void => {
        if (!answered) reject(unreachable(this.base, cause, this.options.ca !== null));
      };
      outgoing.on('error', fail);
      outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')));
      if (source === null) outgoing.end(payload ?? undefined);
      else if ('pipe' in source) sendStream(source, outgoing, reject);
      else sendFile(source, outgoing, reject);
    });
  }
}

function sendFile(file: FileUpload, outgoing: ReturnType<typeof request>, reject: (error: unknown) => void): void {
  const { start = 0, path, sizeBytes } = file;
  if (start >= sizeBytes) return void outgoing.end();
  let sent = start;
  // A line that broke unnoticed is silent for ever.
  outgoing.setTimeout(UPLOAD_SILENCE_MS);
  const stream = createReadStream(path, { start, end: sizeBytes - 1, highWaterMark: 1 << 18 });
  stream.on('data', (piece) => file.onProgress((sent += piece.length)));
  stream.on('error', (cause) => {
    reject(new Fault('USAGE', `${file.path} cannot be read`, { cause }));
    outgoing.destroy();
  });
  outgoing.on('close', () => stream.destroy());
  stream.pipe(outgoing);
}

function sendStream(stream: Readable, outgoing: ReturnType<typeof request>, reject: (error: unknown) => void): void {
  outgoing.setTimeout(0);
  stream.on('error', (error) => {
    reject(error);
    outgoing.destroy();
  });
  outgoing.on('close', () => stream.destroy());
  stream.pipe(outgoing);
}

function baseUrlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.protocol !== 'https:')
    throw new Fault('USAGE', `"${text.slice(0, 200)}" is not an https:// address`);
  return url;
}

/** Each listener has its own routes: whoever calls one that is not there has mostly mixed up the addresses. */
export function wrongListener(fault: Fault, path: string): Fault {
  const [own, other] = path.startsWith('/api/') ? ['admin', 'query'] : ['query', 'admin'];
  const hint = `is this the address of the ${other} API? This command asks the ${own} API`;
  return new Fault('ROUTE_NOT_FOUND', `${fault.detail}: ${hint}`, { cause: fault });
}

const UNVOUCHED: readonly string[] = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

function unreachable(base: URL, cause: Error, hasAuthority: boolean): Fault {
  const { code } = cause as NodeJS.ErrnoException;
  if (code !== undefined && UNVOUCHED.includes(code)) {
    const why = hasAuthority
      ? 'the authority that was given does not vouch'
      : 'pass --cacert FILE: nobody known vouches';
    return new Fault('SERVICE_UNREACHABLE', `${base.origin}: ${why} for its certificate (${code})`, { cause });
  }
  return new Fault('SERVICE_UNREACHABLE', `${base.origin}: ${code ?? cause.message}`, { cause });
}

/** Fault: SERVICE_UNREACHABLE when the connection ends early. */
async function* pieces(response: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    yield* response as AsyncIterable<Buffer>;
  } catch (cause) {
    throw new Fault('SERVICE_UNREACHABLE', 'the connection ended before the file was complete', { cause });
  }
}

async function answerText(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      pieces.push(piece);
      length += piece.length;
      if (length > ANSWER_LIMIT_BYTES) throw new Fault('SERVICE_UNAVAILABLE', 'the answer is too large');
    }
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault('SERVICE_UNREACHABLE', 'the connection ended before the answer was complete', { cause });
  }
  return Buffer.concat(pieces).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
