const MOST_CLIENTS = 100_000;
const SECOND_MS = 1_000;
const GROUPS_OF_A_SITE = 4;

/**
 * How often each client asks: `perSecond` on average, and a second's worth at once (the leaky bucket as a meter, GCRA: one number for each
 * client). Clients are told apart by their address, of IPv6 by the /64 that one machine has for itself.
 */
export class ClientRates {
  /** When the bucket of a client is empty again, in milliseconds of the caller's clock. */
  private readonly emptyAt = new Map<string, number>();

  constructor(readonly perSecond: number) {}

  /** 0: it may; else milliseconds until it may. */
  take(address: string, now: number): number {
    const client = clientOf(address);
    const before = Math.max(this.emptyAt.get(client) ?? 0, now);
    const wait = before + SECOND_MS / this.perSecond - now - SECOND_MS;
    // A rate below one in a second still lets one through.
    if (wait > 0 && before > now) return wait;
    this.emptyAt.delete(client);
    this.emptyAt.set(client, before + SECOND_MS / this.perSecond);
    // Whoever asked last comes last: what is dropped was quiet the longest.
    if (this.emptyAt.size > MOST_CLIENTS) this.emptyAt.delete(this.emptyAt.keys().next().value ?? '');
    return 0;
  }
}

function clientOf(address: string): string {
  return address.includes(':') ? wholeGroups(address).slice(0, GROUPS_OF_A_SITE).join(':') : address;
}

function wholeGroups(address: string): string[] {
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const [before, after] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':')));
  if (tail === undefined) return before ?? [];
  const missing = 8 - (before?.length ?? 0) - (after?.length ?? 0);
  return [...(before ?? []), ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...(after ?? [])];
}
