import { STATEMENT_TEXT_BYTES } from '@pksn/contract';

const MIB = 1_048_576;

/** Bounds that are part of the format: a signed document that breaks one of them breaks the schema. */
export const FORMAT_BOUNDS = {
  /** Bytes of the JSON block. */
  blockBytes: 16 * MIB,
  /** Bytes of one chunk before compression. */
  chunkRawBytes: 4 * MIB,
  /** Bytes of one chunk as stored: deflate grows incompressible data by 5 bytes per 16 KiB at most. */
  chunkStoredBytes: 4 * MIB + 65_536,
  chunks: 1_000_000,
  /** Trust-root updates in one package. */
  trustUpdates: 64,
  licensingDocuments: 10_000,
  /** Records of one section, removals included. */
  sectionRecords: 10_000_000_000,
  version: Number.MAX_SAFE_INTEGER,
  minReader: 1_000,
  statements: 256,
  statementTextBytes: STATEMENT_TEXT_BYTES,
} as const;

/** The version of the format that this reader understands. */
export const READER_VERSION = 1;

/** What one installation is ready to take in; a package that declares more is refused before its chunks are read. */
export interface PackageLimits {
  /** Sum of rawSize over all chunks, in bytes. */
  readonly totalRawBytes: number;
  /** Records of one section. */
  readonly sectionRecords: number;
  /** Entries of `names`; their keys (8 bytes each) are held in memory while the package is read. */
  readonly names: number;
  /** Entries of `texts`. */
  readonly texts: number;
}

export const PACKAGE_LIMITS: PackageLimits = {
  totalRawBytes: 64 * 1024 * MIB,
  sectionRecords: 1_000_000_000,
  names: 16_000_000,
  texts: 200_000_000,
};
