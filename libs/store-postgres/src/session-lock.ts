import type { DataSource, QueryRunner } from 'typeorm';

/** The key of an advisory lock: an SQL expression of 64 bits over its parameters. */
export interface LockKey {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** Runs `work` while this session alone holds the lock; null, without running it, when another one holds it. */
export async function withSessionLock<T>(
  source: DataSource,
  lock: number | LockKey,
  work: (runner: QueryRunner) => Promise<T>,
): Promise<T | null> {
  const { sql, parameters } = typeof lock === 'number' ? { sql: '$1', parameters: [lock] } : lock;
  const runner = source.createQueryRunner();
  try {
    await runner.connect();
    const [row] = (await runner.query(`SELECT pg_try_advisory_lock(${sql}) AS held`, [...parameters])) as [
      { held: boolean },
    ];
    if (!row.held) return null;
    try {
      return await work(runner);
    } finally {
      // A session that was lost gave the lock back itself.
      await runner.query(`SELECT pg_advisory_unlock(${sql})`, [...parameters]).catch(() => undefined);
    }
  } finally {
    await runner.release();
  }
}
