import type { ServerResponse } from 'node:http';
import { Fault } from '@pksn/domain';
import type { Problem } from '@pksn/contract';
import { problemOf } from '@pksn/contract';
import { monotonicMs } from '@pksn/runtime';
import type { Grant } from '../license/license-gate';
import type { StreamPorts } from './stream-ports';
import type { UnsentBytes } from './unsent-bytes';

/** Keys of one event. */
const EVENT_KEYS = 1_000;
const HEARTBEAT_MS = 15_000;
/** How long a client waits before it connects again: between these, so that they do not come all at once. */
const RETRY_MS = { least: 500, most: 5_000 } as const;

/**
 * One stream of server-sent events: a page of changes is an event, whose id is the cursor. The next page is made when the
 * reader took the last one, so that no more than one waits in memory.
 */
export class ChangeStream {
  private isBusy = false;
  private isAskedAgain = false;
  private isOver = false;
  /** The first event comes at once, also when it says nothing: the client knows that it is linked. */
  private hasTold = false;
  private writtenAt = monotonicMs();
  private blockedSince: number | null = null;

  constructor(
    private readonly response: ServerResponse,
    private grant: Grant,
    private cursor: string | null,
    private readonly ports: Pick<StreamPorts, 'license' | 'pages' | 'clock' | 'log'>,
    private readonly patienceMs: number,
    private readonly unsent: UnsentBytes,
  ) {
    response.once('close', () => {
      this.isOver = true;
      unsent.done(response);
    });
    response.on('error', () => response.destroy());
    response.on('drain', () => {
      this.blockedSince = null;
      unsent.done(response);
      this.wake();
    });
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    const retryMs = RETRY_MS.least + Math.floor(Math.random() * (RETRY_MS.most - RETRY_MS.least));
    this.write(`retry: ${String(retryMs)}\n\n`);
  }

  /** Something may have changed: judges the key again, and tells what there is to tell. */
  wake(): void {
    this.isAskedAgain = true;
    if (!this.isBusy) void this.run();
  }

  /** Each second: the key's time, a heartbeat, and readers that do not read. */
  look(now: number): void {
    if (this.isOver) return;
    const monotonic = monotonicMs();
    if (this.blockedSince !== null) {
      if (monotonic - this.blockedSince >= this.patienceMs) this.response.destroy();
      return;
    }
    if (now >= this.grant.until || this.isAskedAgain) this.wake();
    else if (monotonic - this.writtenAt >= HEARTBEAT_MS) this.write(':\n\n');
  }

  end(problem: Problem): void {
    if (this.isOver) return;
    this.isOver = true;
    this.response.end(`event: end\ndata: ${JSON.stringify(problem)}\n\n`);
  }

  private async run(): Promise<void> {
    this.isBusy = true;
    try {
      while (this.isAskedAgain && !this.isOver && this.blockedSince === null) {
        this.isAskedAgain = false;
        this.grant = this.ports.license.renewed(this.grant);
        if (await this.tell()) this.isAskedAgain = true;
      }
    } catch (error) {
      this.failed(Fault.from(error));
    } finally {
      this.isBusy = false;
    }
  }

  /** One page; whether there is more. */
  private async tell(): Promise<boolean> {
    const { pages, clock } = this.ports;
    const { text, cursor, more } = await pages.page(this.grant.entry, this.cursor, EVENT_KEYS, clock.now());
    if (this.isOver) return false;
    if (cursor !== this.cursor || !this.hasTold)
      this.write(`id: ${cursor}\nevent: changes\ndata: ${text.toString()}\n\n`);
    this.hasTold = true;
    this.cursor = cursor;
    return more;
  }

  /** Without the database nothing new can be told now: the next look, a second later, tries again. */
  private failed(fault: Fault): void {
    if (fault.code === 'SERVICE_UNAVAILABLE') this.isAskedAgain = true;
    else {
      if (fault.kind === 'defect') this.ports.log.error({ error: fault.cause ?? fault }, 'a stream of changes failed');
      this.end(problemOf(fault));
    }
  }

  private write(text: string): void {
    this.writtenAt = monotonicMs();
    if (this.response.write(text)) return;
    this.blockedSince ??= monotonicMs();
    this.unsent.wait(this.response, this.response.writableLength);
  }
}
