import type { Finding, Question } from '@pksn/reputation-index';
import type { LearntNews } from '@pksn/store-postgres';

/** Popularity bucket and first day of each learnt file, by the latin1 text of its SHA-256. */
export type KnownFiles = ReadonlyMap<string, { readonly popularityBucket: number; readonly firstSeenDay: number }>;

/** What the endpoints of this network together know of files, as of the generation in force. */
export class LearntFiles {
  private readonly files = new Map<string, { popularityBucket: number; firstSeenDay: number }>();

  /** Null: nothing is learnt, and nothing has to be looked for. */
  get known(): KnownFiles | null {
    return this.files.size === 0 ? null : this.files;
  }

  /** Goes on to another generation; to be called in the same turn in which that is switched to. */
  take({ whole, gone, put }: LearntNews): void {
    const { files } = this;
    if (whole) files.clear();
    for (const sha256 of gone) files.delete(sha256.toString('latin1'));
    for (const { sha256, popularityBucket, firstSeenDay } of put) {
      files.set(sha256.toString('latin1'), { popularityBucket, firstSeenDay });
    }
  }
}

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

/** Whether the SHA-256 at `at` of `keys` is a learnt one. */
export function isLearnt(known: KnownFiles, keys: Buffer, at: number): boolean {
  return known.has(keys.toString('latin1', at, at + 32));
}
