import type { IncomingMessage, ServerResponse } from 'node:http';
import { QUEUED_ANSWER } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import { reply } from '../http/problem-reply';
import { readBody } from '../http/read-body';
import type { Askers } from '../license/asker';
import type { KeyJudge } from '../license/key-judge';
import { PROXY_LIMITS } from '../limits';
import { relayed, replyAsTold } from '../routes/relay';
import type { Upstream, UpstreamAnswer } from '../upstream/upstream';
import { UpstreamRefusal } from '../upstream/upstream-refusal';
import type { ContributionTaker } from './contribution-taker';
import type { DeliveryLoop } from './delivery-loop';
import type { QueueBook } from './queue-book';
import type { ContributionKind } from './queue-entry';

export interface ContributionPorts {
  readonly upstream: Upstream;
  readonly askers: Askers;
  readonly judge: Pick<KeyJudge, 'judge'>;
  /** Null: the proxy is not enrolled, and cannot hand in anything by itself. */
  readonly queue: {
    readonly book: QueueBook;
    readonly taker: ContributionTaker;
    readonly loop: Pick<DeliveryLoop, 'nudge' | 'bars' | 'barsSome'>;
  } | null;
  readonly refused: (code: string) => void;
}

/** `straight`: to the service or not at all; `kept`: here, until it is handed in; `either`: kept when the service is out of reach. */
type Way = 'straight' | 'kept' | 'either';

const QUEUED = Buffer.from(JSON.stringify(QUEUED_ANSWER));
const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' };

/**
 * Contributions go straight through while the link is there, so that the endpoint hears the service's own word; they are kept, and
 * answered with 202, when it is not, and when earlier ones of the same customer still wait.
 */
export class ContributionRoutes {
  constructor(private readonly ports: ContributionPorts) {}

  async statistics(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { upstream, queue } = this.ports;
    const body = await readBody(request, PROXY_LIMITS.requestBytes);
    const way = await this.wayOf('statistics', request);
    if (queue === null || way === 'straight') return this.told(response, await relayed(upstream, request, body));
    if (way === 'either') {
      // What was taken, though its answer was lost, counts once all the same: a report takes the place of the one before.
      const answer = await relayed(upstream, request, body).catch(nullWhereUnreachable);
      if (answer !== null && !isAway(answer)) return this.told(response, answer);
    }
    await queue.taker.statistics(request, body);
    this.queued(response);
  }

  /**
   * A file can be sent on once, as it comes, so that the service is asked before whether it is there. One whose sending broke all the same is
   * not known whole here: whoever sent it sends it again.
   */
  async submission(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { upstream, queue } = this.ports;
    const way = await this.wayOf('submissions', request);
    if (queue === null || way === 'straight' || (way === 'either' && !(await this.isAlone()))) {
      return this.told(response, await relayed(upstream, request, request));
    }
    await queue.taker.submission(request);
    this.queued(response);
  }

  private told(response: ServerResponse, answer: UpstreamAnswer): void {
    if (answer.status >= 400) this.ports.refused(UpstreamRefusal.of(answer).code);
    replyAsTold(response, answer);
  }

  private queued(response: ServerResponse): void {
    this.ports.queue?.loop.nudge();
    reply(response, 202, JSON_HEADERS, QUEUED);
  }

  private async isAlone(): Promise<boolean> {
    const headers = { accept: 'application/json' };
    return (
      (await this.ports.upstream.send({ method: 'GET', path: '/healthz', headers }).catch(nullWhereUnreachable)) ===
      null
    );
  }

  /** After what waits already of the same customer, for the order; but never behind what this proxy is not let hand in. */
  private async wayOf(kind: ContributionKind, request: IncomingMessage): Promise<Way> {
    const { upstream, queue, askers, judge } = this.ports;
    if (queue === null || queue.loop.bars(null)) return 'straight';
    const before = queue.book.waiting.filter((lane) => lane.kind === kind);
    const without = upstream.isLinked ? 'either' : 'kept';
    if (!queue.loop.barsSome && (before.length === 0 || without === 'kept')) return without;
    const { standing } = await judge.judge(askers.of(request.rawHeaders));
    const { id } = standing.customer;
    if (queue.loop.bars(id)) return 'straight';
    return before.some(({ customer }) => customer === id) ? 'kept' : without;
  }
}

function nullWhereUnreachable(error: unknown): null {
  if (error instanceof Fault && error.code === 'SERVICE_UNREACHABLE') return null;
  throw error;
}

/** The service without its database, or a proxy above that does not reach it. */
function isAway(answer: UpstreamAnswer): boolean {
  return answer.status === 503 && UpstreamRefusal.of(answer).code === 'SERVICE_UNAVAILABLE';
}
