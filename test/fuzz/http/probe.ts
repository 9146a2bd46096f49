import { once } from 'node:events';
import type { TLSSocket } from 'node:tls';
import { connect } from 'node:tls';

export interface ProbeAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

const HEAD_END = '\r\n\r\n';

/** One TLS connection that sends bytes as they are and reads one answer at a time. */
export class Probe {
  private received = '';
  private closed = false;
  private wake: () => void = () => undefined;

  private constructor(private readonly socket: TLSSocket) {
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.received += text;
      this.wake();
    });
    const close = (): void => {
      this.closed = true;
      this.wake();
    };
    socket.on('error', close).on('close', close).on('end', close);
  }

  static async open(port: number, ca: string, session: { ticket?: Buffer }): Promise<Probe> {
    const ticket = session.ticket === undefined ? {} : { session: session.ticket };
    const socket = connect({ host: '127.0.0.1', port, ca, ...ticket });
    socket.on('session', (next: Buffer) => (session.ticket = next));
    const probe = new Probe(socket);
    await once(socket, 'secureConnect');
    return probe;
  }

  get isOpen(): boolean {
    return !this.closed;
  }

  /** The whole answer; null when none came before the connection closed or patience ended. */
  async ask(request: Buffer, patienceMs: number): Promise<ProbeAnswer | null> {
    this.received = '';
    this.socket.write(request);
    const isHead = request.subarray(0, 5).toString('latin1') === 'HEAD ';
    const timer = setTimeout(() => this.cut(), patienceMs);
    try {
      for (;;) {
        const answer = wholeAnswer(this.received, isHead, this.closed);
        if (answer !== null || this.closed) return answer;
        await new Promise<void>((done) => (this.wake = done));
      }
    } finally {
      clearTimeout(timer);
    }
  }

  cut(): void {
    this.closed = true;
    this.socket.destroy();
    this.wake();
  }
}

function wholeAnswer(text: string, isHead: boolean, closed: boolean): ProbeAnswer | null {
  const end = text.indexOf(HEAD_END);
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? Number.NaN);
  if (end < 0 || Number.isNaN(status)) return null;
  // 100 Continue stands before the answer.
  if (status < 200) return wholeAnswer(text.slice(end + HEAD_END.length), isHead, closed);
  const [head, rest] = [text.slice(0, end), text.slice(end + HEAD_END.length)];
  const body = isHead || status === 204 || status === 304 ? '' : wholeBody(head, rest, closed);
  return body === null ? null : { status, head, body };
}

function wholeBody(head: string, rest: string, closed: boolean): string | null {
  const length = /^content-length: (\d+)/im.exec(head)?.[1];
  if (length !== undefined) return rest.length >= Number(length) ? rest.slice(0, Number(length)) : null;
  // Server-sent events go on and on: their head and what came with it will do.
  if (/^content-type: text\/event-stream/im.test(head)) return rest;
  if (!/^transfer-encoding: chunked/im.test(head)) return closed ? rest : null;
  return rest.endsWith('0\r\n\r\n') ? unchunked(rest) : null;
}

function unchunked(text: string): string {
  let body = '';
  for (let at = 0; at < text.length;) {
    const line = text.indexOf('\r\n', at);
    const length = Number.parseInt(text.slice(at, line), 16);
    if (!(length > 0)) break;
    body += text.slice(line + 2, line + 2 + length);
    at = line + length + 4;
  }
  return body;
}
