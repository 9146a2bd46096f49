import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';

export const SCOPE = 'c'.repeat(32);

/** What the service says of itself; a test changes it as it likes. */
export interface Word {
  epoch: string;
  generation: number;
  revision: number;
  scope: string;
  infrastructure: 'private' | 'global';
  /** Zone of every file. */
  zone: string;
  /** Whether it says by which scope an answer was made. */
  isMarked: boolean;
}

type Behavior =
  | ('right' | 'html' | 'garbage' | 'cut' | 'silent' | 'not-json')
  /** Late, but in time; a head or a body that goes on for ever, bit by bit; a length that is too large or too small. */
  | ('slow' | 'endless-head' | 'trickling-head' | 'trickling-body' | 'too-long' | 'too-short');

const HEARTBEAT_MS = 150;
const SLOW_MS = 250;
const DRIP_MS = 100;

/** A service of the contract's form that does what it is told, also what no service may. */
export class ScriptedService {
  readonly word: Word = {
    epoch: 'e',
    generation: 1,
    revision: 1,
    scope: SCOPE,
    infrastructure: 'private',
    zone: 'red',
    isMarked: true,
  };
  behavior: Behavior = 'right';
  /** Answers before anything else; false: as otherwise. */
  instead: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;
  /** Targets as they came, without streams and judgements. */
  readonly targets: string[] = [];
  /** What is set for every proxy: status and body of `GET /v1/proxy/settings`. */
  settings: { status: number; body: unknown } = { status: 404, body: { code: 'ROUTE_NOT_FOUND' } };
  settingsAsked = 0;
  /** Bulks wait here before they are answered, with what was true when they came. */
  hold: Promise<void> | null = null;
  bulks = 0;
  licenses = 0;
  lists = 0;
  streamsOpened = 0;
  /** Half open: streams stay, and nothing comes on them any more. */
  isMute = false;
  /** SHA-256 of the certificates that callers showed, in the order in which they first came. */
  readonly callers = new Set<string>();
  /** Of `GET /v1/license`: the endpoints that asked, by key. */
  readonly seen: string[] = [];
  private readonly heartbeat = setInterval(() => {
    if (!this.isMute) for (const stream of this.streams) stream.write(':\n\n');
  }, HEARTBEAT_MS).unref();
  private cursor = 0;
  private readonly told: (readonly object[])[] = [];
  private readonly streams = new Set<ServerResponse>();

