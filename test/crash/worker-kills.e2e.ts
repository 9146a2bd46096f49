import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { forgeVendor } from '@pksn/testing';
import type { Answer } from '../e2e/https-caller';
import { Service } from '../e2e/service';
import { eventually, submit, trust } from '../e2e/steps';
import { Prng } from '../fuzz/prng';
import { AnswerWatch } from './answer-watch';
import { holdings, strays } from './leftovers';
import { VersionedFeed, fileOf, threatOf } from './versioned-feed';

/** PKSN_TEST_KILLS: how often the worker is killed. */
const KILLS = Number(process.env.PKSN_TEST_KILLS ?? 30);
const RECORDS = 20_000;
const DATABASE_RESTARTS = 4;
/** On a busy machine an import takes longer; the kills need not wait for that. */
const MOMENT_LIMIT_MS = 1_500;
const ENDS = ['active', 'held', 'rejected', 'unchanged'];
const ENVIRONMENT = {
  // Here they die by our hand.
  PKSN_IMPORT_DEATHS: '10000',
  PKSN_LOOK_INTERVAL: '100ms',
  PKSN_RETRY_INTERVAL: '200ms',
  PKSN_UPLOAD_SILENCE: '1s',
  PKSN_ORPHAN_AGE: '1s',
  // Each version's run is counted in the end.
  PKSN_RETAINED_SNAPSHOTS: '1000',
};

/** PKSN_TEST_SEED repeats a run's choices; the moments of the kills depend on the machine, too. */
const seed = Number(process.env.PKSN_TEST_SEED ?? Date.now() % 1_000_000);

