import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { relayedPair } from './relayed-pair';

/** A relay to a loopback port that cuts connections after so many bytes from the client: a broken line. */
export class CuttingProxy {
  /** How many connections are still to be cut. */
  cuts = 0;
  cutAfterBytes = Infinity;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    public target: number,
  ) {
    server.on('connection', (near) => this.relay(near));
  }

  static async open(target: number): Promise<CuttingProxy> {
    const server = createServer();
    const proxy = new CuttingProxy(server, target);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  private relay(near: Socket): void {
    const { far, cut } = relayedPair(near, this.target, this.sockets);
    let passed = 0;
    near.on('data', (bytes: Buffer) => {
      passed += bytes.length;
      if (this.cuts > 0 && passed > this.cutAfterBytes) {
        this.cuts -= 1;
        return cut();
      }
      if (!far.write(bytes)) near.pause();
    });
    far.on('drain', () => near.resume());
    far.pipe(near);
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((done) => this.server.close(done));
  }
}
