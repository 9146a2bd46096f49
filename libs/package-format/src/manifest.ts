import type { ObjectType, SectionName } from '@pksn/domain';
import type { RequestPolicy } from '@pksn/signing';

/** Records per section after the package is applied. Only sections of records and aliases, and only those above 0. */
export type SectionCounts = Readonly<Partial<Record<SectionName, number>>>;

export interface SnapshotState {
  /** Identifies content, whichever way it came about: 64 hexadecimal digits. */
  readonly stateHash: string;
  readonly counts: SectionCounts;
}

export interface ManifestSection {
  readonly section: SectionName;
  readonly siblings: readonly ('sha1' | 'md5')[];
  readonly keyBytes: number;
  /** Width of a record with its key; 0 for `names` and `texts`. */
  readonly recordBytes: number;
  /** Records in this package, removals included. */
  readonly records: number;
  /** `ip4` and `ip6` only: the prefix lengths that occur in this package, ascending. */
  readonly prefixLengths?: readonly number[];
}

export interface ManifestChunk {
  readonly section: SectionName;
  /** Bytes as stored. */
  readonly size: number;
  /** Bytes of whole records. */
  readonly rawSize: number;
  /** SHA-256 of the stored bytes. */
  readonly sha256: string;
  /** Key of the first record, in hexadecimal. */
  readonly firstKey: string;
}

export const PACKAGE_KINDS = ['full', 'delta'] as const;
export type PackageKind = (typeof PACKAGE_KINDS)[number];

export const CODECS = ['none', 'gzip'] as const;
export type Codec = (typeof CODECS)[number];

export const COVERAGE_DEGREES = ['full', 'partial', 'none'] as const;
export type CoverageDegree = (typeof COVERAGE_DEGREES)[number];
/** Which kinds of object the feed claims to know, and how completely. */
export type Coverage = Readonly<Record<ObjectType, CoverageDegree>>;

/** One language of the participation statement; a higher id covers the lower ones. */
export interface Statement {
  readonly id: number;
  readonly language: string;
  readonly text: string;
}

/** SHA-256 of the block's other two members as they stand in the file, so that nothing can be taken out unseen. */
export interface Attachments {
  readonly trust: string;
  readonly licensing: string;
}

/** What the package role signs. The payload is the compact JSON of exactly these keys in exactly this order. */
export interface Manifest {
  readonly feed: string;
  readonly kind: PackageKind;
  readonly version: number;
  /** UTC, `YYYY-MM-DDTHH:MM:SSZ`. */
  readonly created: string;
  readonly freshUntil: string;
  readonly minReader: number;
  /** The snapshot that a delta applies to; null for a full package. */
  readonly base: { readonly version: number; readonly stateHash: string } | null;
  readonly result: SnapshotState;
  readonly sections: readonly ManifestSection[];
  readonly codec: Codec;
  readonly chunks: readonly ManifestChunk[];
  readonly coverage: Coverage;
  readonly attachments: Attachments;
  readonly policy?: readonly RequestPolicy[];
  readonly statements?: readonly Statement[];
}