describe(`killed processes (PKSN_TEST_SEED=${String(seed)})`, () => {
  const prng = new Prng(seed);
  const acknowledged: { id: string; version: number }[] = [];
  let service: Service;
  let feed: VersionedFeed;
  let watch: AnswerWatch;
  let key: string;
  let importMs: number;

  const upload = async (): Promise<void> => {
    const raw = await feed.next();
    const { status, body, text } = await service.admin.post('/api/v1/packages', {
      raw,
      headers: { 'content-type': 'application/octet-stream' },
    });
    if (status !== 202) throw new Error(`an upload was not taken: ${text}`);
    acknowledged.push({ id: body.import.id, version: feed.version });
  };
  const importOf = async (id: string): Promise<Answer['body']> =>
    (await service.admin.get(`/api/v1/imports/${id}`)).body;
  const unfinished = async (): Promise<boolean> => {
    const newest = acknowledged.at(-1);
    return newest !== undefined && !ENDS.includes((await importOf(newest.id)).state);
  };
  /** Shortly after the newest import was staged: around its activation, and the removal of its file. */
  const lateMoment = async (afterMs: number): Promise<void> => {
    const { id } = acknowledged.at(-1)!;
    await eventually(
      () => importOf(id),
      ({ state }) => ['staged', 'ready', 'active'].includes(state),
    );
    await delay(afterMs);
  };
  const allEnded = (): Promise<boolean> =>
    eventually(
      async () => !(await unfinished()),
      (ended) => ended,
    );
  const logs = (): string => [...service.apps.values()].map((app) => app.log()).join('');

  beforeAll(async () => {
    process.stdout.write(`worker kills: PKSN_TEST_SEED=${String(seed)}\n`);
    service = await Service.create({ durable: true });
    await service.startAll(ENVIRONMENT);
    const vendor = forgeVendor('acme', Date.now());
    await trust(service, vendor);
    const license = vendor.license();
    key = license.key;
    await submit(service, license);
    feed = new VersionedFeed(vendor, RECORDS);
    const began = performance.now();
    await upload();
    expect(await allEnded()).toBe(true);
    importMs = Math.min(MOMENT_LIMIT_MS, performance.now() - began);
    await eventually(
      () => service.query(key).get(`/v1/files/${fileOf(0)}`),
      ({ body }) => body.threat === threatOf(1),
    );
    watch = new AnswerWatch(() => service.query(key), RECORDS, new Prng(seed + 1));
    watch.start();
  }, 120_000);
  afterAll(async () => {
    await watch?.stop();
    if (process.env.PKSN_TEST_LOGS) process.stderr.write(logs());
    await service?.stop();
  });

  it(
    `loses nothing and leaves nothing when the import worker is killed ${String(KILLS)} times`,
    async () => {
      let workerLogs = '';
      let inTheMiddle = 0;
      let worker = 'import-worker';
      for (let kill = 0; kill < KILLS; kill++) {
        // Now and then a delta right behind its base, both waiting.
        if (!(await unfinished())) for (let n = prng.below(3) === 0 ? 2 : 1; n > 0; n--) await upload();
        const next = `worker ${String(kill)}`;
        const start = (): Promise<unknown> => service.start('import-worker', next, ENVIRONMENT);
        // Half of the time another worker is there to take over, or is just starting.
        const besides = prng.below(2) === 0 ? start() : null;
        const moment = prng.below(Math.ceil(1.2 * importMs));
        if (prng.below(3) === 0) await lateMoment(prng.below(40));
        else await delay(moment);
        if (await unfinished()) inTheMiddle += 1;
        workerLogs += service.apps.get(worker)?.log() ?? '';
        await service.kill(worker, 'SIGKILL');
        await (besides ?? start());
        worker = next;
      }
      expect(await allEnded()).toBe(true);
      process.stdout.write(
        `worker kills: ${String(inTheMiddle)} of ${String(KILLS)} in the middle of an import, ${String(acknowledged.length)} versions\n`,
      );
      // A test that mostly kills idle workers shows nothing.
      expect(inTheMiddle).toBeGreaterThan(KILLS / 3);
      expect(workerLogs).not.toMatch(/uncaught|left alone|defect ends/);
    },
    100_000 + KILLS * 10_000,
  );

  it('kept every promise: each acknowledged upload went live in its order', async () => {
    const imports = await Promise.all(acknowledged.map(({ id }) => importOf(id)));
    expect(imports.map(({ state, code, version }) => ({ state, code, version }))).toEqual(
      acknowledged.map(({ version }) => ({ state: 'active', code: null, version })),
    );
    const generations = imports.map(({ generation }) => Number(generation));
    expect(generations).toEqual([...generations].sort((a, b) => a - b));
  });

  it('answers every record from the last version', async () => {
    await expectLastVersion();
    await watch.further(3);
    expect(watch.faults).toEqual([]);
  }, 60_000);

  it('needs nobody to tidy up', async () => {
    const left = await eventually(
      async () => strays(await holdings(service)),
      (found) => found.length === 0,
    );
    expect(left).toEqual([]);
    const { runRows } = await holdings(service);
    expect(runRows).toHaveLength(acknowledged.length);
    expect((await service.admin.get('/api/v1/health')).body).toMatchObject({
      status: 'ok',
      importsUnderWay: 0,
      problems: [],
    });
  });

  it('forgets an upload that was not acknowledged when the admin API is killed, and takes the next one', async () => {
    const before = await holdings(service);
    const listed = (await service.admin.get('/api/v1/imports')).body.imports.length;
    const bytes = await feed.next();
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
    const taken = await service.admin.post('/api/v1/packages', {
      raw: bytes,
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(taken.status).toBe(202);
    acknowledged.push({ id: taken.body.import.id, version: feed.version });
    expect(await allEnded()).toBe(true);
    await expectLastVersion();
  }, 60_000);

  it(`goes on answering when PostgreSQL goes away in the middle of an import, and the import goes through after its return`, async () => {
    for (let n = 0; n < DATABASE_RESTARTS; n++) {
      await upload();
      await delay(prng.below(Math.ceil(importMs)));
      await service.database.interrupt(n % 2 === 0 ? 'SIGQUIT' : 'SIGINT');
      await watch.further(5);
      await service.database.resume();
      const ended = await eventually(
        () => unfinished().catch(() => true),
        (still) => !still,
      );
      expect(ended).toBe(false);
      expect(await importOf(acknowledged.at(-1)!.id)).toMatchObject({ state: 'active', code: null });
    }
    await expectLastVersion();
    await watch.further(3);
    expect(watch.faults).toEqual([]);
    expect(
      await eventually(
        async () => strays(await holdings(service)),
        (found) => found.length === 0,
      ),
    ).toEqual([]);
    for (const app of service.apps.values()) expect(app.process.exitCode).toBeNull();
    expect(logs()).not.toMatch(/uncaught|defect ends/);
  }, 120_000);

  /** Every record, in bulks of a thousand. */
  async function expectLastVersion(): Promise<void> {
    const version = feed.version;
    const query = service.query(key);
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
    expect(extra.zone).toBe(feed.holdsExtra(version) ? 'red' : 'grey');
  }

  /** Sends half of a package and then nothing; says how it ended. */
  function brokenUpload(bytes: Buffer): Promise<string> {
    const raw = new PassThrough();
    raw.write(bytes.subarray(0, bytes.length / 2));
    return service.admin
      .post('/api/v1/packages', { raw, headers: { 'content-type': 'application/octet-stream' } })
      .then(
        ({ status }) => `answer ${String(status)}`,
        (error: unknown) => `error ${String(error)}`,
      );
  }
});
