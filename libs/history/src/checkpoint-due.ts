import type { CheckpointCause } from './checkpoint';

export interface CheckpointRule {
  /** A checkpoint is due after so many entries, */
  readonly entries: number;
  /** or when the last one is older than this and anything was added. */
  readonly everyMs: number;
}

/** What was added since the last checkpoint, which is null when there is none. */
export interface SinceCheckpoint {
  readonly last: { readonly sequence: number; readonly at: number } | null;
  readonly sequence: number;
  /** Whether one of the entries added is notable. */
  readonly isNotable: boolean;
  readonly now: number;
}

/** Entries that change what is answered by whole feeds: a checkpoint follows at once. */
export function isNotable(action: string): boolean {
  return /^(snapshot|trust)\.|^feed\.(held|reverted|released|pinned)$|^history\./.test(action);
}

/** Why a checkpoint is due now, or null. A clock that was set back makes it due. */
export function checkpointDue(
  { last, sequence, isNotable, now }: SinceCheckpoint,
  rule: CheckpointRule,
): CheckpointCause | null {
  if (last === null) return 'first';
  if (sequence <= last.sequence) return null;
  if (isNotable) return 'activation';
  if (sequence - last.sequence >= rule.entries) return 'entries';
  return Math.abs(now - last.at) >= rule.everyMs ? 'time' : null;
}
