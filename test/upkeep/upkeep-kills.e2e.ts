import { setTimeout as delay } from 'node:timers/promises';
import { holdings, strays } from '../crash/leftovers';
import { eventually, importOf } from '../e2e/steps';
import { Prng } from '../fuzz/prng';
import { RollingFeed } from './rolling-feed';
import { HASTE, UpkeepService } from './upkeep-service';

/** PKSN_TEST_KILLS: more of them; PKSN_TEST_SEED repeats a run's choices. */
const KILLS = Number(process.env.PKSN_TEST_KILLS ?? 5);
const seed = Number(process.env.PKSN_TEST_SEED ?? Date.now() % 1_000_000);
const BUSY = { ...HASTE, PKSN_FOLD_RUNS: '2', PKSN_LOOK_INTERVAL: '50ms', PKSN_RUN_GRACE: '0ms' };
const LAZY = { ...BUSY, PKSN_FOLD_RUNS: '100', PKSN_RETAINED_SNAPSHOTS: '100', PKSN_RUN_GRACE: '1h' };
const PER_KILL = 2;

describe(`killed in the middle of folds and departures (PKSN_TEST_SEED=${String(seed)})`, () => {
  const prng = new Prng(seed);
  let world: UpkeepService;
  let feed: RollingFeed;
  beforeAll(async () => {
    process.stdout.write(`upkeep kills: PKSN_TEST_SEED=${String(seed)}\n`);
    world = await UpkeepService.create(LAZY);
    feed = new RollingFeed(world.vendor);
    expect(await importOf(world.service, await feed.next())).toMatchObject({ state: 'active' });
  }, 60_000);
  afterAll(() => world?.service.stop());

  it('a worker loses nothing, leaves nothing, and changes no answer', async () => {
    let inTheMiddle = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      for (let n = 0; n < PER_KILL; n++)
        expect(await importOf(world.service, await feed.next())).toMatchObject({ state: 'active' });
      const before = await world.newestAnswers();
      await world.service.kill('import-worker', 'SIGKILL');
      const stack = await world.stack();
      await world.service.start('import-worker', 'import-worker', BUSY);
      await delay(prng.below(400));
      await world.service.kill('import-worker', 'SIGKILL');
      // Killed before all was done that there was to do.
      if (
        (await world.sql('SELECT 1 FROM run WHERE retired_at IS NOT NULL')).length > 0 ||
        String(await world.stack()) === String(stack)
      )
        inTheMiddle += 1;
      expect((await world.newestAnswers()).digest).toBe(before.digest);
      await world.service.start('import-worker', 'import-worker', LAZY);
    }
    process.stdout.write(`upkeep kills: ${String(inTheMiddle)} of ${String(KILLS)} with work left\n`);
    expect(inTheMiddle).toBeGreaterThan(0);
    expect(world.service.apps.get('query-api')?.log()).not.toMatch(/uncaught|defect ends/);
  }, 600_000);

  it('nobody has to tidy up', async () => {
    const before = await world.newestAnswers();
    await world.worker(BUSY);
    const left = await eventually(
      async () => {
        const held = await holdings(world.service);
        const retired = await world.sql<{ id: string }>('SELECT id::text FROM run WHERE retired_at IS NOT NULL');
        const detached = await world.sql<{ name: string }>(
          `SELECT relname::text AS name FROM pg_class c WHERE relkind = 'r' AND relname LIKE 'reputation\\_run\\_%'
             AND NOT EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhrelid = c.oid AND NOT i.inhdetachpending)`,
        );
        return [
          ...strays(held),
          ...retired.map(({ id }) => `run ${id}`),
          ...detached.map(({ name }) => name),
          ...(held.snapshots > 3 ? ['snapshots'] : []),
        ];
      },
      (found) => found.length === 0,
    );
    expect(left).toEqual([]);
    expect((await world.newestAnswers()).digest).toBe(before.digest);
    // And a delta still builds on what is there.
    expect(await importOf(world.service, await feed.next())).toMatchObject({ state: 'active' });
  }, 90_000);
});
