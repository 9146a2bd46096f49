import type { ChainLink, ChainPoint } from '@pksn/history';
import type { HttpsClient } from '../connection/https-client';
import type { ChainView } from './audit-views';

/** Where a chain is read from: a service, or an export of one. */
export interface ChainSource {
  readonly installation: string;
  /** How many links there will be at least; for people who watch. */
  readonly links: number;
  /** In order; bounded memory. */
  read(): AsyncIterable<ChainLink>;
}

/** The service's own chain behind a point, page by page. */
export function serviceChain(client: HttpsClient, installation: string, head: ChainPoint, after = 0): ChainSource {
  return {
    installation,
    links: head.sequence - after,
    async *read() {
      for (let from: number | null = after; from !== null;) {
        const page = (await client.get(`/api/v1/audit/chain?after=${from}`)) as ChainView;
        yield* page.links;
        from = page.next;
      }
    },
  };
}
