import type { ClientRequest, IncomingMessage } from 'node:http';
import { request } from 'node:https';

export interface StreamEvent {
  readonly id: string | null;
  readonly event: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look at data of many shapes
  readonly data: any;
}

/** A stream of server-sent events, as a client reads it. */
export class EventStream {
  readonly events: StreamEvent[] = [];
  isOver = false;
  private buffered = '';
  private wake: () => void = () => undefined;

  private constructor(
    private readonly outgoing: ClientRequest,
    readonly response: IncomingMessage,
  ) {
    response.on('data', (part: Buffer) => this.take(part.toString()));
    response.on('error', () => undefined);
    response.on('close', () => {
      this.isOver = true;
      this.wake();
    });
  }

  static open(options: {
    port: number;
    ca: string;
    key: string;
    path: string;
    lastEventId?: string;
  }): Promise<EventStream> {
    const { port, ca, key, path, lastEventId } = options;
    const headers: Record<string, string> = { authorization: `Bearer ${key}`, accept: 'text/event-stream' };
    if (lastEventId !== undefined) headers['last-event-id'] = lastEventId;
    return new Promise((done, fail) => {
      const outgoing = request({ host: '127.0.0.1', port, ca, path, headers, agent: false }, (response) =>
        done(new EventStream(outgoing, response)),
      );
      outgoing.on('error', fail);
      outgoing.end();
    });
  }

  /** Waits until there is such an event, or the stream has ended: then undefined. */
  async until(right: (event: StreamEvent) => boolean): Promise<StreamEvent | undefined> {
    for (;;) {
      const found = this.events.find(right);
      if (found !== undefined || this.isOver) return found;
      await new Promise<void>((woken) => (this.wake = woken));
    }
  }

  close(): void {
    this.outgoing.destroy();
  }

  private take(text: string): void {
    this.buffered += text;
    for (let end = this.buffered.indexOf('\n\n'); end >= 0; end = this.buffered.indexOf('\n\n')) {
      const lines = this.buffered.slice(0, end).split('\n');
      this.buffered = this.buffered.slice(end + 2);
      const field = (name: string): string | null =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? null;
      const [event, data] = [field('event'), field('data')];
      if (event !== null && data !== null)
        this.events.push({ id: field('id'), event, data: JSON.parse(data) as unknown });
    }
    this.wake();
  }
}
