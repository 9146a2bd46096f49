import type { ServerResponse } from 'node:http';
import type { Problem } from '@pksn/contract';
import { monotonicMs } from '@pksn/runtime';

const HEARTBEAT_MS = 15_000;
/** A reader that takes nothing for this long is cut off. */
const PATIENCE_MS = 30_000;
const RETRY_MS = 2_000;

export interface ServerEvent {
  readonly id: string;
  readonly event: string;
  readonly data: object;
}

/** A response as a stream of server-sent events. While its reader takes nothing, nothing more is written. */
export class ServerEvents {
  private writtenAt = monotonicMs();
  private blockedSince: number | null = null;

  constructor(
    private readonly response: ServerResponse,
    private readonly patienceMs = PATIENCE_MS,
  ) {
    response.on('error', () => response.destroy());
    response.on('drain', () => (this.blockedSince = null));
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    this.write(`retry: ${String(RETRY_MS)}\n\n`);
  }

  get isOver(): boolean {
    return this.response.writableEnded || this.response.destroyed;
  }

  /** Whether the reader took what was written so far. */
  get takes(): boolean {
    return !this.isOver && this.blockedSince === null;
  }

  tell({ id, event, data }: ServerEvent): void {
    this.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Now and then: a heartbeat, and the end of a reader that does not read. */
  look(): void {
    const now = monotonicMs();
    if (this.blockedSince !== null) {
      if (now - this.blockedSince >= this.patienceMs) this.response.destroy();
    } else if (now - this.writtenAt >= HEARTBEAT_MS) this.write(':\n\n');
  }

  /** With why it ends before what it is about has. */
  end(problem: Problem | null = null): void {
    if (this.isOver) return;
    this.response.end(problem === null ? '' : `event: end\ndata: ${JSON.stringify(problem)}\n\n`);
  }

  private write(text: string): void {
    if (this.isOver) return;
    this.writtenAt = monotonicMs();
    if (!this.response.write(text)) this.blockedSince ??= monotonicMs();
  }
}
