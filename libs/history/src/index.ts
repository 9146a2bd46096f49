/**
 * The history of the installation: audit entries in a hash chain, and signed checkpoints that are kept elsewhere, by
 * which a truncated or rewritten chain is found. Specified in docs/history.md.
 */
export { CHAIN_START, entryHash } from './chain-entry';
export type { ChainLink, ChainPoint, EntryContent } from './chain-entry';
export { ChainWalk } from './chain-walk';
export { CHECKPOINT_CAUSES, openCheckpoint, signCheckpoint } from './checkpoint';
export type { AcceptedBreak, Checkpoint, CheckpointCause, OpenedCheckpoint } from './checkpoint';
export { checkpointDue, isNotable } from './checkpoint-due';
export type { CheckpointRule, SinceCheckpoint } from './checkpoint-due';
export { CheckpointMarks } from './checkpoint-marks';
export { superfluousCheckpoints } from './checkpoint-retention';
export type { KeptCheckpoint } from './checkpoint-retention';
export { brokenHistory } from './history-flaw';
export type { HistoryFlaw } from './history-flaw';
export { historyPublicKey, historyPublicPem } from './history-key';
export type { HistoryPublicKey } from './history-key';
export { HISTORY_LIMITS } from './limits';
