import type { ServerResponse } from 'node:http';

/**
 * What slow readers have not taken yet, all together. Over the limit, those that have not read for longest are cut off:
 * each holds a page at most, but thousands of them would hold thousands.
 */
export class UnsentBytes {
  /** Slowest first. */
  private readonly held = new Map<ServerResponse, number>();
  private total = 0;

  constructor(private readonly limit: number) {}

  /** So much of this response waits for its reader now. */
  wait(response: ServerResponse, bytes: number): void {
    this.total += bytes - (this.held.get(response) ?? 0);
    this.held.set(response, bytes);
    for (const [slowest] of this.held) {
      if (this.total <= this.limit) break;
      this.done(slowest);
      slowest.destroy();
    }
  }

  /** Nothing of it waits any more. */
  done(response: ServerResponse): void {
    this.total -= this.held.get(response) ?? 0;
    this.held.delete(response);
  }
}
