import { Fault } from '@pksn/domain';
import { CHAIN_START, ChainWalk } from '@pksn/history';
import type { ChainPoint } from '@pksn/history';
import type { HttpsClient } from '../connection/https-client';
import type { ChainView, HeadView } from './audit-views';
import { serviceChain } from './chain-source';

const TAIL = 1_000;

export interface TailReport {
  /** Entries that were checked. */
  readonly checked: number;
  readonly entries: number;
  /** What the service says of its checkpoints, or what is wrong with the entries; null: nothing. */
  readonly flaw: Fault | null;
}

/** The last thousand entries, checked here; the whole of it takes `pksn audit verify`. */
export async function checkTail(client: HttpsClient): Promise<TailReport> {
  const head = (await client.get('/api/v1/audit/head')) as HeadView;
  const from = await startOf(client, Math.max(0, head.sequence - TAIL));
  const walk = new ChainWalk(from);
  try {
    for await (const link of serviceChain(client, head.installation, head, from.sequence).read()) walk.take(link);
  } catch (error) {
    if (error instanceof Fault && error.code === 'HISTORY_BROKEN') return report(walk, from, error);
    throw error;
  }
  const { problem } = head;
  return report(walk, from, problem === null ? null : new Fault('HISTORY_BROKEN', problem.detail));
}

function report({ reached }: ChainWalk, from: ChainPoint, flaw: Fault | null): TailReport {
  return { checked: reached.sequence - from.sequence, entries: reached.sequence, flaw };
}

/** The place before the tail is believed; the whole check does not. */
async function startOf(client: HttpsClient, sequence: number): Promise<ChainPoint> {
  if (sequence === 0) return CHAIN_START;
  const { links } = (await client.get(`/api/v1/audit/chain?after=${sequence - 1}&limit=1`)) as ChainView;
  const [link] = links;
  return link?.sequence === sequence ? { sequence, hash: link.hash } : { sequence, hash: CHAIN_START.hash };
}
