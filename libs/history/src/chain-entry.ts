import { createHash } from 'node:crypto';

/** What an entry says. `at` and `detail` are the very text that the hash covers, as PostgreSQL gives it. */
export interface EntryContent {
  /** UTC with microseconds: `2026-11-21T20:51:00.123456Z`. The start of the transaction that wrote the entry. */
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  /** JSON, as PostgreSQL writes a jsonb. */
  readonly detail: string;
}

/** A place in the chain: so many entries, and the hash of the last one. */
export interface ChainPoint {
  /** 0: before the first entry. */
  readonly sequence: number;
  /** SHA-256 in lower-case hex. */
  readonly hash: string;
}

/** An entry at its place. `entry` is null where the place is there and the entry is gone. */
export interface ChainLink extends ChainPoint {
  readonly entry: EntryContent | null;
}

/** Where every chain begins. */
export const CHAIN_START: ChainPoint = { sequence: 0, hash: '0'.repeat(64) };

const MARK = 'pksn-history-v1';

/**
 * The hash of the entry that follows `previous`: SHA-256 over a mark and seven netstrings (cr.yp.to/proto/netstrings),
 * so that no two entries are the same bytes. The trigger of migration 0004 computes the same in the database.
 */
export function entryHash(previous: ChainPoint, entry: EntryContent): string {
  const { at, actor, action, subject, detail } = entry;
  const fields = [String(previous.sequence + 1), previous.hash, at, actor, action, subject, detail];
  const hash = createHash('sha256').update(MARK);
  for (const field of fields) hash.update(`${Buffer.byteLength(field)}:${field},`);
  return hash.digest('hex');
}
