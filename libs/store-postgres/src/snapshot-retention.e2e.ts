import { setTimeout as delay } from 'node:timers/promises';
import type { TemporaryDatabase } from '@pksn/testing';
import { temporaryDatabase } from '@pksn/testing';
import type { DataSource } from './index';
import { SnapshotRetention, databaseOf, migrate, openDatabase } from './index';
import { LOCKS } from './locks';
import { SteppedSource } from './stepped-source.fixture';
import { makeLive } from './staging.fixture';

const FEED = 'acme/departing';
const JANITOR = 'janitor';
const PACE = { count: 2, ageMs: 1e12, graceMs: 0 };
/** Whatever was retired is past its grace. */
const LATER_MS = 60_000;

let database: TemporaryDatabase;
let source: DataSource;
let version = 0;
/** Run ids whose files there are. */
const files = new Set<number>();
const sources: DataSource[] = [];

beforeAll(async () => {
  database = await temporaryDatabase({ filledBy: migrate });
  source = await openDatabase(database.url, 6);
  for (let n = 0; n < 3; n++) await next();
});
afterAll(async () => {
  await source?.destroy();
  await database?.stop();
});
afterEach(async () => {
  for (const one of sources.splice(0)) await one.destroy();
});

const rows = async <T>(sql: string, parameters: unknown[] = []): Promise<T[]> =>
  (await source.query(sql, parameters)) as T[];
const names = async (sql: string): Promise<string[]> => (await rows<{ name: string }>(sql)).map(({ name }) => name);

/** One more version goes live, and one snapshot has to leave. */
async function next(): Promise<void> {
  await makeLive(source, FEED, ++version);
  const [{ run }] = (await rows('SELECT max(id)::float8 AS run FROM run')) as [{ run: number }];
  files.add(run);
}

/** A janitor of a process of its own. */
async function janitor(
  after: (step: number) => Promise<void> = () => Promise.resolve(),
): Promise<{ process: SteppedSource; round: () => ReturnType<SnapshotRetention['round']> }> {
  const own = await databaseOf(database.url, 3, { applicationName: JANITOR }).initialize();
  sources.push(own);
  const process = new SteppedSource(own, after);
  const removeFiles = (run: string): Promise<void> => process.step(async () => void files.delete(Number(run)));
  const retention = new SnapshotRetention(own, { removeFiles }, PACE);
  return { process, round: () => retention.round(Date.now() + LATER_MS) };
}

/** What the end of a process is to the database: its sessions end. */
async function endSessions(which = 'true'): Promise<void> {
  await rows(
    `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity a WHERE application_name = $1 AND ${which}`,
    [JANITOR],
  );
}
const HOLDS_LOCK = `EXISTS (SELECT 1 FROM pg_locks l WHERE l.pid = a.pid AND l.locktype = 'advisory' AND l.objid = ${String(LOCKS.retention)})`;

/** The live snapshot and two to go back to, each whole. */
async function expectWhole(): Promise<void> {
  const kept = await rows<{ version: number; whole: boolean; run: number }>(
    `SELECT s.version::float8 AS version, s.runs[1]::float8 AS run, r.retired_at IS NULL AND EXISTS (
       SELECT 1 FROM pg_inherits i WHERE i.inhrelid = to_regclass('reputation_run_' || r.id) AND NOT i.inhdetachpending
     ) AS whole FROM snapshot s LEFT JOIN run r ON r.id = s.runs[1] WHERE s.version > $1 ORDER BY s.version`,
    [version - 3],
  );
  expect(kept.map((one) => one.version)).toEqual([version - 2, version - 1, version]);
  for (const one of kept) expect({ ...one, files: files.has(one.run) }).toMatchObject({ whole: true, files: true });
}

