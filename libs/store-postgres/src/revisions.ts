import type { ClockMark } from '@pksn/runtime';
import type { EntityManager } from 'typeorm';
import { CLOCK_MARK_COLUMNS } from './clock-marks';

/** What a query process compares: when any of it moved, there is something to read again. */
export interface Revisions {
  readonly generation: number;
  /** When the generation was made, in milliseconds since 1970. After a restore, another one may have its number. */
  readonly generationAt: number;
  readonly epoch: string;
  readonly registry: number;
  /** Random, one for each revision of the registry; null for one that the previous release wrote. */
  readonly registryStamp: string | null;
  /** Comes with every look, and is nothing to read again for. */
  readonly clock: ClockMark;
}

const SQL = `SELECT g.number AS generation, g.created_at, i.epoch, i.registry_revision, h.stamp, ${CLOCK_MARK_COLUMNS}
  FROM installation i CROSS JOIN clock_mark c
  LEFT JOIN registry_change h ON h.revision = i.registry_revision
  LEFT JOIN (SELECT number, created_at FROM generation ORDER BY number DESC LIMIT 1) g ON true`;

interface Row extends ClockMark {
  readonly generation: string | null;
  readonly created_at: Date | null;
  readonly epoch: string;
  readonly registry_revision: string;
  readonly stamp: string | null;
}

/** The newest numbers, in one cheap question. */
export async function readRevisions(manager: Pick<EntityManager, 'query'>): Promise<Revisions> {
  const [row] = (await manager.query(SQL)) as Row[];
  if (row === undefined) throw new Error('the database holds no installation');
  return {
    generation: Number(row.generation),
    generationAt: row.created_at?.getTime() ?? 0,
    epoch: row.epoch,
    registry: Number(row.registry_revision),
    registryStamp: row.stamp,
    clock: { markMs: row.markMs, resets: row.resets },
  };
}
