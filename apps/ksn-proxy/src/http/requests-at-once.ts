import { Fault } from '@pksn/domain';
import { PROXY_LIMITS } from '../limits';

/** Requests that wait for something: one connection may send as many as it likes, before the first is answered. */
export class RequestsAtOnce {
  private readonly ofConnection = new WeakMap<object, number>();
  private all = 0;

  /** Counts one until what is returned is called, once. Fault: SERVICE_OVERLOADED. */
  begin(connection: object): () => void {
    const own = this.ofConnection.get(connection) ?? 0;
    if (own >= PROXY_LIMITS.requestsOfOne || this.all >= PROXY_LIMITS.requestsAtOnce)
      throw new Fault('SERVICE_OVERLOADED', 'too many requests wait for an answer', {
        facts: { retryAfterSeconds: 1 },
      });
    this.ofConnection.set(connection, own + 1);
    this.all += 1;
    return () => {
      this.ofConnection.set(connection, (this.ofConnection.get(connection) ?? 1) - 1);
      this.all -= 1;
    };
  }
}
