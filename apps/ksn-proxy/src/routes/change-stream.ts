import type { ServerResponse } from 'node:http';
import { problemOf } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { Asker } from '../license/asker';
import type { KeyJudge } from '../license/key-judge';
import { PROXY_LIMITS } from '../limits';
import { UpstreamRefusal } from '../upstream/upstream-refusal';
import { nextPage } from '../views/next-page';
import type { View } from '../views/view';

export interface StreamPorts {
  readonly judge: KeyJudge;
  readonly now: () => number;
  readonly elapsedMs: () => number;
  /** A page of the service's, for a cursor that the view does not know; it is waited for until the view is as far. */
  readonly ask: (view: View, asker: Asker, cursor: string) => Promise<{ text: string; cursor: string; more: boolean }>;
  readonly ended: () => void;
}

const HEARTBEAT_MS = 15_000;
const LOOK_MS = 1_000;
/** A link that is back within so long has not been lost for those who listen. */
const GRACE_MS = 1_000;
const FULL_BYTES = 256 * 1024;
/** Whoever reads nothing for so long is cut off; he comes back with his cursor. */
const PATIENCE_MS = 30_000;
const RETRY_MS = { least: 500, most: 5_000 } as const;

/** A reader of a view's changes: pages go on as they came, and only after the view has taken them. */
export class ChangeStream {
  private isBusy = false;
  private isAskedAgain = false;
  private isOver = false;
  private hasTold = false;
  private lostLooks = 0;
  private quietLooks = 0;
  private fullLooks = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly response: ServerResponse,
    private readonly view: View,
    private readonly asker: Asker,
    private cursor: string | null,
    private readonly ports: StreamPorts,
  ) {
    response.on('error', () => response.destroy());
    response.on('drain', () => this.isAskedAgain && this.wake());
    response.once('close', () => this.over());
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    response.write(
      `retry: ${String(Math.floor(RETRY_MS.least + Math.random() * (RETRY_MS.most - RETRY_MS.least)))}\n\n`,
    );
    view.events.on('page', this.wake);
    this.timer = setInterval(() => this.look(), LOOK_MS);
    this.wake();
  }

  /** Ends it with the reason; who reads it comes back, or knows that the link is lost. */
  end(error: unknown): void {
    if (this.isOver) return;
    const refusal =
      error instanceof UpstreamRefusal ? error.answer.body.toString() : JSON.stringify(problemOf(Fault.from(error)));
    this.response.end(`event: end\ndata: ${refusal.replaceAll('\n', ' ')}\n\n`);
    this.over();
  }

  private readonly wake = (): void => {
    this.isAskedAgain = true;
    if (!this.isBusy) void this.run();
  };

  private look(): void {
    this.view.usedAt = this.ports.elapsedMs();
    this.lostLooks = this.view.current === null ? this.lostLooks + 1 : 0;
    if (this.lostLooks * LOOK_MS > GRACE_MS)
      return this.end(new Fault('SERVICE_UNAVAILABLE', 'the link to the service is lost'));
    this.fullLooks = this.isFull ? this.fullLooks + 1 : 0;
    const isStuck = this.fullLooks * LOOK_MS > PATIENCE_MS;
    if (isStuck || this.response.writableLength > PROXY_LIMITS.unreadBytes) return void this.response.destroy();
    this.quietLooks += 1;
    // The key is judged again whenever its judgement is over.
    if (this.isAskedAgain || this.ports.judge.peek(this.asker.keyHash, this.ports.now()) === null) this.wake();
    if (this.quietLooks * LOOK_MS >= HEARTBEAT_MS && this.lostLooks === 0) this.write(':\n\n');
  }

  /** So much waits for who reads that no more is told before he has read it. */
  private get isFull(): boolean {
    return this.response.writableLength > FULL_BYTES;
  }

  private async run(): Promise<void> {
    this.isBusy = true;
    try {
      while (this.isAskedAgain && !this.isOver && !this.isFull) {
        this.isAskedAgain = false;
        const { standing } = await this.ports.judge.judge(this.asker);
        if (standing.scope !== this.view.scope)
          throw new Fault('SERVICE_UNAVAILABLE', 'the license sees other data now; connect again');
        if (await this.tell()) this.isAskedAgain = true;
      }
    } catch (error) {
      this.end(error);
    } finally {
      this.isBusy = false;
    }
  }

  /** One page; whether there is more. */
  private async tell(): Promise<boolean> {
    const { view, ports } = this;
    const stamp = view.current;
    // Told of when the view has taken what it is taking.
    if (stamp === null || this.isOver) return false;
    const known = nextPage(view, stamp, this.cursor, ports.now());
    const page = known ?? { ...(await ports.ask(view, this.asker, this.cursor ?? '')), isNews: true };
    if (this.isOver) return false;
    if (page.isNews || !this.hasTold || page.cursor !== this.cursor)
      this.write(`id: ${page.cursor}\nevent: changes\ndata: ${page.text}\n\n`);
    this.hasTold = true;
    this.cursor = page.cursor;
    return page.more;
  }

  private write(text: string): void {
    this.quietLooks = 0;
    this.response.write(text);
  }

  private over(): void {
    if (this.isOver) return;
    this.isOver = true;
    clearInterval(this.timer);
    this.view.events.off('page', this.wake);
    this.ports.ended();
  }
}
