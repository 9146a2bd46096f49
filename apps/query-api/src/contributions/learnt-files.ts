import type { Finding, Question } from '@pksn/reputation-index';
import type { LearntFile } from '@pksn/store-postgres';

/** Some 20 MB. */
const MOST_KEPT = 200_000;

/** Popularity bucket and first day of each learnt file, by the latin1 text of its SHA-256. */
export type KnownFiles = ReadonlyMap<string, { readonly popularityBucket: number; readonly firstSeenDay: number }>;

/** What the endpoints of this network together know of files, as far as this process has read it; the newest are kept. */
export class LearntFiles {
  private readonly files = new Map<string, { popularityBucket: number; firstSeenDay: number }>();
  private revision = 0;

  constructor(private readonly mostKept: number = MOST_KEPT) {}

  /** Null: nothing is learnt, and nothing has to be looked for. */
  get known(): KnownFiles | null {
    return this.files.size === 0 ? null : this.files;
  }

  /** Reads what is new; `read` gives what was learnt after a revision, at most `limit` and earliest first. */
  async follow(
    read: (revision: number, limit: number) => Promise<readonly LearntFile[]>,
    limit = 10_000,
  ): Promise<void> {
    for (;;) {
      const rows = await read(this.revision, limit);
      for (const row of rows) this.take(row);
      if (rows.length < limit) return;
    }
  }

  private take({ sha256, popularityBucket, firstSeenDay, revision }: LearntFile): void {
    const { files } = this;
    const key = sha256.toString('latin1');
    files.delete(key);
    files.set(key, { popularityBucket, firstSeenDay });
    this.revision = revision;
    if (files.size <= this.mostKept) return;
    for (const oldest of files.keys()) {
      files.delete(oldest);
      break;
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
