import { setTimeout } from 'node:timers/promises';
import { Fault } from '@pksn/domain';
import type { EntityManager } from 'typeorm';

/** Advisory locks, one number each. Transaction-scoped unless said otherwise. */
export const LOCKS = {
  /** Held while migrations run (session). */
  migration: 7_301,
  /** Serialises everything that writes a generation row. */
  generation: 7_302,
  /** Shared by stagings; taken alone by the cleaner of orphaned index folders. */
  staging: 7_303,
  /** Serialises changes of the license registry. */
  registry: 7_304,
  /** Serializes the provider's signing key and the serial numbers of its settings files. */
  providerSettings: 7_305,
  /** Serializes commits of audit entries: the database's own trigger takes it, last of all (migration 0004). */
  history: 7_306,
  /** Held by the one process that looks after checkpoints, while it looks. */
  checkpoints: 7_307,
  /** Serializes changes of guard lists and thresholds. */
  guards: 7_320,
  /** Held by the one worker that folds, while it folds (session). */
  folding: 7_308,
  /** Held by the one worker that takes out old snapshots and runs, while it does (session). */
  retention: 7_309,
  /** Held by the one worker that looks after segment files, while it does (session). */
  rebuilding: 7_310,
  /** Serializes the counting of what endpoints contributed. */
  contributions: 7_330,
  /** Serializes changes of the own feed. */
  ownFeed: 7_331,
  /** Serializes what takes room for samples, and who sets the key that they are sealed for. */
  samples: 7_332,
  /** Serializes who is made, changed and removed of the people. */
  people: 7_341,
  /** Serializes the replacement of certificate files. */
  tlsFiles: 7_340,
} as const;

const TRY_EVERY_MS = 20;
/** A minute: an import of 100,000 overrides writes for seconds. */
const ATTEMPTS = 3_000;

/**
 * Takes the lock until the transaction ends. Asks again and again: a statement that waits for long would be taken for
 * a database that is away. Fault: SERVICE_UNAVAILABLE after a minute.
 */
export async function lockInTransaction(manager: EntityManager, lock: number): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const [row] = (await manager.query('SELECT pg_try_advisory_xact_lock($1) AS held', [lock])) as [{ held: boolean }];
    if (row.held) return;
    await setTimeout(TRY_EVERY_MS);
  }
  throw new Fault('SERVICE_UNAVAILABLE', 'another change takes long to be written');
}
