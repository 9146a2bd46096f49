import { lookup } from 'node:dns/promises';
import type { AskedPlace, ChainLink } from '@pksn/endpoint-client';
import { outboundProxyFor } from '@pksn/runtime';

const POLL_MS = 300_000;

/** Where the addresses above this proxy lead, by the name service of this machine; looked up every five minutes. */
export class UpstreamPlaces {
  private readonly resolved = new Map<string, readonly string[] | null>();
  private timer: NodeJS.Timeout | null = null;

  /** `isDirect` false: an outbound proxy of the environment is meant. */
  constructor(
    private readonly origins: () => readonly string[],
    private readonly isDirect: boolean,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.look(), POLL_MS).unref();
    void this.look();
  }

  stop(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }

  /** As the topology's rules take them; `chain` is that of the address that is asked now. */
  places(asked: string, isLinked: boolean, chain: readonly ChainLink[]): readonly AskedPlace[] {
    return this.origins()
      .filter((origin) => this.resolved.has(origin))
      .map((origin) => {
        const isAsked = origin === asked && isLinked;
        const outbound = this.isDirect ? outboundProxyFor(origin) : null;
        return {
          origin,
          role: isAsked ? (chain[0]?.role ?? 'service') : 'service',
          resolved: this.resolved.get(origin) ?? null,
          outbound: outbound === null ? null : { variable: outbound.variable, host: outbound.host },
          answer: isAsked ? 'answered' : 'unasked',
          detail: null,
          chain: isAsked ? chain : [],
          word: null,
        };
      });
  }

  private async look(): Promise<void> {
    await Promise.all(
      this.origins().map(async (origin) => {
        const host = new URL(origin).hostname.replace(/^\[|\]$/g, '');
        const found = await lookup(host, { all: true }).catch(() => null);
        this.resolved.set(origin, found?.map(({ address }) => address) ?? null);
      }),
    );
  }
}
