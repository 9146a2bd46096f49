import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { eventually, importOf } from '../e2e/steps';
import { digestsBelow } from './index-bytes';
import { RollingFeed } from './rolling-feed';
import { UpkeepService } from './upkeep-service';

const QUERY = { PKSN_SCRUB_EVERY: '1s', PKSN_SCRUB_RATE: '100000000' };

describe('what is lost of the index', () => {
  let world: UpkeepService;
  let runsDir: string;
  let whole: Record<string, string>;
  let answers: string;

  /** Cheap to ask: whether every file is there, and nothing is known to be wrong. */
  const isThere = async (): Promise<boolean> =>
    Object.keys(whole).every((name) => existsSync(join(runsDir, name))) &&
    (await world.sql('SELECT 1 FROM run_damage')).length === 0;
  const rebuilt = async (times: number): Promise<void> => {
    const told = await eventually(
      () => world.audited('index.rebuilt'),
      (all) => all.length >= times,
    );
    expect(told.length).toBeGreaterThanOrEqual(times);
    expect(await eventually(isThere, (there) => there)).toBe(true);
    expect(digestsBelow(runsDir)).toEqual(whole);
  };
  const runs = (): number => new Set(Object.keys(whole).map((name) => name.split('/')[0])).size;
  const ready = (): Promise<{ status: string; problems: string[] }> =>
    world.service
      .query(null)
      .get('/readyz')
      .then(({ body }) => body as { status: string; problems: string[] });
  /** No process has the old files of a run open any more. */
  const noneIsStale = async (): Promise<void> => {
    const { status } = await eventually(ready, (told) => told.status === 'ok');
    expect(status).toBe('ok');
  };

  /** All at once: what is removed file by file is rebuilt meanwhile, and the folder is not empty at the end. */
  const loseIndex = (): void => {
    const lost = join(world.service.dataDir, 'lost-index');
    renameSync(join(world.service.dataDir, 'index'), lost);
    rmSync(lost, { recursive: true });
  };
  /** On disk there are the runs that snapshots name, and no others. */
  const isSettled = async (): Promise<boolean> => {
    const named = await world.sql<{ id: string }>('SELECT DISTINCT unnest(runs)::text AS id FROM snapshot');
    return isDeepStrictEqual(new Set(readdirSync(runsDir)), new Set(named.map(({ id }) => id)));
  };

  beforeAll(async () => {
    world = await UpkeepService.create({ PKSN_FOLD_RUNS: '3', PKSN_RETAINED_SNAPSHOTS: '100' }, QUERY);
    runsDir = join(world.service.dataDir, 'index/runs');
    const feed = new RollingFeed(world.vendor);
    for (let n = 0; n < 4; n++)
      expect(await importOf(world.service, await feed.next())).toMatchObject({ state: 'active' });
    // A folded run, those that older snapshots still name, and a delta above it.
    await eventually(
      () => world.stack(),
      (runs) => runs.length < 4,
    );
    expect(await importOf(world.service, await feed.next())).toMatchObject({ state: 'active' });
    await world.worker({ PKSN_FOLD_RUNS: '100', PKSN_RETAINED_SNAPSHOTS: '100' });
    // A run that no snapshot names since the fold is there for the grace, and is not rebuilt once it has left.
    expect(await eventually(isSettled, (settled) => settled)).toBe(true);
    whole = digestsBelow(runsDir);
    answers = (await world.newestAnswers()).digest;
  }, 120_000);
  afterAll(() => world?.service.stop());

  it('a segment that is gone is there again, byte for byte', async () => {
    const [base] = await world.stack();
    rmSync(join(runsDir, String(base), 'file-sha256.seg'));
    await rebuilt(1);
    expect((await world.answers()).digest).toBe(answers);
    expect(await world.audited('index.rebuilt')).toMatchObject([{ run: base, found: 'file-sha256.seg is lost' }]);
    await noneIsStale();
  }, 120_000);

  it('a byte that is wrong is found by a query process, and written again by the worker', async () => {
    const run = String((await world.stack()).at(-1));
    const path = join(runsDir, run, 'web.seg');
    const bytes = readFileSync(path);
    const at = bytes.length - 200;
    bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    writeFileSync(path, bytes);
    await rebuilt(2);
    expect((await world.answers()).digest).toBe(answers);
    await noneIsStale();
  }, 120_000);

  it('the whole index is rebuilt while what is open goes on answering', async () => {
    loseIndex();
    let asked = 0;
    while (asked++ < 3 || !(await isThere())) expect((await world.answers()).digest).toBe(answers);
    await rebuilt(2 + runs());
    expect((await world.answers()).digest).toBe(answers);
    await noneIsStale();
  }, 120_000);

  it('everything stopped, the index lost, everything started: a person does nothing', async () => {
    for (const app of ['query-api', 'import-worker']) await world.service.kill(app, 'SIGTERM');
    loseIndex();
    await world.service.start('query-api', 'query-api', QUERY);
    expect(await ready()).toMatchObject({ status: 'starting' });
    expect((await ready()).problems.join()).toMatch(/are lost or damaged, and are being rebuilt/);
    await world.service.start('import-worker', 'import-worker', {
      PKSN_LOOK_INTERVAL: '100ms',
      PKSN_RETAINED_SNAPSHOTS: '100',
      PKSN_FOLD_RUNS: '100',
    });
    await noneIsStale();
    expect((await world.answers()).digest).toBe(answers);
    await rebuilt(2 + 2 * runs());
  }, 120_000);

  it('what the database holds otherwise is not put in the place of anything, and health says so', async () => {
    const run = String((await world.stack()).at(-1));
    await world.sql(
      `DELETE FROM reputation_run_${run} WHERE key IN (SELECT key FROM reputation_run_${run} WHERE section = 8 LIMIT 1)`,
    );
    rmSync(join(runsDir, run, 'web.seg'));
    const { problems } = await eventually(
      async () => (await world.service.admin.get('/api/v1/health')).body as { problems: { what: string }[] },
      (told) => told.problems.some(({ what }) => what.includes('could not be rebuilt')),
    );
    expect(problems[0]?.what).toContain(`web.seg is lost), and could not be rebuilt: SNAPSHOT_DAMAGED`);
    expect((await world.answers()).digest).toBe(answers);
    expect(readdirSync(join(world.service.dataDir, 'index/staging'))).toEqual([]);
  }, 120_000);
});
