import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WireObject } from '@pksn/contract';
import { ensureLocalTls, systemClock } from '@pksn/runtime';

export const sha256 = (n: number): string => n.toString(16).padStart(64, '0');

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly key: string | null;
  readonly objects: readonly WireObject[];
  /** Null: there was none. */
  readonly body: unknown;
}

export type Reply = (request: IncomingMessage, response: ServerResponse, asked: Asked) => void;

interface Material {
  readonly key: Buffer;
  readonly cert: Buffer;
  readonly ca: string;
}

let common: Promise<Material> | null = null;
const shared = (): Promise<Material> => (common ??= ownAuthority());

export async function ownAuthority(): Promise<Material> {
  const folder = await mkdtemp(join(tmpdir(), 'pksn-service-'));
  const tls = await ensureLocalTls(folder, { hosts: ['127.0.0.1'], now: systemClock.now() });
  const [key, cert, ca] = await Promise.all([readFile(tls.key), readFile(tls.cert), readFile(tls.ca, 'utf8')]);
  await rm(folder, { recursive: true, force: true });
  return { key, cert, ca };
}

/** A service on a port of its own that answers as told, over TLS as the real one does. What it does can be changed at any time. */
export class LocalService {
  readonly asked: Asked[] = [];
  private readonly streams = new Set<ServerResponse>();
  infrastructure: 'private' | 'global' = 'private';
  status: 'enabled' | 'disabled' = 'enabled';
  epoch = 'e1';
  generation = 1;
  cursor = 0;
  /** Seconds since a proxy in its place could ask; null: it is the service itself. */
  age: number | null = null;
  present = 3600;
  absent = 600;
  /** Zones by the asked value; grey for the others. */
  readonly zones = new Map<string, string>();
  /** Takes over some requests; null: everything as usual. */
  reply: ((asked: Asked) => Reply | null) | null = null;
  /** Pages of changes that were not asked for yet, by the cursor before them. */
  readonly pages = new Map<string, object>();

  private constructor(
    private readonly server: Server,
    readonly ca: string,
  ) {}

  /** All services of a test file have one authority, but for those that ask for one of their own. */
  static async start(material: Promise<Material> = shared()): Promise<LocalService> {
    const { key, cert, ca } = await material;
    const server = createServer({ key, cert });
    const service = new LocalService(server, ca);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => service.take(request, response));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return service;
  }

  get origin(): string {
    return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get lookups(): Asked[] {
    return this.asked.filter(
      ({ path }) => !['/v1/status', '/v1/license'].includes(path) && !path.startsWith('/v1/changes'),
    );
  }

  envelope(): object {
    const { epoch, generation, infrastructure, age } = this;
    const freshness = age === null ? { stale: false } : { stale: true, age };
    return { epoch, generation, asOf: '2026-11-22T00:00:00Z', ...freshness, coverage: 'full', infrastructure };
  }

  reputation(object: WireObject): object {
    const [[kind, value] = ['', '']] = Object.entries(object) as [string, string][];
    const zone = this.zones.get(value.toLowerCase()) ?? 'grey';
    const source = zone === 'grey' ? { kind: 'none' } : { kind: 'feed', feed: 'acme/core', version: 1 };
    const names = kind === 'file' ? { sha256: value } : { [kind]: value };
    const rest = { threat: null, product: null, trustGroup: null, popularity: null, firstSeen: null };
    return { object: { type: kind, ...names }, zone, ...rest, source };
  }

  /** Tells a change to whoever listens, and to whoever asks. */
  tell(changes: readonly object[], rest: object = {}): void {
    const before = `c${this.cursor}`;
    this.cursor += 1;
    const page = { ...this.envelope(), cursor: `c${this.cursor}`, reset: false, more: false, changes, ...rest };
    this.pages.set(before, page);
    for (const stream of this.streams)
      stream.write(`id: c${this.cursor}\nevent: changes\ndata: ${JSON.stringify(page)}\n\n`);
  }

  get listeners(): number {
    return this.streams.size;
  }

  /** A sign of life. */
  beat(): void {
    for (const stream of this.streams) stream.write(':\n\n');
  }

  cutStreams(): void {
    for (const stream of this.streams) stream.destroy();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private take(request: IncomingMessage, response: ServerResponse): void {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('error', () => undefined);
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const text = Buffer.concat(pieces).toString();
      const body = (text === '' ? null : JSON.parse(text)) as { objects?: WireObject[] } | null;
      const asked = { method, path, key: headers.authorization?.slice(7) ?? null, objects: body?.objects ?? [], body };
      this.asked.push(asked);
      (this.reply?.(asked) ?? this.usual)(request, response, asked);
    });
  }

  private readonly usual: Reply = (request, response, { path, objects }) => {
    if (path === '/v1/status') {
      const { infrastructure, status, present, absent } = this;
      json(response, { infrastructure, status, restrictions: [], statement: null, cache: { present, absent } });
    } else if (path === '/v1/license') json(response, {});
    else if (path.startsWith('/v1/changes')) this.changes(request, response);
    else if (path === '/v1/lookup') {
      json(response, { ...this.envelope(), results: objects.map((one) => this.reputation(one)) });
    } else {
      const value = decodeURIComponent(path.split(/[/=]/).at(-1) ?? '');
      const kind = { files: 'file', domains: 'domain', ips: 'ip' }[path.split('/')[2] ?? ''] ?? 'url';
      json(response, { ...this.reputation({ [kind]: value }), ...this.envelope() });
    }
  };

  private changes(request: IncomingMessage, response: ServerResponse): void {
    const cursor = /cursor=(.*)/.exec(request.url ?? '')?.[1] ?? `c${this.cursor}`;
    if (request.headers.accept === 'text/event-stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' }).write(': hello\n\n');
      this.streams.add(response);
      response.on('close', () => this.streams.delete(response));
      return;
    }
    const page = this.pages.get(cursor);
    json(response, page ?? { ...this.envelope(), cursor, reset: false, more: false, changes: [] });
  }
}

export function json(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** A refusal with a code. */
export const refusal =
  (status: number, code: string, headers: Record<string, string> = {}): Reply =>
  (_request, response) =>
    json(response, { code, detail: `as told: ${code}`, status }, status, headers);
