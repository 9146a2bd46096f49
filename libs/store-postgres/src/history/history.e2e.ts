import type { ChainLink } from '@pksn/history';
import { ChainWalk } from '@pksn/history';
import { MIGRATIONS } from '@pksn/migrations';
import type { TemporaryDatabase } from '@pksn/testing';
import { temporaryDatabase } from '@pksn/testing';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit, recordAudits } from '../audit-log';
import { databaseOf, openDatabase } from '../data-source';
import { migrate } from '../migrate';
import { makeLive } from '../staging.fixture';
import type { AuditPage, AuditPlace, AuditRow } from './audit-list';
import { auditPage } from './audit-list';
import { HistoryReader } from './history-reader';

let database: TemporaryDatabase;
let source: DataSource;
let history: HistoryReader;
beforeAll(async () => {
  database = await temporaryDatabase({ filledBy: migrate });
  source = await openDatabase(database.url, 4);
  history = new HistoryReader(source);
});
afterAll(async () => {
  await source?.destroy();
  await database?.stop();
});

const note = (manager: EntityManager, subject: string, detail: Record<string, unknown> = {}): Promise<void> =>
  recordAudit(manager, { actor: 'test', action: 'test.noted', subject, detail });

/** The whole chain, checked by the rules of libs/history. */
async function verified(reader = history): Promise<ChainLink[]> {
  const walk = new ChainWalk();
  const all: ChainLink[] = [];
  for (;;) {
    const page = await reader.page(walk.reached.sequence, 7);
    if (page.length === 0) break;
    for (const link of page) walk.take(link);
    all.push(...page);
  }
  expect(walk.reached).toEqual(await reader.head());
  return all;
}

it('chains what is written as libs/history computes it, whatever the text and the numbers are', async () => {
  const details = [
    { text: 'äöü € 𝄞 "quoted" \\ \n\t\u0001\u2028', 'a key, with: netstring,': null },
    { number: 1.5e300, small: 1e-9, zero: -0, exact: 9007199254740993, list: [true, [], {}], b: 1, aa: 2 },
    {},
  ];
  for (const detail of details) await note(source.manager, 'sübject, 3:abc,', detail);
  const chain = (await verified()).slice(-details.length);
  expect(chain.map(({ entry }) => JSON.parse(entry!.detail) as unknown)).toEqual(
    details.map((one) => JSON.parse(JSON.stringify(one)) as unknown),
  );
});

it('gives every commit of three connections its place, and a rolled back one none', async () => {
  const others = await Promise.all([0, 1, 2].map(() => openDatabase(database.url, 1)));
  const before = (await history.head()).sequence;
  const write = async (connection: DataSource, who: number): Promise<void> => {
    for (let n = 0; n < 30; n++) {
      const work = connection.transaction(async (manager) => {
        await note(manager, `${String(who)}:${String(n)}`);
        // Everybody writes to rows that the others write, too, before and after the entry.
        await manager.query(`UPDATE provider SET updated_at = now()`);
        await recordAudits(manager, [
          { actor: 'test', action: 'test.noted', subject: `${String(who)}:${String(n)} b` },
          { actor: 'test', action: 'test.noted', subject: `${String(who)}:${String(n)} c` },
        ]);
        if (n % 3 === 0) throw new Error('taken back');
      });
      await work.catch((error: Error) => expect(error.message).toBe('taken back'));
    }
  };
  await Promise.all(others.map(write));
  await Promise.all(others.map((one) => one.destroy()));
  const added = (await verified()).slice(before);
  expect(added.length).toBe(3 * 20 * 3);
  expect(await history.strays()).toEqual([]);
  // What one transaction wrote stands together, in its order.
  const subjects = added.map((one) => one.entry!.subject);
  for (let at = 0; at < subjects.length; at += 3) {
    expect(subjects.slice(at + 1, at + 3)).toEqual([`${subjects[at]!} b`, `${subjects[at]!} c`]);
  }
});

it('takes its lock when all others are taken: a writer that goes on after its entry blocks nobody', async () => {
  const other = await openDatabase(database.url, 1);
  await source.transaction(async (manager) => {
    await note(manager, 'slow');
    await note(other.manager, 'quick');
  });
  await other.destroy();
  expect((await verified()).slice(-2).map((one) => one.entry!.subject)).toEqual(['quick', 'slow']);
});

