/*
 * Packed lookups, version 1; docs/packed-lookup.md is the specification. Integers are big-endian.
 *
 *   question   magic 4 | version | flags | objects u16 | runs: kind, 0, count u16, then that many keys of the kind
 *   answer     head 56 | slots 16 × objects | hashes | sources 16 each | texts: length u16, UTF-8
 */
export const PACKED_CONTENT_TYPE = 'application/octet-stream';
export const PACKED_VERSION = 1;
export const QUESTION_MAGIC = 0x894b5051;
export const ANSWER_MAGIC = 0x894b5041;

export const QUESTION_HEAD_BYTES = 8;
export const RUN_HEAD_BYTES = 4;
/** The question's only flag: the answer shall hold the files' and certificates' other hashes. */
export const FLAG_HASHES = 0x01;

/** What a run asks for. `bytes` is the width of a key; null: a length (u16) and text in UTF-8. */
export const PACKED_KINDS = {
  'file-sha256': { code: 1, bytes: 32 },
  'file-sha1': { code: 2, bytes: 20 },
  'file-md5': { code: 3, bytes: 16 },
  'certificate-sha256': { code: 4, bytes: 32 },
  'certificate-sha1': { code: 5, bytes: 20 },
  ip4: { code: 6, bytes: 4 },
  ip6: { code: 7, bytes: 16 },
  software: { code: 8, bytes: 64 },
  url: { code: 9, bytes: null },
  domain: { code: 10, bytes: null },
} as const;
export type PackedKind = keyof typeof PACKED_KINDS;

export const ANSWER_HEAD_BYTES = 56;
/** Places in the answer's head. */
export const HEAD = {
  version: 4,
  flags: 5,
  coverage: 6,
  generation: 8,
  asOf: 16,
  epoch: 24,
  objects: 40,
  sources: 42,
  texts: 44,
  hashBytes: 48,
  textBytes: 52,
} as const;
export const FLAG_STALE = 0x01;
export const FLAG_GLOBAL = 0x02;
export const COVERAGE_CODES = ['none', 'partial', 'full'] as const;
export const EPOCH_BYTES = 16;

export const SLOT_BYTES = 16;
/** Places in a slot. Indexes count from 1; 0 is null. */
export const SLOT = {
  zone: 0,
  trustGroup: 1,
  popularity: 2,
  hashes: 3,
  firstSeen: 4,
  threat: 6,
  product: 8,
  matched: 10,
  source: 12,
} as const;
/** In place of the zone: the object could not be asked; `threat` is the code and `product` the detail of its error. */
export const ERROR_SLOT = 0xff;
/** Bits of a slot's `hashes`, in the order in which the hashes follow. */
export const SLOT_HASHES = [
  { kind: 'sha256', bit: 0x01, bytes: 32 },
  { kind: 'sha1', bit: 0x02, bytes: 20 },
  { kind: 'md5', bit: 0x04, bytes: 16 },
] as const;

export const SOURCE_BYTES = 16;
export const SOURCE_CODES = { feed: 1, customer: 2, provider: 3 } as const;
export const SOURCE = { kind: 0, text: 2, version: 8 } as const;
export const TEXT_BYTES = 0xffff;
