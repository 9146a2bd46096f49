import { Fault } from '@pksn/domain';

/** What may be wrong with a history. */
export type HistoryFlaw =
  /** A place in the chain is not there. */
  | 'missing'
  /** The place is there, and the entry is not. */
  | 'removed'
  /** The entry does not have the hash of its place. */
  | 'rewritten'
  /** A place comes twice, or out of order. */
  | 'disordered'
  /** An entry has no place in the chain. */
  | 'inserted'
  /** The chain ends before a point that a checkpoint vouches for. */
  | 'truncated'
  /** The chain has another entry where a checkpoint vouches for one. */
  | 'replaced';

/** `sequence` is the first place that is wrong; `flaw` and `sequence` are facts of the fault. */
export function brokenHistory(flaw: HistoryFlaw, sequence: number, detail: string): Fault {
  return new Fault('HISTORY_BROKEN', detail, { facts: { flaw, sequence } });
}
