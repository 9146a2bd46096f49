import type { Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** What happens to connections that are made from now on. */
type Mode = 'forward' | 'refuse' | 'swallow';
/** Which way of a connection is silent; nobody is told. */
type Silence = 'none' | 'answers' | 'both';

interface Pair {
  readonly client: Socket;
  readonly server: Socket | null;
  silence: Silence;
}

/**
 * A TCP relay to a loopback port that fails as networks do: connections that go silent without an end, refused or
 * swallowed new ones, cut ones, and a server that becomes another.
 */
export class SilentRelay {
  private readonly pairs = new Set<Pair>();
  private mode: Mode = 'forward';

  private constructor(
    private readonly listener: Server,
    private target: number,
  ) {
    listener.on('connection', (client: Socket) => this.accept(client));
  }

  static async start(targetPort: number): Promise<SilentRelay> {
    const listener = createServer({ noDelay: true });
    const relay = new SilentRelay(listener, targetPort);
    await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
    return relay;
  }

  /** The same URL with the relay's port in it. */
  urlOf(url: string): string {
    const through = new URL(url);
    through.hostname = '127.0.0.1';
    through.port = String((this.listener.address() as AddressInfo).port);
    return through.toString();
  }

  /** Connections that are open and have not been silenced. */
  get lively(): number {
    return [...this.pairs].filter((pair) => pair.silence === 'none').length;
  }

  /** The connections of now go silent: both ways, or only what the server says. They stay so. */
  freeze(silence: 'answers' | 'both' = 'both'): void {
    for (const pair of this.pairs) pair.silence = silence;
  }

  /** The connections of now are reset. */
  cut(): void {
    for (const pair of this.pairs) this.end(pair);
  }

  /** New connections are closed at once, accepted and never answered, or forwarded again. */
  admit(mode: Mode): void {
    this.mode = mode;
  }

  /** New connections go to another server. */
  pointTo(targetPort: number): void {
    this.target = targetPort;
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise<void>((done) => this.listener.close(() => done()));
  }

  private accept(client: Socket): void {
    client.on('error', () => undefined);
    if (this.mode === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    const server = this.mode === 'swallow' ? null : connect({ host: '127.0.0.1', port: this.target, noDelay: true });
    const pair: Pair = { client, server, silence: server === null ? 'both' : 'none' };
    this.pairs.add(pair);
    client.on('data', (bytes: Buffer) => {
      if (pair.silence !== 'both') server?.write(bytes);
    });
    client.on('close', () => this.closed(pair, 'client'));
    server?.on('error', () => undefined);
    server?.on('data', (bytes: Buffer) => {
      if (pair.silence === 'none') client.write(bytes);
    });
    server?.on('close', () => this.closed(pair, 'server'));
  }

  /** The end of one side is told to the other, unless that way is silent. */
  private closed(pair: Pair, side: 'client' | 'server'): void {
    const isTold = pair.silence === 'none' || (pair.silence === 'answers' && side === 'client');
    if (isTold) this.end(pair);
  }

  private end(pair: Pair): void {
    this.pairs.delete(pair);
    pair.client.destroy();
    pair.server?.destroy();
  }
}
