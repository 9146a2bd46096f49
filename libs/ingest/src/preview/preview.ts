import type { Zone } from '@pksn/domain';

/**
 * What a section's records are about. `web` are URLs and domains together: their records are hashes of expressions, and
 * only a text in clear beside one tells which it is.
 */
export const PREVIEW_KINDS = ['file', 'web', 'ip', 'certificate', 'software'] as const;
export type PreviewKind = (typeof PREVIEW_KINDS)[number];

export type ZoneCounts = Partial<Record<Zone, number>>;
export type KindCounts = Partial<Record<PreviewKind, ZoneCounts>>;

/** One object whose zone is another one; `grey` where a snapshot has no record of it. */
export interface ChangedObject {
  readonly kind: PreviewKind;
  readonly section: string;
  /** As the index has it, lower-case hex. */
  readonly key: string;
  /** In clear, where the package or the key says it: an expression, an address or network; at most 200 characters. */
  readonly text: string | null;
  readonly from: Zone;
  readonly to: Zone;
  /** At least so many have seen it; null: unknown. */
  readonly popularity: number | null;
  /** Of the snapshot, or, where it has none, of what is live. */
  readonly threat: string | null;
}

export interface Transition {
  readonly kind: PreviewKind;
  readonly from: Zone;
  readonly to: Zone;
  readonly count: number;
  /** The most popular ones, then by section and key. */
  readonly samples: readonly ChangedObject[];
}

export interface ThreatNews {
  readonly count: number;
  /** Those with the most records. */
  readonly first: readonly { readonly name: string; readonly records: number }[];
}

/** What a snapshot changes against what is live in its feed. Bounded, whatever the sizes. */
export interface Preview {
  /** What it was compared with; null: nothing was live. */
  readonly against: { readonly snapshotId: number; readonly version: number } | null;
  readonly records: {
    readonly before: number;
    readonly after: number;
    /** Not in the live snapshot. */
    readonly added: number;
    /** In the live snapshot alone. */
    readonly gone: number;
    /** In both, with another zone. */
    readonly recolored: number;
    /** In both, with the same zone and other facts. */
    readonly edited: number;
  };
  /** By kind and zone; null where that was not counted yet, as before the first full package after an upgrade. */
  readonly zones: { readonly before: KindCounts | null; readonly after: KindCounts | null };
  readonly transitions: readonly Transition[];
  readonly popular: readonly ChangedObject[];
  /** Null where one of the two was not counted. `cut`: there are more names than are counted, and these lists are not whole. */
  readonly threats: { readonly new: ThreatNews; readonly gone: ThreatNews; readonly cut: boolean } | null;
}

/** What is kept with a snapshot so that the next one costs no more than its own records. */
export interface ContentTallies {
  readonly zones: KindCounts;
  /** Records by threat name key, lower-case hex. */
  readonly threats: Readonly<Record<string, number>>;
  /** Some names are not counted. */
  readonly cut: boolean;
}

export const PREVIEW_LIMITS = { samples: 5, popular: 20, threats: 50, threatNames: 20_000, textChars: 200 } as const;
