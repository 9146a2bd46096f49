/**
 * Vendor packages (docs/package-format.md): read and verified as streams, written as streams. No disk, no database.
 *
 *   readPackageHead -> verifyPackageHead -> readChunks -> StateBuilder -> checkState
 */
export { attachmentsOf, blockBytes, parseBlock } from './block';
export type { Block } from './block';
export { readChunks } from './chunk-reader';
export type { Chunk, ChunkOptions } from './chunk-reader';
export { checkDeclaredLimits, totalRawBytes, totalStoredBytes } from './declared-limits';
export { checkFloor, isFloorVoid } from './floor';
export type { PackageFloor } from './floor';
export { MAGIC } from './frame';
export { FORMAT_BOUNDS, PACKAGE_LIMITS, READER_VERSION } from './limits';
export type { PackageLimits } from './limits';
export { CODECS, COVERAGE_DEGREES, PACKAGE_KINDS } from './manifest';
export type {
  Attachments,
  Codec,
  Coverage,
  CoverageDegree,
  Manifest,
  ManifestChunk,
  ManifestSection,
  PackageKind,
  SectionCounts,
  SnapshotState,
  Statement,
} from './manifest';
export { draftManifest } from './manifest-draft';
export type { ManifestContent, ManifestFacts } from './manifest-draft';
export { manifestPayload, parseManifest, requireReader } from './manifest-schema';
export { MemorySource, MemoryStore } from './memory-ports';
export type { HasName } from './name-lookup';
export { readPackageHead } from './package-head';
export type { PackageHead } from './package-head';
export { PackageWriter } from './package-writer';
export type { PackageEnding, PackageWriterOptions, WrittenPackage } from './package-writer';
export type { ByteSink, ByteSource, ChunkSpill } from './ports';
export { checkState, StateBuilder } from './state-builder';
export type { BuiltState, StateBase } from './state-builder';
export { EMPTY_STATE_HASH, LEAF_DIGEST_BYTES, leafDigest, leafOf, LEAVES, stateHashOf } from './state-hash';
export { encodeText, forEachText, forEachTextSpan, TEXT_LENGTH_BYTES, textLimitBytes } from './text-entries';
export { verifyPackageHead } from './verify-head';
export type { HeadRequirement, VerifiedHead } from './verify-head';
export { verifyPackage } from './verify-package';
export type { PackageReport, PackageRequirement } from './verify-package';
export {
  BaseContent,
  buildPackage,
  COLUMN_TARGETS,
  CsvRows,
  domainObject,
  emptyReport,
  FIELD,
  FIELD_COLUMNS,
  fieldOfName,
  FIELDS_BY_NAME,
  guessObject,
  IGNORED_NAMES_LIMIT,
  INPUT_FIELDS,
  OBJECT_FIELDS,
  ipObject,
  LINE_LIMIT,
  lineBatches,
  ListRows,
  MemorySpill,
  MispRows,
  NdjsonRows,
  noteInput,
  requireChain,
  RFC_4180,
  StixRows,
  urlObject,
} from './build';
export type {
  BasePackage,
  BuildInput,
  BuildPorts,
  BuildReport,
  BuiltPackage,
  ColumnPlan,
  Columns,
  ColumnTarget,
  CsvForm,
  FormatDefaults,
  GuessedField,
  InputField,
  ObjectField,
  InputRow,
  OpenBytes,
  PackageBuild,
  RejectedRow,
  RejectReason,
  RowDefaults,
  RowSource,
  Spill,
  SpillFile,
  WebObject,
} from './build';
