import type { ChangesAnswer } from '@pksn/contract';
import { holdings, strays } from '../crash/leftovers';
import { eventually, importOf } from '../e2e/steps';
import { RollingFeed } from './rolling-feed';
import { UpkeepService } from './upkeep-service';

const DEEP = 7;

describe('folding and retention', () => {
  let world: UpkeepService;
  let feed: RollingFeed;
  const next = async (): Promise<void> => {
    expect(await importOf(world.service, await feed.next())).toMatchObject({ state: 'active', code: null });
  };
  const changes = async (cursor: string | null): Promise<ChangesAnswer> =>
    (await world.service.query(world.key).get(`/v1/changes${cursor === null ? '' : `?cursor=${cursor}`}`))
      .body as ChangesAnswer;

  beforeAll(async () => {
    world = await UpkeepService.create({ PKSN_FOLD_RUNS: '100', PKSN_RETAINED_SNAPSHOTS: '100' });
    feed = new RollingFeed(world.vendor);
    for (let n = 0; n < DEEP; n++) await next();
  }, 120_000);
  afterAll(() => world?.service.stop());

  it('folds a deep stack and changes no answer, and tells no change', async () => {
    expect(await world.stack()).toHaveLength(DEEP);
    const before = await world.newestAnswers();
    const { cursor } = await changes(null);
    await world.worker({ PKSN_FOLD_RUNS: '3', PKSN_RETAINED_SNAPSHOTS: '100' });
    const stack = await eventually(
      () => world.stack(),
      (runs) => runs.length <= 3,
    );
    expect(stack.length).toBeLessThanOrEqual(3);
    const after = await world.newestAnswers();
    expect(after.generation).toBeGreaterThan(before.generation);
    expect(after.digest).toBe(before.digest);
    expect(after.epoch).toBe(before.epoch);
    expect(await changes(cursor)).toMatchObject({ reset: false, more: false, changes: [] });
    expect((await world.audited('feed.folded')).length).toBeGreaterThan(0);
  }, 60_000);

  it('takes deltas on what was folded', async () => {
    const { cursor } = await changes(null);
    const before = await world.newestAnswers();
    await next();
    expect((await world.newestAnswers()).digest).not.toBe(before.digest);
    const told = await changes(cursor);
    expect(told.reset).toBe(false);
    expect(told.changes.length).toBeGreaterThan(0);
  }, 60_000);

  it('goes back to what was live before, and forward again, whatever was folded meanwhile', async () => {
    const now = await world.newestAnswers();
    const { body, status } = await world.service.admin.post(`/api/v1/feeds/acme/rolling/revert`, {
      body: { reason: 'a test', to: feed.version - 1 },
    });
    expect({ status, body }).toMatchObject({ status: 200 });
    const back = await eventually(
      () => world.answers(),
      ({ digest }) => digest !== now.digest,
    );
    expect(back.digest).not.toBe(now.digest);
    const again = await world.service.admin.post(`/api/v1/feeds/acme/rolling/revert`, {
      body: { reason: 'a test', to: feed.version },
    });
    expect(again.status).toBe(200);
    expect(
      (
        await eventually(
          () => world.answers(),
          ({ digest }) => digest === now.digest,
        )
      ).digest,
    ).toBe(now.digest);
  }, 60_000);

  it('lets old snapshots go, with their partitions and files, and keeps two to go back to', async () => {
    const before = await world.newestAnswers();
    await world.worker({ PKSN_FOLD_RUNS: '3' });
    const kept = await eventually(
      () => world.sql<{ version: string }>('SELECT version FROM snapshot ORDER BY version'),
      (rows) => rows.length === 3,
    );
    expect(kept.map(({ version }) => Number(version))).toEqual([feed.version - 2, feed.version - 1, feed.version]);
    const left = await eventually(
      async () => {
        const held = await holdings(world.service);
        const named = new Set(
          (await world.sql<{ id: string }>('SELECT DISTINCT unnest(runs)::text AS id FROM snapshot')).map(
            ({ id }) => id,
          ),
        );
        return [...strays(held), ...held.runRows.filter((id) => !named.has(id)).map((id) => `run ${id}`)];
      },
      (found) => found.length === 0,
    );
    expect(left).toEqual([]);
    expect((await world.answers()).digest).toBe(before.digest);
    expect((await world.audited('snapshot.expired')).at(-1)).toMatchObject({
      versions: expect.arrayContaining([1]) as unknown,
    });
    expect(world.service.apps.get('query-api')?.log()).not.toContain('could not be followed');
  }, 60_000);
});
