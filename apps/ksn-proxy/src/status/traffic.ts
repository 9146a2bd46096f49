import { Latency } from './latency';

export interface Exchange {
  /** As it was sent, with its query. */
  readonly path: string;
  readonly status: number;
  readonly ms: number;
  readonly answerBytes: number;
}

interface Flow {
  requests: number;
  bytes: number;
}

const LOOKUPS = /^\/v1\/(?:lookup|files|domains|ips|certificates|urls|software|prefixes)\b/;
const MOST_CODES = 500;

/** What passes through the proxy, counted since its start. Bytes are those of bodies of answers. */
export class Traffic {
  /** Lookups and lists of prefixes that were answered with 200: to clients, and by the service. */
  readonly given: Flow = { requests: 0, bytes: 0 };
  readonly fetched: Flow = { requests: 0, bytes: 0 };
  /** Of everything that the service answers, whatever its status. */
  readonly latency = new Latency();
  readonly lostExchanges = { count: 0 };
  private readonly refusals = new Map<string, number>();

  /** A client got this many bytes; 0: it got no answer of this kind. */
  gave(bytes: number): void {
    if (bytes === 0) return;
    this.given.requests += 1;
    this.given.bytes += bytes;
  }

  fetchedAt({ path, status, ms, answerBytes }: Exchange): void {
    this.latency.add(ms);
    if (status !== 200 || !LOOKUPS.test(path)) return;
    this.fetched.requests += 1;
    this.fetched.bytes += answerBytes;
  }

  refused(code: string): void {
    if (this.refusals.size < MOST_CODES || this.refusals.has(code))
      this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
  }

  /** Refusals by code, the most frequent first. */
  get refusalsByCode(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.refusals].sort((a, b) => b[1] - a[1]));
  }
}
