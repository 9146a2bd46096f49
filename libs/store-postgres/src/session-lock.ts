import type { DataSource, QueryRunner } from 'typeorm';

/** Runs `work` while this session alone holds the lock; null, without running it, when another one holds it. */
export async function withSessionLock<T>(
  source: DataSource,
  lock: number,
  work: (runner: QueryRunner) => Promise<T>,
): Promise<T | null> {
  const runner = source.createQueryRunner();
  try {
    await runner.connect();
    const [row] = (await runner.query('SELECT pg_try_advisory_lock($1) AS held', [lock])) as [{ held: boolean }];
    if (!row.held) return null;
    try {
      return await work(runner);
    } finally {
      // A session that was lost gave the lock back itself.
      await runner.query('SELECT pg_advisory_unlock($1)', [lock]).catch(() => undefined);
    }
  } finally {
    await runner.release();
  }
}
