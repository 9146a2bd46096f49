/** The import state machine: from an uploaded file to a live snapshot, over ports for database, files and queue. */
export {
  dueSnapshot,
  escapesGuards,
  guardOf,
  heldBy,
  holdOf,
  isJudged,
  leftBehind,
  newest,
  policyHold,
  requireActivatable,
  requireSeenByGuards,
} from './activation-rules';
export { claimedFeed } from './claimed-feed';
export { basePersonDecides, basesOf, liveOf } from './feed-standing';
export type { FeedStanding, SnapshotStanding, SnapshotState } from './feed-standing';
export { GUARD_LIMITS, GUARD_SHELVES, NO_GUARDS, NetworkSet, PrefixSet, hostExpressions, networkRange } from './guards';
export type {
  GuardedKeys,
  GuardedName,
  GuardHit,
  GuardRules,
  GuardSample,
  GuardShelf,
  GuardThresholds,
  GuardTrip,
  NamedHit,
} from './guards';
export { foldPlan, foldedStack } from './fold-plan';
export type { FoldPlan, StackedRun } from './fold-plan';
export { heirsOf } from './heirs';
export type { Heir } from './heirs';
export { holdFor } from './hold';
export type { Hold, HoldKind } from './hold';
export { ImportLine } from './import-line';
export type { ImportLineLimits, ImportLinePorts } from './import-line';
export { JudgementPass, judgeStored } from './judgement';
export type { JudgementLedger, LiveContent } from './judgement';
export type { Judgement } from './judgement-outcome';
export { MAX_FAILURES, PackageImporter } from './package-importer';
export type { ImporterPorts, ImportNews, ImportOutcome } from './package-importer';
export { PackageStager, storedRoot } from './package-stager';
export type { StagerPorts, StagerSettings } from './package-stager';
export { isFloorVoid } from './ports';
export type {
  Activation,
  DiskNeed,
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
  RunStage,
  StagedSnapshot,
  StoredRoot,
  StoredSnapshot,
  VerifiedPackage,
} from './ports';
export { PREVIEW_LIMITS } from './preview';
export type { ContentTallies, Preview } from './preview';
export { LEAST_KEPT, expiredSnapshots } from './retention-rules';
export type { RetainedFeed, RetentionPolicy } from './retention-rules';
export { releaseOf, reversalOf } from './reversal-rules';
export type { Release, Reversal } from './reversal-rules';
export { RunFolder } from './run-folder';
export type { FolderSettings, WantedFold } from './run-folder';
export { rebuildRun } from './run-rebuild';
export { recheckSnapshot } from './snapshot-recheck';
export type { RecheckedSnapshot } from './snapshot-recheck';
export type { Fold, FoldLedger, FoldStage, Folded, NeededRun, RunRecords, Stack } from './upkeep-ports';
