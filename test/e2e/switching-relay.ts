import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ensureLocalTls } from '@pksn/runtime';
import type { Service } from './service';

/** One request that came through. */
export interface Relayed {
  /** The process that it went to. */
  readonly to: string;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly endpointId: string | null;
}

/** One address behind which one process of a service after the other answers, which notes what it was asked, and may change an answer. */
export class SwitchingRelay {
  readonly asked: Relayed[] = [];
  /** Changes the text of an answer; null: as it is. */
  bend: ((path: string, text: string) => string) | null = null;
  private to: string;

  private constructor(
    private readonly service: Service,
    private readonly server: Server,
    to: string,
  ) {
    this.to = to;
  }

  static async start(service: Service, to: string): Promise<SwitchingRelay> {
    const tls = await ensureLocalTls(join(service.dataDir, 'tls'), { hosts: [], now: Date.now() });
    const server = createServer({ key: readFileSync(tls.key), cert: readFileSync(tls.cert) });
    const relay = new SwitchingRelay(service, server, to);
    server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => relay.take(incoming, outgoing));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return relay;
  }

  get origin(): string {
    return `https://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** As when another service is started at this address: connections end. */
  switchTo(to: string): void {
    this.to = to;
    this.asked.splice(0);
    this.server.closeAllConnections();
  }

  /** Distinct paths that were asked since the last switch. */
  get paths(): string[] {
    return [...new Set(this.asked.map((one) => one.path))].sort();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private take(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method = '', url = '', headers } = incoming;
    const path = url.replace(/\?.*/, '');
    const endpointId = typeof headers['pksn-endpoint'] === 'string' ? headers['pksn-endpoint'] : null;
    this.asked.push({ to: this.to, method, path, endpointId });
    if (!this.service.apps.has(this.to)) {
      incoming.socket.destroy();
      return;
    }
    const target = { host: '127.0.0.1', port: this.service.portOf(this.to), ca: this.service.ca };
    const forwarded = request({ ...target, method, path: url, headers, agent: false }, (answer) => {
      const { bend } = this;
      if (bend === null) {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
        return;
      }
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('end', () => {
        const { 'content-length': _, ...rest } = answer.headers;
        outgoing.writeHead(answer.statusCode ?? 502, rest).end(bend(path, Buffer.concat(pieces).toString()));
      });
    });
    forwarded.on('error', () => outgoing.destroy());
    outgoing.on('close', () => forwarded.destroy());
    incoming.pipe(forwarded);
  }
}