it('has an activation in it, and the package before', async () => {
  const before = (await history.head()).sequence;
  await makeLive(source, 'acme/history', 1);
  expect((await verified()).slice(before).map((one) => one.entry!.action)).toEqual([
    'package.received',
    'package.staged',
    'snapshot.activated',
  ]);
});

it.each([
  `UPDATE audit_entry SET actor = 'x'`,
  `DELETE FROM audit_entry`,
  `TRUNCATE audit_entry CASCADE`,
  `UPDATE audit_link SET hash = sha256('x')`,
  `DELETE FROM audit_link WHERE sequence = 1`,
  `INSERT INTO audit_link SELECT sequence + 100000, entry_id, hash FROM audit_link LIMIT 1`,
])('refuses the ordinary path of a change: %s', async (sql) => {
  await expect(source.query(sql)).rejects.toThrow(/the audit log only grows/);
});

it('shows an entry that was written past the chain', async () => {
  await source.transaction(async (manager) => {
    await manager.query(`SET LOCAL session_replication_role = replica`);
    await note(manager, 'past the chain');
  });
  expect(await history.strays()).toMatchObject([{ subject: 'past the chain', action: 'test.noted' }]);
});

it('lists newest first by what is looked for, page by page', async () => {
  const at = new Date(Date.now() + 1_000);
  const none = { rows: [], goesOnBehind: null };
  const first = await auditPage(source, { action: 'test.', subject: 'slow' }, 10, null);
  expect(first.rows).toMatchObject([{ actor: 'test', subject: 'slow', sequence: expect.any(Number) as number }]);
  expect(await auditPage(source, { action: 'test.not' }, 10, null)).toEqual(none);
  expect(await auditPage(source, { actor: 'test', from: at }, 10, null)).toEqual(none);
  expect(await auditPage(source, { search: 'no%such' }, 10, null)).toEqual(none);
  const { rows: all } = await auditPage(source, { actor: 'test', to: at }, 500, null);
  const { rows: found } = await auditPage(source, { search: 'PAST the' }, 10, null);
  expect(found.map(({ subject }) => subject)).toContain('past the chain');
  const paged: AuditRow[] = [];
  for (let place: AuditPlace = null; ;) {
    const { rows, goesOnBehind }: AuditPage = await auditPage(source, { actor: 'test' }, 50, place);
    paged.push(...rows);
    if (goesOnBehind === null) break;
    place = { id: goesOnBehind, side: 'older' };
  }
  expect(paged.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
  // And back: what is newer than the third page's first entry ends just before it.
  const place = { id: paged[100]?.id ?? paged.at(-1)!.id, side: 'newer' } as const;
  const { rows: back } = await auditPage(source, { actor: 'test' }, 5, place);
  const until = paged.findIndex(({ id }) => id === place.id);
  expect(back.map(({ id }) => id)).toEqual(paged.slice(Math.max(0, until - 5), until).map(({ id }) => id));
});

it('lets one process at a time look after checkpoints', async () => {
  const inside = await history.exclusively(async () => {
    expect(await history.exclusively(() => Promise.reject(new Error('not alone')))).toBe(false);
  });
  expect(inside).toBe(true);
});

it('chains what an installation has written before, in its order, and goes on from there', async () => {
  const old = await temporaryDatabase();
  const connection = await databaseOf(old.url, 2, {}).initialize();
  const upTo = MIGRATIONS.findIndex((one) => one.name === 'Imports0004');
  const runner = connection.createQueryRunner();
  try {
    for (const Migration of MIGRATIONS.slice(0, upTo)) await new Migration().up(runner);
    await runner.query(
      `INSERT INTO audit_entry (at, actor, action, subject) SELECT now() - n * interval '1 s', 'a', 'b', n::text FROM generate_series(1, 25) n`,
    );
    await runner.startTransaction();
    await new MIGRATIONS[upTo]!().up(runner);
    await runner.commitTransaction();
    await note(connection.manager, 'later');
    const subjects = (await verified(new HistoryReader(connection))).map((one) => one.entry!.subject);
    expect(subjects).toEqual([...Array.from({ length: 25 }, (_, n) => String(n + 1)), 'later']);
  } finally {
    await runner.release();
    await connection.destroy();
    await old.stop();
  }
});