  private constructor(private readonly server: Server) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => void this.answer(request, response));
  }

  static async start(tls: { cert: string; key: string }): Promise<ScriptedService> {
    const [cert, key] = await Promise.all([readFile(tls.cert), readFile(tls.key)]);
    const server = createServer({ cert, key, requestCert: true, rejectUnauthorized: false });
    const service = new ScriptedService(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return service;
  }

  get origin(): string {
    return `https://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** Tells everybody who listens. */
  tell(changes: readonly object[], word: Partial<Word> = {}): void {
    Object.assign(this.word, word);
    this.cursor += 1;
    this.told.push(changes);
    if (!this.isMute) for (const stream of this.streams) this.event(stream, changes);
  }

  /** Another certificate, for connections from now on; those that are open end. */
  async certify(tls: { cert: string; key: string }): Promise<void> {
    const [cert, key] = await Promise.all([readFile(tls.cert), readFile(tls.key)]);
    this.server.setSecureContext({ cert, key });
    this.server.closeAllConnections();
  }

  async stop(): Promise<void> {
    clearInterval(this.heartbeat);
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private event(stream: ServerResponse, changes: readonly object[]): void {
    const data = JSON.stringify(this.page(changes));
    stream.write(`id: ${String(this.cursor)}\nevent: changes\ndata: ${data}\n\n`);
  }

  private page(changes: readonly object[]): object {
    const { revision, scope, isMarked } = this.word;
    const degrees = ['file', 'url', 'domain', 'ip', 'certificate', 'software'].map((kind) => [kind, 'full']);
    const view = { revision, scope, freshUntil: null, coverage: Object.fromEntries(degrees) as object, feeds: {} };
    const page = { cursor: String(this.cursor), reset: false, more: false, changes };
    return { ...this.envelope(), ...page, ...(isMarked ? { view } : {}) };
  }

  private envelope(): object {
    const { epoch, generation, infrastructure } = this.word;
    return { epoch, generation, asOf: '2026-01-01T00:00:00Z', stale: false, coverage: 'full', infrastructure };
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '' } = request;
    const path = url.split('?')[0];
    const { fingerprint256 } = (request.socket as TLSSocket).getPeerCertificate();
    if (typeof fingerprint256 === 'string') this.callers.add(fingerprint256);
    this.targets.push(url);
    if (this.instead(request, response)) return;
    if (path === '/v1/changes') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      this.streams.add(response);
      this.streamsOpened += 1;
      response.on('close', () => this.streams.delete(response));
      // A sign of life before what was missed.
      response.write(':\n\n');
      if (this.isMute) return;
      const last = request.headers['last-event-id'];
      return this.event(response, last === undefined ? [] : this.told.slice(Number(last)).flat());
    }
    const body = await textOf(request);
    if (path === '/v1/license') {
      this.licenses += 1;
      const { authorization = '', 'pksn-endpoint': endpoint = '' } = request.headers;
      this.seen.push(`${authorization.slice(-6)} ${String(endpoint)}`);
      return this.send(response, this.standing());
    }
    if (path === '/v1/proxy/settings') {
      this.settingsAsked += 1;
      const { status, body: told } = this.settings;
      const tag = `"${createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 22)}"`;
      if (request.headers['if-none-match'] === tag) return void response.writeHead(304).end();
      const text = typeof told === 'string' ? told : JSON.stringify(told);
      return void response.writeHead(status, { 'content-type': 'application/json', etag: tag }).end(text);
    }
    if (path === '/readyz')
      return this.send(response, { status: 'ok', generation: this.word.generation, problems: [] });
    if (path === '/v1/status') {
      const { epoch, infrastructure } = this.word;
      const said = { provider: { name: 'Scripted' }, infrastructure, database: { epoch } };
      return this.send(response, { cache: { present: 3600, absent: 600 }, ...said });
    }
    if (path === '/v1/lookup') return this.lookup(body, response);
    if (path?.startsWith('/v1/prefixes/') === true) return this.list(path, response);
    const sha256 = url.split('/').pop() ?? '';
    this.send(response, { ...this.reputation(sha256), ...this.envelope() });
  }

  private async lookup(body: string, response: ServerResponse): Promise<void> {
    this.bulks += 1;
    const { objects } = JSON.parse(body) as { objects: { file: string }[] };
    const { revision, scope, isMarked } = this.word;
    const said = { ...this.envelope(), results: objects.map(({ file }) => this.reputation(file)) };
    await this.hold;
    if (isMarked) response.setHeader('pksn-scope', `${String(revision)}.${scope}`);
    this.send(response, said);
  }

  private async list(path: string, response: ServerResponse): Promise<void> {
    this.lists += 1;
    const { revision, scope, zone } = this.word;
    const [, , , section, prefix] = path.split('/');
    const entry = {
      key: prefix?.padEnd(64, '0'),
      zone,
      threat: 'T',
      source: { kind: 'feed', feed: 'f/f', version: 1 },
    };
    const cache = { present: 3600, absent: 600 };
    const said = { section, prefix, entries: [entry], cursor: null, cache, ...this.envelope() };
    await this.hold;
    response.setHeader('pksn-scope', `${String(revision)}.${scope}`);
    this.send(response, said);
  }

  private standing(): object {
    const { epoch, revision, scope, isMarked } = this.word;
    const license = { fingerprint: 'abababab', state: 'current', licenseId: 'l', customer: { id: 'c', name: 'C' } };
    const times = { expiresAt: '2030-01-01T00:00:00Z', validUntil: null, notices: [], feeds: [] };
    // A key has the scope that it has, whatever answers are marked with.
    return { ...license, ...times, ...(isMarked ? { scope: scope === SCOPE ? scope : SCOPE, epoch, revision } : {}) };
  }

  private reputation(sha256: string): object {
    const { zone } = this.word;
    const rest = { threat: 'T', product: null, trustGroup: null, popularity: null, firstSeen: null };
    return { object: { type: 'file', sha256 }, zone, ...rest, source: { kind: 'feed', feed: 'acme/core', version: 1 } };
  }

  private send(response: ServerResponse, value: object): void {
    const text = JSON.stringify(value);
    const json = { 'content-type': 'application/json' };
    if (this.behavior === 'right') response.writeHead(200, json).end(text);
    else if (this.behavior === 'html')
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
    else if (this.behavior === 'garbage') response.writeHead(200, json).end('{"zone":"green"}');
    else if (this.behavior === 'not-json') response.writeHead(200, json).end('\0\xff{');
    else if (this.behavior === 'slow') setTimeout(() => response.writeHead(200, json).end(text), SLOW_MS);
    else if (this.behavior === 'endless-head') drip(response, 'HTTP/1.1 200 OK\r\n', `x: ${'y'.repeat(4_000)}\r\n`);
    else if (this.behavior === 'trickling-head') drip(response, 'HTTP/1.1 200 OK\r\n', 'x: y\r\n');
    else if (this.behavior === 'trickling-body')
      drip(response, 'HTTP/1.1 200 OK\r\ncontent-length: 99999\r\n\r\n', ' ');
    else if (this.behavior === 'too-short' || this.behavior === 'too-long') {
      const length = this.behavior === 'too-short' ? text.length - 20 : text.length + 20;
      // Behind a short one stands what a client may take for the answer to its next question.
      const next = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${String(text.length)}\r\n\r\n${text}`;
      response.socket?.write(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${String(length)}\r\n\r\n${text}${next}`,
      );
    } else if (this.behavior === 'cut') {
      response.writeHead(200, { ...json, 'content-length': String(text.length) });
      response.write(text.slice(0, text.length / 2));
      setImmediate(() => response.destroy());
    }
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request as AsyncIterable<Buffer>) text += piece.toString();
  return text;
}

/** Writes a head, and then a bit more of it again and again, until the other side has enough. */
function drip({ socket }: ServerResponse, head: string, more: string): void {
  socket?.write(head);
  const timer = setInterval(() => socket?.write(more), DRIP_MS);
  socket?.once('close', () => clearInterval(timer)).on('error', () => clearInterval(timer));
}
