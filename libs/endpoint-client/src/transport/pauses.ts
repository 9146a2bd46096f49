/**
 * What a request weighs: a busy service may refuse bulks and still answer single objects, a contribution that has to wait for an hour
 * holds up no lookup, and a day's quota of files no statistics.
 */
export type RequestWeight = 'bulk' | 'single' | 'control' | 'contribution' | 'file';

/** Until when the service asked to be left alone, for each weight of request. */
export class Pauses {
  private readonly until = new Map<RequestWeight, number>();

  /** The service named a pause of `ms` at `now` to such a request. */
  asked(weight: RequestWeight, now: number, ms: number): void {
    this.until.set(weight, Math.max(this.until.get(weight) ?? 0, now + ms));
  }

  /** Milliseconds that such a request still has to wait; 0: none. */
  leftMs(weight: RequestWeight, now: number): number {
    return Math.max(0, (this.until.get(weight) ?? 0) - now);
  }
}