/** And nothing else is there. */
async function expectTidy(): Promise<void> {
  await expectWhole();
  expect(await rows('SELECT version FROM snapshot')).toHaveLength(3);
  const runs = await names('SELECT id::text AS name FROM run ORDER BY id');
  expect(runs).toHaveLength(3);
  expect([...files].map(String)).toEqual(runs);
  expect(
    await names(`SELECT substr(relname, 16) AS name FROM pg_class
                 WHERE relkind = 'r' AND relname ~ '^reputation_run_[0-9]+$' ORDER BY oid`),
  ).toEqual(runs);
}

/** Until the step is beyond the last one of a round; by then a janitor that nobody disturbs has tidied up each time. */
async function atSteps(every: number, story: (step: number) => Promise<'interrupted' | 'over'>): Promise<number> {
  const undisturbed = await janitor();
  for (let step = 1; ; step += every) {
    await next();
    const ended = await story(step);
    await expectWhole();
    await undisturbed.round();
    await expectTidy();
    if (ended === 'over') return step - 1;
  }
}

describe('the departure of snapshots and runs', () => {
  it('is ended by the next janitor, after whichever step the one before was killed', async () => {
    let dies = 0;
    // The pool of a killed process opens new connections, and the same object can be the next process.
    const { process: doomed, round } = await janitor(async (done) => {
      if (done !== dies) return;
      doomed.isDead = true;
      await endSessions();
    });
    const steps = await atSteps(1, async (step) => {
      dies = step;
      doomed.begin();
      await round().catch(() => undefined);
      return doomed.isDead ? 'interrupted' : 'over';
    });
    process.stdout.write(`departure: killed after each of ${String(steps)} steps\n`);
    // Lock, snapshots, retirement, detachment, table, files, row, lock.
    expect(steps).toBeGreaterThan(20);
  }, 120_000);

  it('is done once while another janitor tries, also when the first one lost its lock and does not know', async () => {
    const outcomes: unknown[] = [];
    const other = await janitor();
    let at = 0;
    let second: Promise<unknown> = Promise.resolve();
    const { process: first, round } = await janitor(async (done) => {
      if (done === 1) outcomes.push(await other.round());
      if (done !== at) return;
      await endSessions(HOLDS_LOCK);
      second = other.round().then((outcome) => outcomes.push(outcome));
    });
    await atSteps(4, async (step) => {
      at = step + 1;
      first.begin();
      const failed = await round().then(
        () => false,
        () => true,
      );
      await second;
      return failed ? 'interrupted' : 'over';
    });
    // Both kinds: kept out by the first one's lock, and let in.
    expect(outcomes).toContain(null);
    expect(outcomes).toContainEqual(expect.objectContaining({ runs: 1 }));
  }, 120_000);

  it('is ended where a killed janitor left a detachment between its two halves, and imports go on meanwhile', async () => {
    const pending = (): Promise<string[]> =>
      names('SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhdetachpending');
    const waits = async (what: string): Promise<void> => {
      const asked = `SELECT query AS name FROM pg_stat_activity WHERE application_name = '${JANITOR}' AND wait_event_type = 'Lock'`;
      while (!(await names(asked)).some((query) => query.includes(what))) await delay(10);
    };
    await next();
    const reader = source.createQueryRunner();
    await reader.startTransaction();
    // A detachment waits for whoever read the table.
    await reader.query('SELECT count(*) FROM reputation_record');
    for (const half of ['CONCURRENTLY', 'FINALIZE']) {
      const killed = await janitor();
      const ended = killed.round().catch((error: unknown) => error);
      await waits(half);
      expect(await pending()).toHaveLength(1);
      expect(await (await janitor()).round()).toBeNull();
      if (half === 'CONCURRENTLY') await next();
      await endSessions();
      expect(await ended).toBeInstanceOf(Error);
      expect(await pending()).toHaveLength(1);
      await expectWhole();
    }
    await reader.rollbackTransaction();
    await reader.release();
    expect(await (await janitor()).round()).toEqual({ snapshots: 0, runs: 2 });
    expect(await pending()).toEqual([]);
    await expectTidy();
  }, 60_000);
});
