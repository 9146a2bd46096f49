import { setTimeout as delay } from 'node:timers/promises';
import { TemporaryRedis, forgeVendor } from '@pksn/testing';
import { Service } from '../service';
import { eventually, submit, trust } from '../steps';
import { ContentChanges } from './content-changes';
import { GenerationBook } from './generation-book';
import { LookupWatch } from './lookup-watch';
import { Probes } from './probes';
import { Soak } from './soak';

/** TARGETS R5; PKSN_TEST_ACTIVATIONS=1000 is its long form. */
const ACTIVATIONS = Number(process.env.PKSN_TEST_ACTIVATIONS ?? 100);
const LOOKUPS = 10_000 * ACTIVATIONS;
const TIME_LIMIT_MS = 6_000 * ACTIVATIONS + 120_000;
/** TARGETS R9; PKSN_TEST_SOAK_MINUTES=120 is its long form. */
const SOAK_MS = Number(process.env.PKSN_TEST_SOAK_MINUTES ?? 2) * 60_000;
/** As many as there are kinds of change: between two looks the same was done. */
const LOOK_EVERY = 10;
/** Between two turns of a watch: while there are fewer lookups than should be, and then, so that others get on. */
const PAUSES_MS = { behind: 10, ahead: 150 };
/** When all that was wanted is made, the rest of the soak takes only some of the machine. */
const SOAK_PAUSE_MS = 500;
const ENVIRONMENT = {
  PKSN_LOOK_INTERVAL: '100ms',
  PKSN_RETRY_INTERVAL: '200ms',
  PKSN_RETAINED_SNAPSHOTS: '2',
  PKSN_RUN_GRACE: '1s',
};
/** Other tests' load on the machine is not what this one is about. */
const UNHURRIED = { PKSN_REFUSE_BULKS_ABOVE: '60s', PKSN_REFUSE_ALL_ABOVE: '60s' };
const AWAY_MS = 2_000;

