import type { TemporaryDatabase } from '@pksn/testing';
import { temporaryDatabase } from '@pksn/testing';
import type { DataSource, NewOverride } from './index';
import { GenerationHistory, Overrides, PastGenerations, migrate, openDatabase, readGenerationSteps } from './index';
import { planGeneration, writeGeneration } from './generations';

let database: TemporaryDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await temporaryDatabase({ filledBy: migrate });
  source = await openDatabase(database.url, 4);
});
afterAll(async () => {
  await source?.destroy();
  await database?.stop();
});

const override = (n: number, zone: NewOverride['zone']): NewOverride => ({
  customerId: null,
  object: { type: 'file' },
  section: 3,
  key: Buffer.alloc(32, n),
  zone,
  trustGroup: null,
  threat: null,
  reason: 'test',
  author: 'test',
  machine: false,
  expiresAt: null,
});
const numbers = async (): Promise<number[]> =>
  (await new GenerationHistory(source).newest(500)).map(({ number }) => number).reverse();
const rows = async (): Promise<(number | null)[]> =>
  (
    (await source.query('SELECT removed_in::float8 AS ended FROM override ORDER BY removed_in NULLS LAST')) as {
      ended: number | null;
    }[]
  ).map(({ ended }) => ended);
const aged = (upTo: number): Promise<unknown> =>
  source.query(`UPDATE generation SET created_at = now() - interval '500 days' WHERE number <= $1`, [upTo]);
const YEAR_AGO = new Date(Date.now() - 365 * 86_400_000);

it('come into force in order, whichever began to be written first', async () => {
  await source.transaction(async (manager) => {
    await manager.query('SELECT 1');
    await new Overrides(source).add(override(0, 'red'));
    await writeGeneration(manager, await planGeneration(manager), { actor: 'test', reason: 'test' });
  });
  const [last, before] = await new GenerationHistory(source).newest(2);
  expect(last?.createdAt.getTime()).toBeGreaterThanOrEqual(before?.createdAt.getTime() ?? Infinity);
});

it('go when they are old and out of reach, and their overrides in the round after; the rest is told as before', async () => {
  const overrides = new Overrides(source);
  for (const zone of ['red', 'green', 'red', 'green', 'red', 'green'] as const) await overrides.add(override(1, zone));
  const all = await numbers();
  const ended = await rows();
  const past = new PastGenerations(source, 3);
  expect(await past.prune(YEAR_AGO)).toBe(0);
  await aged(all.length);
  const told = await readGenerationSteps(source.manager, all.length - 3, all.length, 100);

  expect(await past.prune(YEAR_AGO)).toBe(all.length - 4);
  expect(await numbers()).toEqual(all.slice(-4));
  expect(await rows()).toEqual(ended);
  const oldest = all[all.length - 4] ?? 0;
  const gone = ended.filter((one) => one !== null && one <= oldest).length;
  expect(gone).toBeGreaterThan(0);
  expect(await past.prune(YEAR_AGO)).toBe(gone);
  expect(await rows()).toEqual(ended.slice(gone));
  expect(await past.prune(YEAR_AGO)).toBe(0);
  expect(await readGenerationSteps(source.manager, all.length - 3, all.length, 100)).toEqual(told);
});

it('stay while they are young', async () => {
  const before = await numbers();
  await aged((before[1] ?? 0) - 1);
  await source.query('UPDATE generation SET created_at = now() WHERE number >= $1', [before[1]]);
  const overrides = new Overrides(source);
  for (const zone of ['red', 'green', 'red', 'green'] as const) await overrides.add(override(2, zone));
  const past = new PastGenerations(source, 3);
  await past.prune(YEAR_AGO);
  expect((await numbers())[0]).toBe(before[1]);
});
