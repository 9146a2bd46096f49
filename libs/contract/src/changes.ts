import type { SectionName } from '@pksn/domain';
import type { AnswerSource, CoverageDegree, Envelope } from './reputation';
import type { ObjectType, TrustGroup, Zone } from '@pksn/domain';

/** Hashes in lower-case hex. */
export interface SiblingHashes {
  readonly sha256?: string;
  readonly sha1?: string;
  readonly md5?: string;
}

/**
 * Either an object that may have another verdict now: by the section and key of one of its records, with the other
 * hashes that are or were known of it; or word that license keys may be judged otherwise now.
 */
export type ChangeEntry =
  | { readonly section: SectionName; readonly key: string; readonly siblings: SiblingHashes }
  | { readonly license: { readonly revision: number } };

/** What the asker sees of the generation that the page names: with it a cache words its answers as the service would. */
export interface ChangesView {
  /** Of the license registry. */
  readonly revision: number;
  readonly scope: string;
  /** When the first of the visible feeds goes stale; ISO 8601, UTC; null: never. */
  readonly freshUntil: string | null;
  readonly coverage: Readonly<Record<ObjectType, CoverageDegree>>;
  /** Versions of the visible feeds. */
  readonly feeds: Readonly<Record<string, number>>;
}

/** `GET /v1/changes`, and the data of each `changes` event. */
export interface ChangesAnswer extends Envelope {
  readonly cursor: string;
  /** Drop everything that was kept, and go on from the cursor. */
  readonly reset: boolean;
  /** There is more now: ask again at once. */
  readonly more: boolean;
  /** Not said by releases before proxies. */
  readonly view?: ChangesView;
  readonly changes: readonly ChangeEntry[];
}

export interface PrefixEntry {
  readonly key: string;
  readonly zone: Zone;
  readonly threat: string | null;
  readonly product: string | null;
  readonly trustGroup: TrustGroup | null;
  readonly popularity: number | null;
  readonly firstSeen: string | null;
  readonly siblings?: SiblingHashes;
  readonly source: AnswerSource;
  /** Sources are asked in this order: of several expressions of one URL, the lowest number decides. */
  readonly order: number;
}

/** `GET /v1/prefixes/{section}/{prefix}`. */
export interface PrefixAnswer extends Envelope {
  readonly section: SectionName;
  readonly prefix: string;
  readonly entries: readonly PrefixEntry[];
  /** For the next page; null: this is the last. */
  readonly cursor: string | null;
  /** Seconds for which to keep what is listed, and that something is not. */
  readonly cache: { readonly present: number; readonly absent: number };
}
