import type { ChainLink, ChainPoint } from '@pksn/history';
import { CHAIN_START } from '@pksn/history';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from '../audit-log';
import type { AuditEntry } from '../audit-log';
import { LOCKS } from '../locks';

/** The very text that the hash covers (migration 0004, audit_hash). */
const AT = `to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
const POINT = `SELECT sequence::float8 AS sequence, encode(hash, 'hex') AS hash FROM audit_link`;
const STRAYS = 100;

interface LinkRow extends ChainPoint {
  readonly at: string | null;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: string;
}

/** An entry of the audit log that has no place in the chain: its trigger was switched off. */
export interface StrayEntry {
  readonly id: string;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
}

/** The chain of audit entries as it stands in the database. */
export class HistoryReader {
  constructor(private readonly source: DataSource) {}

  async installation(): Promise<string> {
    const [row] = (await this.source.query('SELECT identity FROM installation')) as [{ identity: string }];
    return row.identity;
  }

  /** The last place of the chain. */
  async head(): Promise<ChainPoint> {
    const [row] = (await this.source.query(`${POINT} ORDER BY audit_link.sequence DESC LIMIT 1`)) as ChainPoint[];
    return row ?? CHAIN_START;
  }

  /** A place of the chain, or null when it is not there. */
  async point(sequence: number): Promise<ChainPoint | null> {
    if (sequence === 0) return CHAIN_START;
    const [row] = (await this.source.query(`${POINT} WHERE sequence = $1`, [sequence])) as ChainPoint[];
    return row ?? null;
  }

  /** The next places after `sequence`, in order, with their entries. */
  async page(sequence: number, limit: number): Promise<ChainLink[]> {
    const rows = (await this.source.query(
      `SELECT l.sequence::float8 AS sequence, encode(l.hash, 'hex') AS hash, ${AT} AS at, e.actor, e.action, e.subject,
         e.detail::text AS detail
       FROM (SELECT * FROM audit_link WHERE sequence > $1 ORDER BY sequence LIMIT $2) l
       LEFT JOIN audit_entry e ON e.id = l.entry_id ORDER BY l.sequence`,
      [sequence, limit],
    )) as LinkRow[];
    return rows.map(({ sequence: place, hash, at, actor, action, subject, detail }) => {
      return { sequence: place, hash, entry: at === null ? null : { at, actor, action, subject, detail } };
    });
  }

  /** The first hundred entries without a place. Reads all of the log. */
  async strays(): Promise<StrayEntry[]> {
    return this.source.query(
      `SELECT id, at, actor, action, subject FROM audit_entry e
       WHERE NOT EXISTS (SELECT FROM audit_link l WHERE l.entry_id = e.id) ORDER BY id LIMIT ${String(STRAYS)}`,
    );
  }

  /** What happens to the history itself is a part of it. */
  record(entry: AuditEntry): Promise<void> {
    return this.source.transaction((manager: EntityManager) => recordAudit(manager, entry));
  }

  /** Runs `work` unless another process is at it; says whether it ran. */
  exclusively(work: () => Promise<void>): Promise<boolean> {
    return this.source.transaction(async (manager) => {
      const [row] = (await manager.query('SELECT pg_try_advisory_xact_lock($1) AS held', [LOCKS.checkpoints])) as [
        { held: boolean },
      ];
      if (row.held) await work();
      return row.held;
    });
  }
}
