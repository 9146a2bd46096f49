import type { EntityManager } from 'typeorm';
import type { LiveFeed } from './entities';
import { LOCKS, lockInTransaction } from './locks';

/** PostgreSQL notification channels; a payload is only a hint, the row is the truth. */
export const CHANNELS = { generation: 'pksn_generation', registry: 'pksn_registry' } as const;

export interface NextGeneration {
  readonly number: number;
  readonly feeds: readonly LiveFeed[];
}

/** Takes the generation lock and says which number the next row will have, and what is live until then. */
export async function planGeneration(manager: EntityManager): Promise<NextGeneration> {
  await lockInTransaction(manager, LOCKS.generation);
  const [last] = (await manager.query('SELECT number, feeds FROM generation ORDER BY number DESC LIMIT 1')) as [
    { number: string; feeds: LiveFeed[] },
  ];
  return { number: Number(last.number) + 1, feeds: last.feeds };
}

/** Makes the planned generation live. Query processes learn of it when the transaction commits. */
export async function writeGeneration(
  manager: EntityManager,
  next: NextGeneration,
  why: { reason: string; actor: string },
): Promise<number> {
  // Not now(), which is when the transaction began: it may have waited for the lock, or written for long.
  await manager.query(
    `INSERT INTO generation (number, created_at, reason, actor, feeds)
     VALUES ($1, judged_now(clock_timestamp()), $2, $3, $4)`,
    [next.number, why.reason, why.actor, JSON.stringify(next.feeds)],
  );
  await manager.query('SELECT pg_notify($1, $2)', [CHANNELS.generation, String(next.number)]);
  return next.number;
}
