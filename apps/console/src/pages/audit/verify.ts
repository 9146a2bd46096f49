import { api } from '../../api/http';
import { ApiError } from '../../api/api-error';
import type { ChainLink, ChainPoint } from './chain';
import { BrokenChain, CHAIN_START, walk } from './chain';
import type { Checkpoint } from './checkpoint';
import { openCheckpoint, verifyingKey } from './checkpoint';
import type { CheckpointFile, Head } from './types';

export interface Verdict {
  readonly installation: string;
  readonly reached: ChainPoint;
  readonly checkpoints: readonly Checkpoint[];
  /** False: this browser cannot verify signatures, and no checkpoint was compared. */
  readonly signaturesKnown: boolean;
}

export interface KeptElsewhere {
  /** Texts of checkpoint files; empty: the service's newest is taken. */
  readonly checkpoints: readonly string[];
  /** In PEM; null: the one that the service names. */
  readonly publicKey: string | null;
}

/**
 * Reads the whole history and checks it here, as `pksn audit verify` does: what the service says of itself is not
 * believed. Throws BrokenChain for the first place that is wrong, ApiError.
 */
export async function verifyHistory(
  kept: KeptElsewhere,
  onProgress: (done: number, of: number) => void,
  signal: AbortSignal,
): Promise<Verdict> {
  const head = await api.get<Head>('/api/v1/audit/head', { signal });
  const pem = kept.publicKey ?? head.publicKey;
  const key = pem === null ? null : await verifyingKey(pem);
  const texts = kept.checkpoints.length > 0 ? kept.checkpoints : await newest(signal);
  const checkpoints = key === null ? [] : await Promise.all(texts.map((text) => openCheckpoint(text, key)));
  const foreign = checkpoints.find(({ installation }) => installation !== head.installation);
  if (foreign !== undefined) throw new BrokenChain('installation', 0, { installation: foreign.installation });
  const marks = [...checkpoints].sort((a, b) => a.sequence - b.sequence);
  let reached = CHAIN_START;
  pass(marks, [reached]);
  for (let after: number | null = 0; after !== null;) {
    const path = `/api/v1/audit/chain?after=${String(after)}`;
    const page: { links: readonly ChainLink[]; next: number | null } = await api.get(path, { signal });
    reached = await walk(reached, page.links);
    pass(marks, page.links);
    onProgress(reached.sequence, Math.max(head.sequence, reached.sequence));
    after = page.next;
  }
  const [left] = marks.slice(-1);
  if (left !== undefined) throw new BrokenChain('truncated', reached.sequence + 1, { until: left.sequence });
  const { entries } = await api.get<{ entries: readonly unknown[] }>('/api/v1/audit/strays', { signal });
  if (entries.length > 0) throw new BrokenChain('inserted', reached.sequence);
  return { installation: head.installation, reached, checkpoints, signaturesKnown: pem === null || key !== null };
}

/** Takes out the marks that were come to, and compares them. */
function pass(marks: Checkpoint[], points: readonly ChainPoint[]): void {
  for (const { sequence, hash } of points) {
    while (marks[0] !== undefined && marks[0].sequence <= sequence) {
      const mark = marks.shift();
      if (mark?.sequence === sequence && mark.hash !== hash)
        throw new BrokenChain('replaced', sequence, { number: mark.number });
    }
  }
}

async function newest(signal: AbortSignal): Promise<string[]> {
  try {
    return [(await api.get<CheckpointFile>('/api/v1/audit/checkpoints/newest', { signal })).file];
  } catch (error) {
    if (error instanceof ApiError && error.code === 'NOT_FOUND') return [];
    throw error;
  }
}
