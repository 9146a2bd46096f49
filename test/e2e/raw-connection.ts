import { once } from 'node:events';
import { connect as connectPlain } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from 'node:tls';

/** Bytes on a connection as they are, for whatever no HTTP client would send. */
export class RawConnection {
  private text = '';
  private ended = false;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (bytes: Buffer) => (this.text += bytes.toString('latin1')));
    socket.on('error', () => (this.ended = true));
    socket.on('close', () => (this.ended = true));
  }

  static async tls(port: number, ca: string): Promise<RawConnection> {
    const socket = connect({ host: '127.0.0.1', port, ca, servername: 'localhost' });
    const connection = new RawConnection(socket);
    await once(socket, 'secureConnect');
    return connection;
  }

  static async plain(port: number): Promise<RawConnection> {
    const socket = connectPlain({ host: '127.0.0.1', port });
    const connection = new RawConnection(socket);
    await once(socket, 'connect');
    return connection;
  }

  send(...parts: (string | Buffer)[]): this {
    for (const part of parts) this.socket.write(part);
    return this;
  }

  get received(): string {
    return this.text;
  }

  get closed(): boolean {
    return this.ended;
  }

  /** What has come when it satisfies, or when the other side has closed. */
  async until(enough: (text: string) => boolean): Promise<string> {
    while (!enough(this.text) && !this.ended) await delay(10);
    return this.text;
  }

  /** Everything up to the end that the other side makes. */
  end(): Promise<string> {
    return this.until(() => false);
  }

  cut(): void {
    this.socket.destroy();
  }
}

/** The status of the first answer in a text, and the code of its problem. */
export function firstAnswer(text: string): { status: number; code: string | null } {
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1] ?? 0);
  return { status, code: /"code":"([A-Z_]+)"/.exec(text)?.[1] ?? null };
}
