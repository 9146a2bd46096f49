import type { TemporaryDatabase } from '@pksn/testing';
import { temporaryDatabase } from '@pksn/testing';
import type { DataSource, Revisions } from './index';
import { Administration, ChangeWatch, Overrides, migrate, openDatabase } from './index';

const SELDOM_MS = 3_600_000;
const OFTEN_MS = 100;

let database: TemporaryDatabase;
let source: DataSource;
let watch: ChangeWatch;
let seen: Revisions[];
let failures: number;

beforeAll(async () => {
  database = await temporaryDatabase({ durable: true, filledBy: migrate });
  source = await openDatabase(database.url, 3);
});
afterEach(() => watch.stop());
afterAll(async () => {
  await source?.destroy();
  await database?.stop();
});

async function begin(pollMs: number): Promise<void> {
  seen = [];
  failures = 0;
  watch = new ChangeWatch(database.url, {
    pollMs,
    seen: (revisions) => {
      seen.push(revisions);
      return Promise.resolve();
    },
    failed: () => void failures++,
  });
  await watch.start();
}

async function until(right: () => boolean): Promise<void> {
  while (!right()) await new Promise((done) => setTimeout(done, 5));
}

let key = 0;
async function newGeneration(): Promise<number> {
  const { generation } = await new Overrides(source).add({
    customerId: null,
    object: {},
    section: 3,
    key: Buffer.alloc(32, ++key),
    zone: 'red',
    trustGroup: null,
    threat: null,
    reason: 'test',
    author: 'test',
    machine: false,
    expiresAt: null,
  });
  return generation ?? 0;
}
const watchers = `pid FROM pg_stat_activity WHERE application_name = 'private-ksn watch'`;

it('hears of a generation and of the registry without polling', async () => {
  await begin(SELDOM_MS);
  const generation = await newGeneration();
  await until(() => seen.at(-1)?.generation === generation);
  const { registry } = seen.at(-1)!;
  await source.query(`UPDATE installation SET registry_revision = registry_revision + 1`);
  await source.query(`SELECT pg_notify('pksn_registry', '')`);
  await until(() => seen.at(-1)?.registry === registry + 1);
});

it('sees what changed while its connection was cut', async () => {
  await begin(SELDOM_MS);
  for (let n = 0; n < 3; n++) {
    await source.query(`SELECT pg_terminate_backend(pid), ${watchers}`);
    const generation = await newGeneration();
    await until(() => seen.at(-1)?.generation === generation);
    expect(failures).toBe(n + 1);
  }
  expect(await source.query(`SELECT ${watchers}`)).toHaveLength(1);
});

it('sees by polling what no notification told', async () => {
  await begin(OFTEN_MS);
  const [{ number }] = (await source.query(
    `INSERT INTO generation (number, reason, actor, feeds) SELECT max(number) + 1, 'silent', 'test', '[]' FROM generation RETURNING number::int`,
  )) as [{ number: number }];
  await until(() => seen.at(-1)?.generation === number);
  // Also a number that moved backwards, and another epoch: a restored backup.
  await source.query('DELETE FROM generation WHERE number = $1', [number]);
  await source.query('UPDATE installation SET epoch = gen_random_uuid()');
  const { epoch } = seen.at(-1)!;
  await until(() => seen.at(-1)?.generation === number - 1 && seen.at(-1)?.epoch !== epoch);
});

it('sees a change of the provider, which every refusal names', async () => {
  await begin(OFTEN_MS);
  const { registry } = seen.at(-1)!;
  await new Administration(source).setProvider({ name: 'Example', contacts: [] }, 'test');
  await until(() => (seen.at(-1)?.registry ?? 0) > registry);
});

it('comes back after the server did', async () => {
  await begin(OFTEN_MS);
  await database.interrupt();
  await until(() => failures > 1);
  await database.resume();
  const generation = await newGeneration();
  await until(() => seen.at(-1)?.generation === generation);
});

it('says nothing more once it is stopped, and holds no connection', async () => {
  await begin(OFTEN_MS);
  await watch.stop();
  const told = seen.length;
  await newGeneration();
  await until(() => true);
  let open: unknown[] = [1];
  while (open.length > 0) open = (await source.query(`SELECT ${watchers}`)) as unknown[];
  expect(seen).toHaveLength(told);
});
