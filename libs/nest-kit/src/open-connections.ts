import type { Server, Socket } from 'node:net';

/**
 * The open connections of a listener, to be made before it listens. Node waits at its end for every one that has not
 * sent a request yet, or not begun its handshake, which anybody could keep it from for as long as they like.
 */
export class OpenConnections {
  private readonly open = new Set<Socket>();

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.open.add(socket);
      socket.once('close', () => this.open.delete(socket));
    });
  }

  /** Runs `close`, and ends what is still open after `patienceMs`. */
  async endWithin(patienceMs: number, close: () => Promise<void>): Promise<void> {
    const timer = setTimeout(() => this.end(), patienceMs);
    try {
      await close();
    } finally {
      clearTimeout(timer);
    }
  }

  end(): void {
    for (const socket of this.open) socket.destroy();
  }
}
