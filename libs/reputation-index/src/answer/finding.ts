import type { SectionLayout, TrustGroup, Zone } from '@pksn/domain';

export type FindingSource =
  | { readonly kind: 'override'; readonly owner: 'customer' | 'provider'; readonly reason: string }
  | { readonly kind: 'feed'; readonly feed: string; readonly version: number }
  | { readonly kind: 'none' };

/** What one source says of one key. */
export interface Verdict {
  readonly zone: Zone;
  /** As the record or override names it; null leaves it to the zone. */
  readonly trustGroup: TrustGroup | null;
  /** 0 is unknown, n stands for 2^(n-1) or more. */
  readonly popularityBucket: number;
  /** Days since 1970-01-01, 0 is unknown. */
  readonly firstSeenDay: number;
  readonly threat: string | null;
  readonly product: string | null;
  readonly source: FindingSource;
}

/** The verdict that counts, and what is known of the object beside it. */
export interface Finding extends Verdict {
  /** The object's other hashes, as far as the visible feeds know them; not the one asked. */
  readonly hashes: { readonly sha256?: Buffer; readonly sha1?: Buffer; readonly md5?: Buffer };
  /** Network objects: the expression or network that decided; else null. */
  readonly matched: string | null;
}

/** Something that is asked in its turn: the overrides of one owner, or a feed. */
export interface VerdictSource {
  /** What this source says of exactly this key, or null. */
  verdict(section: SectionLayout, key: Buffer): Verdict | null;
  /** The prefix lengths of networks that occur in it, longest first. */
  prefixLengths(family: 4 | 6): readonly number[];
}

export const NO_HASHES: Finding['hashes'] = Object.freeze({});

export const NO_VERDICT: Verdict = Object.freeze({
  zone: 'grey',
  trustGroup: null,
  popularityBucket: 0,
  firstSeenDay: 0,
  threat: null,
  product: null,
  source: Object.freeze({ kind: 'none' }),
});

export function finding(verdict: Verdict, matched: string | null, hashes: Finding['hashes'] = NO_HASHES): Finding {
  const { zone, trustGroup, popularityBucket, firstSeenDay, threat, product, source } = verdict;
  return { zone, trustGroup, popularityBucket, firstSeenDay, threat, product, source, hashes, matched };
}
