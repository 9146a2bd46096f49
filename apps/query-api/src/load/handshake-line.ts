import type { Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { MetricFamily } from '@pksn/nest-kit';
import { LOAD_LIMITS } from './load-limits';

type Opening = (socket: Socket) => void;

/**
 * Lets new connections into their TLS handshakes a few in each turn of the event loop, in the order in which they
 * came, so that requests on open connections are answered in between: a thousand handshakes at once would stop
 * everything for a second. Nothing is read from those that wait; how long a handshake may take is the server's.
 */
export class HandshakeLine {
  private readonly waiting: Socket[] = [];
  private readonly openings: Opening[];
  private open = 0;
  private handshakes = 0;
  private resumed = 0;
  private failed = 0;
  private turnedAway = 0;

  private constructor(
    private readonly server: HttpsServer,
    /** Connections at one time. */
    private readonly limit: number,
  ) {
    this.openings = server.listeners('connection') as Opening[];
  }

  static before(server: HttpsServer): HandshakeLine {
    // Not the server's own limit: in a pool, members that are full would hand a connection on to each other for ever.
    const line = new HandshakeLine(server, server.maxConnections || Infinity);
    server.maxConnections = Infinity;
    // Of net.Server: bytes that are read before TLS takes the socket would have to be handed over.
    (server as HttpsServer & { pauseOnConnect: boolean }).pauseOnConnect = true;
    server.removeAllListeners('connection');
    server.on('connection', (socket: Socket) => line.arrived(socket));
    server.on('secureConnection', (socket: TLSSocket) => {
      line.handshakes += 1;
      if (socket.isSessionReused()) line.resumed += 1;
    });
    server.on('tlsClientError', () => (line.failed += 1));
    return line;
  }

  families(): MetricFamily[] {
    const counter = (name: string, help: string, value: number): MetricFamily => ({
      name,
      help,
      kind: 'counter',
      samples: [[{}, value]],
    });
    return [
      { name: 'pksn_connections', help: 'Open connections', kind: 'gauge', samples: [[{}, this.open]] },
      {
        name: 'pksn_tls_handshakes_waiting',
        help: 'Connections that wait for their TLS handshake',
        kind: 'gauge',
        samples: [[{}, this.waiting.length]],
      },
      {
        name: 'pksn_tls_handshakes_total',
        help: 'TLS handshakes that succeeded: of new sessions and of resumed ones',
        kind: 'counter',
        samples: [
          [{ session: 'new' }, this.handshakes - this.resumed],
          [{ session: 'resumed' }, this.resumed],
        ],
      },
      counter('pksn_tls_failures_total', 'TLS handshakes that failed or were too slow', this.failed),
      counter('pksn_connections_refused_total', 'Connections over the limit of connections', this.turnedAway),
    ];
  }

  private arrived(socket: Socket): void {
    if (this.open >= this.limit) {
      this.turnedAway += 1;
      socket.destroy();
      return;
    }
    this.open += 1;
    socket.once('close', () => (this.open -= 1));
    this.waiting.push(socket);
    if (this.waiting.length === 1) setImmediate(this.next);
  }

  private readonly next = (): void => {
    for (const socket of this.waiting.splice(0, LOAD_LIMITS.handshakesPerTurn)) {
      if (socket.destroyed) continue;
      for (const opening of this.openings) opening.call(this.server, socket);
    }
    if (this.waiting.length > 0) setImmediate(this.next);
  };
}
