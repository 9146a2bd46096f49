import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';

const HEAD_END = '\r\n\r\n';

interface Waiting {
  readonly done: (body: string) => void;
  readonly fail: (error: Error) => void;
}

/** One HTTPS connection that is kept, one request at a time: a client that costs little, so that the server is what is busy. */
export class KeptConnection {
  private bytes: Buffer = Buffer.alloc(0);
  private waiting: Waiting | null = null;

  private constructor(private readonly socket: TLSSocket) {
    socket.on('data', (part: Buffer) => this.take(part));
    socket.on('error', (error) => this.waiting?.fail(error));
    socket.on('close', () => this.waiting?.fail(new Error('the connection was closed')));
  }

  static open(port: number, ca: string): Promise<KeptConnection> {
    return new Promise((done, fail) => {
      const socket = connect({ host: '127.0.0.1', port, ca, minVersion: 'TLSv1.2' });
      socket.once('secureConnect', () => done(new KeptConnection(socket)));
      socket.once('error', fail);
    });
  }

  /** The body of the answer. Throws when it is not 200. */
  ask(request: Buffer): Promise<string> {
    return new Promise((done, fail) => {
      this.waiting = { done, fail };
      this.socket.write(request);
    });
  }

  close(): void {
    this.waiting = null;
    this.socket.destroy();
  }

  private take(part: Buffer): void {
    this.bytes = this.bytes.length === 0 ? part : Buffer.concat([this.bytes, part]);
    const headEnd = this.bytes.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = this.bytes.toString('latin1', 0, headEnd);
    const start = headEnd + HEAD_END.length;
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1]);
    if (this.bytes.length < start + length) return;
    const body = this.bytes.toString('utf8', start, start + length);
    this.bytes = this.bytes.subarray(start + length);
    const { waiting } = this;
    this.waiting = null;
    if (head.startsWith('HTTP/1.1 200 ')) waiting?.done(body);
    else waiting?.fail(new Error(`${head}\n${body}`));
  }
}
