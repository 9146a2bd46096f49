/** The import state machine: from an uploaded file to a live snapshot, over ports for database, files and queue. */
export { dueSnapshot, heldBy, holdOf, leftBehind, newest, policyHold, requireActivatable } from './activation-rules';
export { claimedFeed } from './claimed-feed';
export { basePersonDecides, basesOf, liveOf } from './feed-standing';
export type { FeedStanding, SnapshotStanding, SnapshotState } from './feed-standing';
export { holdFor } from './hold';
export type { Hold, HoldKind } from './hold';
export { ImportLine } from './import-line';
export type { ImportLineLimits, ImportLinePorts } from './import-line';
export { MAX_FAILURES, PackageImporter } from './package-importer';
export type { ImporterPorts, ImportNews, ImportOutcome } from './package-importer';
export { PackageStager, storedRoot } from './package-stager';
export type { StagerPorts, StagerSettings } from './package-stager';
export { isFloorVoid } from './ports';
export type {
  Activation,
  Doorbell,
  DoorbellListener,
  Envelope,
  Equivocation,
  FeedLedger,
  ImportEnd,
  ImportLedger,
  ImportLock,
  ImportState,
  Manifest,
  OpenPackage,
  PackageFloor,
  PackageImport,
  PackageSpool,
  RecordStage,
  RunSection,
  RunSections,
  StagedSnapshot,
  StoredRoot,
  StoredSnapshot,
  VerifiedPackage,
} from './ports';
export { releaseOf, reversalOf } from './reversal-rules';
export type { Release, Reversal } from './reversal-rules';
export { recheckSnapshot } from './snapshot-recheck';
export type { RecheckedSnapshot } from './snapshot-recheck';
