export { answer } from './answer/answer';
export { AscendingTexts } from './ascending-texts';
export { FILE_STATE, FileBulk } from './answer/file-bulk';
export { FetchedFeed } from './answer/fetched-feed';
export type { FetchedRecords } from './answer/fetched-feed';
export type { FeedSource, RecordSource } from './answer/feed-source';
export { FeedView, byPriority, orderedFeeds } from './answer/feed-view';
export type { FeedFacts } from './answer/feed-view';
export type { Finding, FindingSource, Verdict, VerdictSource } from './answer/finding';
export { opinions } from './answer/opinions';
export type { Opinion } from './answer/opinion';
export type { HashKind } from './answer/hash-forms';
export { OverrideView } from './answer/override-view';
export type { OverrideChange, OverrideName, OverrideRow } from './answer/override-view';
export type {
  CertificateQuestion,
  FileQuestion,
  IpQuestion,
  Question,
  SoftwareQuestion,
  WebQuestion,
} from './answer/question';
export { ChangeRows } from './changes/change-rows';
export type { ChangedKey, RowPosition } from './changes/change-rows';
export { isSame, recordPairs, sectionOf } from './changes/record-pairs';
export type { RecordPair } from './changes/record-pairs';
export { objectHashes } from './changes/object-hashes';
export { snapshotChanges } from './changes/snapshot-changes';
export { segmentReads } from './file-segment';
export { compareKeys } from './key-order';
export { FoldedRun, recordsIn } from './folded-run';
export { wordAt } from './key-order';
export { openRun, readLeafDigests } from './open-run';
export type { Run, SegmentMode } from './open-run';
export { openRuns } from './open-runs';
export { openSegment } from './open-segment';
export type { SegmentOptions } from './open-segment';
export { RunFiles } from './run-files';
export { LEAF_FILE_BYTES, deepRunFlaw, runFlaw, runManifestDigest } from './run-flaw';
export { readRunManifest } from './run-manifest';
export type { RunLeaves, RunManifest, RunSection } from './run-manifest';
export { RunWriter } from './run-writer';
export type { SectionWriter } from './run-writer';
export { PREFIX_SECTIONS, prefixKeys, prefixQuestion, prefixRecords } from './prefix/prefix-keys';
export { SectionStack } from './section-stack';
export { Segment } from './segment';
export { SegmentWriter } from './segment-writer';
export type { SegmentInfo } from './segment-writer';
export { readThrough, runSegmentFiles } from './read-through';
export type { SegmentFileOnDisk } from './read-through';
export { TextSegment } from './text-segment';
export { TextSegmentWriter } from './text-segment-writer';
export { TextStack } from './text-stack';
export { verifySegment } from './verify-segment';
