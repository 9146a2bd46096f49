import type { TemporaryDatabase } from '@pksn/testing';
import { SilentRelay, temporaryDatabase } from '@pksn/testing';
import type { DataSource, ProvenConnection, Revisions } from './index';
import { ChangeWatch, migrate, openDatabase } from './index';

const OFTEN_MS = 100;

let database: TemporaryDatabase;
let source: DataSource;
let relay: SilentRelay;
let watch: ChangeWatch;
let seen: Revisions[];
let failures: string[];
/** What a follower does with what it sees, before it goes into `seen`. */
let read: (revisions: Revisions, connection: ProvenConnection) => Promise<void>;

beforeAll(async () => {
  database = await temporaryDatabase({ filledBy: migrate });
  source = await openDatabase(database.url, 3);
});
beforeEach(async () => {
  relay = await SilentRelay.start(Number(new URL(database.url).port));
  [seen, failures] = [[], []];
  read = () => Promise.resolve();
  watch = new ChangeWatch(relay.urlOf(database.url), {
    pollMs: OFTEN_MS,
    seen: async (revisions, connection) => {
      await read(revisions, connection);
      connection.claim();
      seen.push(revisions);
    },
    failed: (error) => void failures.push(String(error)),
  });
});
afterEach(async () => {
  await watch.stop();
  await relay.stop();
});
afterAll(async () => {
  await source?.destroy();
  await database?.stop();
});

async function until(right: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await right())) await new Promise((done) => setTimeout(done, 5));
}
/** A change that nobody is told of. */
async function change(): Promise<number> {
  const [[{ revision }]] = (await source.query(
    `UPDATE installation SET registry_revision = registry_revision + 1 RETURNING registry_revision::int AS revision`,
  )) as [[{ revision: number }], number];
  return revision;
}
const watchers = async (): Promise<number> =>
  ((await source.query(`SELECT pid FROM pg_stat_activity WHERE application_name = 'private-ksn watch'`)) as unknown[])
    .length;
const saw = (revision: number) => () => seen.at(-1)?.registry === revision;

it.each(['both', 'answers'] as const)(
  'sees what changed after its connection went silent without a word (%s)',
  async (ways) => {
    await watch.start();
    for (let n = 0; n < 3; n++) {
      relay.freeze(ways);
      await until(saw(await change()));
      expect(relay.lively).toBe(1);
    }
    expect(failures).toHaveLength(3);
  },
);

it('takes no silence amiss while it is not asked for anything', async () => {
  await watch.start();
  const revision = await change();
  let most = 0;
  read = async ({ registry }, connection) => {
    if (registry !== revision) return;
    await connection.meanwhile(async () => {
      for (let n = 0; n < 20; n++) {
        await new Promise((done) => setTimeout(done, 50));
        most = Math.max(most, await watchers());
      }
    });
  };
  await until(saw(revision));
  expect([most, failures]).toEqual([1, []]);
});

it('asks again over another connection when one goes silent in the middle of a reading', async () => {
  await watch.start();
  const revision = await change();
  const refused: string[] = [];
  let freeze = true;
  read = async ({ registry }, connection) => {
    if (registry !== revision) return;
    if (freeze) relay.freeze();
    freeze = false;
    await connection.manager.query('SELECT 1').catch((error: unknown) => {
      refused.push(String(error));
      throw error;
    });
  };
  await until(saw(revision));
  await until(() => refused.length === 1);
  expect(relay.lively).toBe(1);
});

it('lets the connection that comes second put nothing in force', async () => {
  await watch.start();
  const revision = await change();
  const order: string[] = [];
  let release = (): void => undefined;
  const isHeld = new Promise<void>((done) => (release = done));
  let first = true;
  read = async ({ registry }, connection) => {
    if (registry !== revision || !first) return;
    first = false;
    await isHeld;
    try {
      connection.claim();
      order.push('put old content in force');
    } catch {
      order.push('refused');
    }
  };
  await until(saw(revision));
  release();
  await until(() => order.length > 0);
  expect(order).toEqual(['refused']);
});

it('opens a second connection beside a slow database, and never a third', async () => {
  await watch.start();
  const holder = source.createQueryRunner();
  await holder.startTransaction();
  await holder.query('LOCK TABLE generation IN ACCESS EXCLUSIVE MODE');
  const told = seen.length;
  await until(async () => (await watchers()) === 2);
  for (let n = 0; n < 50; n++) expect(await watchers()).toBeLessThanOrEqual(2);
  expect(seen.length - told).toBeLessThanOrEqual(1);
  await holder.rollbackTransaction();
  await holder.release();
  const revision = await change();
  await until(saw(revision));
  await until(async () => (await watchers()) === 1);
});

it.each(['refuse', 'swallow'] as const)('comes back when the network does (%s)', async (mode) => {
  await watch.start();
  relay.admit(mode);
  relay.freeze();
  await until(() => failures.length > 1);
  const told = seen.length;
  const revision = await change();
  relay.admit('forward');
  await until(saw(revision));
  expect(seen.length).toBeGreaterThan(told);
  expect(relay.lively).toBe(1);
});

it('begins while the database is away, says so, and follows when it comes', async () => {
  relay.admit('refuse');
  await watch.start();
  expect([seen.length, failures.length]).toEqual([0, 1]);
  relay.admit('forward');
  await until(() => seen.length > 0);
});

it('tells two contents of one number apart', async () => {
  await watch.start();
  const revision = await change();
  await source.query('INSERT INTO registry_change (revision) VALUES ($1)', [revision]);
  await until(() => saw(revision)() && seen.at(-1)?.registryStamp !== null);
  const stamp = seen.at(-1)?.registryStamp;
  await source.query('UPDATE registry_change SET stamp = gen_random_uuid() WHERE revision = $1', [revision]);
  await until(() => seen.at(-1)?.registryStamp !== stamp);
  expect(seen.at(-1)?.registry).toBe(revision);
});