describe('activations during lookups over several processes', () => {
  const book = new GenerationBook();
  let service: Service;
  let redis: TemporaryRedis;
  let changes: ContentChanges;
  let watches: LookupWatch[] = [];
  const probes = new Probes();
  let soak: Soak;
  let soakBegan = 0;
  let activations = 0;
  const faults = (): string[] => watches.flatMap((watch) => watch.faults);
  const lookups = (): number => watches.reduce((sum, watch) => sum + watch.lookups, 0);
  const pace = (isAhead: boolean): void => {
    for (const watch of watches) watch.pauseMs = isAhead ? PAUSES_MS.ahead : PAUSES_MS.behind;
  };
  /** Every connection has answered from the newest generation. */
  const settled = async (): Promise<void> => {
    const { generation } = changes;
    const reached = (): boolean => watches.every((watch) => watch.generation >= generation);
    const all = await eventually(
      () => Promise.resolve(reached() || faults().length > 0),
      (done) => done,
    );
    if (!all) throw new Error(`${watches.map((watch) => watch.generation).join()} instead of ${String(generation)}`);
    book.settled = generation;
  };
  const change = async (): Promise<string> => {
    const kind = await changes.next();
    await settled();
    if (++activations % LOOK_EVERY === 0) await soak.look(activations);
    return kind;
  };
  const further = async (answers: number): Promise<void> => {
    const goals = watches.map((watch) => watch.answers + answers);
    while (watches.some((watch, n) => watch.answers < (goals[n] ?? 0)) && faults().length === 0) await delay(20);
  };
  const stateOf = async (id: string): Promise<string> =>
    String((await service.admin.get(`/api/v1/imports/${id}`).catch(() => null))?.body?.state);

  beforeAll(async () => {
    redis = await TemporaryRedis.start();
    service = await Service.create({ queueUrl: redis.url, durable: true });
    const environment = { ...probes.environment, ...UNHURRIED };
    await Promise.all([
      service.start('query-api', 'pool', { ...environment, PKSN_PROCESSES: '2' }),
      // From files: each segment is a descriptor.
      service.start('query-api', 'single', { ...environment, PKSN_INDEX_MEMORY_BYTES: '0' }),
      service.start('admin-api', 'admin-api', environment),
      service.start('import-worker', 'import-worker', { ...environment, ...ENVIRONMENT }),
    ]);
    soak = new Soak(service, probes);
    const vendor = forgeVendor('acme', Date.now());
    const license = vendor.license();
    await trust(service, vendor);
    await submit(service, license);
    const { body } = await service.admin.get('/api/v1/generations?limit=1');
    changes = new ContentChanges(service, vendor, book, Number(body.generations[0].number));
    await changes.next();
    for (const as of ['pool', 'single']) {
      await eventually(
        () => Promise.all([0, 1, 2, 3].map(() => service.query(license.key, as).get('/v1/status'))),
        (answers) =>
          answers.every(({ status, body: seen }) => status === 200 && seen.database.generation === changes.generation),
      );
    }
    // A pool hands its connections to its processes in turns.
    watches = ['pool', 'pool', 'pool', 'single', 'single'].map(
      (as) => new LookupWatch(service.portOf(as), service.ca, license.key, book),
    );
    for (const watch of watches) watch.start();
    soakBegan = performance.now();
  }, 120_000);
  afterAll(async () => {
    await Promise.all(watches.map((watch) => watch.stop()));
    await service?.stop();
    await redis?.stop();
    probes.stop();
  });

  it(
    `answers ${String(LOOKUPS)} lookups each wholly from one generation while ${String(ACTIVATIONS)} are made`,
    async () => {
      const made = new Map<string, number>();
      const began = lookups();
      for (let n = 0; (n < ACTIVATIONS || lookups() - began < LOOKUPS) && faults().length === 0; n++) {
        pace(lookups() - began > (LOOKUPS * (n + 1)) / ACTIVATIONS);
        const kind = await change();
        made.set(kind, (made.get(kind) ?? 0) + 1);
      }
      process.stdout.write(
        `activations: ${JSON.stringify(Object.fromEntries(made))}, ${String(lookups() - began)} lookups\n`,
      );
      expect(faults()).toEqual([]);
      expect(made.size).toBe(5);
    },
    TIME_LIMIT_MS,
  );

  it('goes on answering without PostgreSQL, and an import that had begun completes on its return', async () => {
    const id = await changes.upload();
    await service.database.interrupt();
    await delay(AWAY_MS);
    await further(10);
    expect(faults()).toEqual([]);
    await service.database.resume();
    expect(
      await eventually(
        () => stateOf(id),
        (state) => state === 'active',
      ),
    ).toBe('active');
    changes.uploaded();
    await settled();
    expect(faults()).toEqual([]);
  }, 120_000);

  it('goes on answering without Redis, and takes packages whose imports complete on its return', async () => {
    await redis.interrupt();
    const id = await changes.upload();
    await delay(AWAY_MS);
    await further(10);
    expect(faults()).toEqual([]);
    await redis.resume();
    expect(
      await eventually(
        () => stateOf(id),
        (state) => state === 'active',
      ),
    ).toBe('active');
    changes.uploaded();
    await settled();
    expect(faults()).toEqual([]);
  }, 120_000);

  it(
    'goes on as before, and holds no more memory, descriptors, files and partitions than before',
    async () => {
      pace(true);
      for (let n = 0; (n < LOOK_EVERY || performance.now() - soakBegan < SOAK_MS) && faults().length === 0; n++) {
        await change();
        await delay(SOAK_PAUSE_MS);
      }
      expect(faults()).toEqual([]);
      for (const app of service.apps.values()) expect(app.log()).not.toMatch(/uncaught|defect ends/);
      process.stdout.write(`soak: ${String(activations)} activations\n${soak.toString()}\n`);
      expect(soak.growth()).toEqual([]);
    },
    SOAK_MS + 120_000,
  );
});
