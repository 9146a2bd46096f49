import { Fault } from '@pksn/domain';
import type { ContributionKind, Lane } from './queue-entry';

/** Of all room: what submissions may take, so that statistics always find some; and what is one customer's. */
const OF_SUBMISSIONS = 7 / 8;
const OF_CUSTOMER = 1 / 2;
const RETRY_SECONDS = 600;

/** What is to be put: an entry, or one that is on its way. */
export interface Wanted {
  readonly kind: ContributionKind;
  readonly customer: string;
  readonly bytes: number;
}

/** How much a queue may hold: in all, of submissions, and of one customer. */
export class QueueRoom {
  private readonly reserved = new Set<Wanted>();

  /**
   * `limit` is in force for what comes from now on; what is held already stays. `isOfOne`: the proxy is bound to one customer, for whom
   * all of it is.
   */
  constructor(
    readonly limit: () => number,
    private readonly isOfOne: () => boolean,
  ) {}

  /** Keeps room for what is on its way, until `release`. Fault: QUEUE_FULL. */
  reserve(lanes: Iterable<Lane>, wanted: Wanted): void {
    this.require(lanes, wanted);
    this.reserved.add(wanted);
  }

  release(wanted: Wanted): void {
    this.reserved.delete(wanted);
  }

  private require(lanes: Iterable<Lane>, { kind, customer, bytes }: Wanted): void {
    const held: readonly Wanted[] = [...lanes, ...this.reserved];
    const sum = (of: (one: Wanted) => boolean): number =>
      held.reduce((total, one) => total + (of(one) ? one.bytes : 0), bytes);
    const limit = this.limit();
    const share = this.isOfOne() ? limit : limit * OF_CUSTOMER;
    const isSubmission = kind === 'submissions';
    const isOwn = (one: Wanted): boolean => one.customer === customer;
    if (sum(() => true) > limit) throw full('the queue');
    if (isSubmission && sum((one) => one.kind === kind) > limit * OF_SUBMISSIONS) throw full('what it holds of files');
    if (sum(isOwn) > share) throw full("this customer's share of the queue");
    if (isSubmission && sum((one) => isOwn(one) && one.kind === kind) > share * OF_SUBMISSIONS)
      throw full("this customer's share of the queue's room for files");
  }
}

function full(what: string): Fault {
  return new Fault('QUEUE_FULL', `${what} is full, and the service is out of reach`, {
    facts: { retryAfterSeconds: RETRY_SECONDS },
  });
}
