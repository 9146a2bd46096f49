import { setTimeout as delay } from 'node:timers/promises';
import { temporaryDatabase } from '@pksn/testing';
import { recordAudits } from './audit-log';
import { migrate, openDatabase } from './index';

const ENTRIES = 2_000;

/** A vendor's announcement makes 100,000 entries in one transaction; the session's plans are of the time when there were few. */
it('chains each entry of one transaction without reading again what is chained', async () => {
  const database = await temporaryDatabase({ filledBy: migrate });
  try {
    const source = await openDatabase(database.url, 1);
    try {
      await recordAudits(source.manager, [{ actor: 'a', action: 'b', subject: 'first' }]);
      await source.query('ANALYZE audit_entry, audit_link');
      const before = await readInOrder();
      await source.transaction((manager) =>
        recordAudits(
          manager,
          Array.from({ length: ENTRIES }, (_, i) => ({ actor: 'a', action: 'b', subject: String(i) })),
        ),
      );
      const [{ n }] = (await source.query('SELECT count(*)::int AS n FROM audit_link')) as [{ n: number }];
      expect(n).toBe(ENTRIES + 1);
      // Counting them was one pass; reading all that are there for each would be 2,000,000 rows.
      expect((await readInOrder()) - before).toBeLessThan(10 * ENTRIES);

      async function readInOrder(): Promise<number> {
        await source.query('SELECT pg_stat_force_next_flush()');
        await delay(100);
        const [{ rows }] = (await source.query(
          `SELECT sum(seq_tup_read)::int AS rows FROM pg_stat_user_tables WHERE relname IN ('audit_link', 'audit_entry')`,
        )) as [{ rows: number }];
        return rows;
      }
    } finally {
      await source.destroy();
    }
  } finally {
    await database.stop();
  }
}, 60_000);
