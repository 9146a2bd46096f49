import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { eventually } from '../e2e/steps';
import { Prng } from '../fuzz/prng';
import { holdings, strays } from './leftovers';
import { ENVIRONMENT, RECORDS, StrickenService } from './stricken-service';
import { fileOf, threatOf } from './versioned-feed';
import { Killer, victims } from './victims';

/** TARGETS R2; PKSN_TEST_KILLS=2000 is its long form. */
const KILLS = Number(process.env.PKSN_TEST_KILLS ?? 30);

/** PKSN_TEST_SEED repeats a run's choices; the moments of the kills depend on the machine, too. */
const seed = Number(process.env.PKSN_TEST_SEED ?? Date.now() % 1_000_000);

/** A machine with only Node and npm has no Redis: there the queue is on PostgreSQL. `.ci/run` demands it. */
const withRedis =
  process.env.PKSN_TEST_REQUIRE_REDIS === '1' ||
  (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, 'redis-server')));
if (!withRedis)
  describe.skip('a killed Redis', () => it('needs redis-server: apt-get install redis-server', () => undefined));

describe(`killed processes (PKSN_TEST_SEED=${String(seed)})`, () => {
  const prng = new Prng(seed);
  let world: StrickenService;

  beforeAll(async () => {
    process.stdout.write(`kills: PKSN_TEST_SEED=${String(seed)}\n`);
    world = await StrickenService.create(seed, withRedis);
  }, 120_000);
  afterAll(async () => {
    if (process.env.PKSN_TEST_LOGS) process.stderr.write(world?.logs() ?? '');
    await world?.stop();
  });

  it(
    `are killed ${String(KILLS)} times in the middle of imports and lookups, and no answer is wrong`,
    async () => {
      const killer = new Killer(world, prng);
      let inTheMiddle = 0;
      for (const victim of victims(KILLS, prng, withRedis)) {
        // Now and then a delta right behind its base, both waiting.
        if (!(await world.unfinished())) for (let n = prng.below(3) === 0 ? 2 : 1; n > 0; n--) await world.upload();
        await world.moment(prng);
        if (await world.unfinished()) inTheMiddle += 1;
        await killer.kill(victim);
        expect([victim, ...world.watch.faults]).toEqual([victim]);
      }
      await world.allEnded();
      process.stdout.write(
        `kills: ${String(inTheMiddle)} of ${String(KILLS)} in the middle of an import, ${String(world.feed.version)} versions, ${String(world.watch.answers)} answers\n`,
      );
      // A test that mostly kills idle processes shows nothing.
      expect(inTheMiddle).toBeGreaterThan(KILLS / 3);
      expect(world.logs()).not.toMatch(/uncaught|left alone|defect ends/);
      for (const app of world.service.apps.values()) expect(app.process.exitCode).toBeNull();
    },
    100_000 + KILLS * 10_000,
  );

  it('kept every promise: each acknowledged upload went live in its order', async () => {
    const imports = await Promise.all(world.acknowledged.map(({ id }) => world.importOf(id)));
    for (const [n, { version, isSecond }] of world.acknowledged.entries()) {
      const { state, code } = imports[n];
      expect({ version, state, code }).toEqual({
        version,
        state: isSecond && state === 'unchanged' ? 'unchanged' : 'active',
        code: null,
      });
    }
    const generations = imports.filter(({ state }) => state === 'active').map(({ generation }) => Number(generation));
    expect(generations).toEqual([...generations].sort((a, b) => a - b));
  });

  it('answers every record from the last version', async () => {
    await expectLastVersion();
    await world.watch.further(3);
    expect(world.watch.faults).toEqual([]);
  }, 60_000);

  it('needs nobody to tidy up', async () => {
    const left = await eventually(
      async () => strays(await holdings(world.service)),
      (found) => found.length === 0,
    );
    expect(left).toEqual([]);
    const { runRows } = await holdings(world.service);
    expect(runRows).toHaveLength(world.feed.version);
    expect((await world.service.admin.get('/api/v1/health')).body).toMatchObject({
      status: 'ok',
      importsUnderWay: 0,
      problems: [],
    });
  });

  it('forgets an upload that was not acknowledged when the admin API is killed, and takes the next one', async () => {
    const { service } = world;
    const before = await holdings(service);
    const listed = (await service.admin.get('/api/v1/imports')).body.imports.length;
    const bytes = await world.feed.next();
    const broken = brokenUpload(bytes);
    const arrived = await eventually(
      async () => (await holdings(service)).spool,
      (spool) => spool.length > 0,
    );
    expect(arrived).toEqual([expect.stringMatching(/\.tmp$/)]);
    await service.kill('admin-api', 'SIGKILL');
    expect(await broken).toMatch(/^error/);
    await service.start('admin-api', 'admin-api', ENVIRONMENT);
    const after = await eventually(
      () => holdings(service),
      (found) => found.spool.length === 0,
    );
    expect(after).toEqual(before);
    expect((await service.admin.get('/api/v1/imports')).body.imports).toHaveLength(listed);
    await world.upload(bytes);
    await world.allEnded();
    await expectLastVersion();
  }, 60_000);

  /** Every record, in bulks of a thousand. */
  async function expectLastVersion(): Promise<void> {
    const { version } = world.feed;
    const { query } = world;
    const threat = async (): Promise<string> => (await query.get(`/v1/files/${fileOf(0)}`)).body.threat;
    expect(await eventually(threat, (seen) => seen === threatOf(version))).toBe(threatOf(version));
    const wrong: unknown[] = [];
    for (let from = 0; from < RECORDS; from += 1_000) {
      const objects = Array.from({ length: 1_000 }, (_, n) => ({ file: fileOf(from + n) }));
      const { body } = await query.post('/v1/lookup', { body: { objects } });
      for (const slot of body.results)
        if (slot.threat !== threatOf(version) || slot.source.version !== version) wrong.push(slot);
    }
    expect(wrong).toEqual([]);
    const extra = (await query.get(`/v1/files/${fileOf(RECORDS)}`)).body;
    expect(extra.zone).toBe(world.feed.holdsExtra(version) ? 'red' : 'grey');
  }

  /** Sends half of a package and then nothing; says how it ended. */
  function brokenUpload(bytes: Buffer): Promise<string> {
    const raw = new PassThrough();
    raw.write(bytes.subarray(0, bytes.length / 2));
    return world.service.admin
      .post('/api/v1/packages', { raw, headers: { 'content-type': 'application/octet-stream' } })
      .then(
        ({ status }) => `answer ${String(status)}`,
        (error: unknown) => `error ${String(error)}`,
      );
  }
});
