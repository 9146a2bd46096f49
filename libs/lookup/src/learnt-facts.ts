import type { Finding, Question } from '@pksn/reputation-index';

/** Popularity bucket and first day of each learnt file, by the latin1 text of its SHA-256. */
export type KnownFiles = ReadonlyMap<string, { readonly popularityBucket: number; readonly firstSeenDay: number }>;

/** The higher popularity, and the earlier first day, of what sources say and what is learnt. The verdict stays as it is. */
export function withLearnt(known: KnownFiles | null, question: Question, finding: Finding): Finding {
  if (known === null || question.type !== 'file') return finding;
  const sha256 = question.hashKind === 'sha256' ? question.key : finding.hashes.sha256;
  const learnt = sha256 === undefined ? undefined : known.get(sha256.toString('latin1'));
  if (learnt === undefined) return finding;
  const { popularityBucket, firstSeenDay } = finding;
  return {
    ...finding,
    popularityBucket: Math.max(popularityBucket, learnt.popularityBucket),
    firstSeenDay: firstSeenDay === 0 ? learnt.firstSeenDay : Math.min(firstSeenDay, learnt.firstSeenDay),
  };
}
