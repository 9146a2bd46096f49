import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { relayedPair } from './relayed-pair';

/** A line to a loopback port that can be down, and that can keep answers to itself. */
export class HoldingRelay {
  /** Requests go through; what is answered to them does not. */
  isHolding = false;
  private isUp = true;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: number,
  ) {
    server.on('connection', (near) => this.relay(near));
  }

  static async open(target: number): Promise<HoldingRelay> {
    const server = createServer();
    const relay = new HoldingRelay(server, target);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return relay;
  }

  get origin(): string {
    return `https://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** Connections break, with what was held, and there are no new ones. */
  down(): void {
    this.isUp = false;
    for (const socket of this.sockets) socket.destroy();
  }

  up(): void {
    this.isUp = true;
  }

  async close(): Promise<void> {
    this.down();
    await new Promise((done) => this.server.close(done));
  }

  private relay(near: Socket): void {
    if (!this.isUp) return void near.destroy();
    const { far } = relayedPair(near, this.target, this.sockets);
    // The first answer is that of the handshake (TLS 1.3), before any request.
    let answers = 0;
    near.on('data', (bytes: Buffer) => far.write(bytes));
    far.on('data', (bytes: Buffer) => {
      answers += 1;
      if (!this.isHolding || answers === 1) near.write(bytes);
    });
  }
}
