import { setTimeout as delay } from 'node:timers/promises';
import { TemporaryRedis, forgeVendor } from '@pksn/testing';
import { Service } from '../service';
import { eventually, submit, trust } from '../steps';
import { ContentChanges } from './content-changes';
import { GenerationBook } from './generation-book';
import { LookupWatch } from './lookup-watch';

/** TARGETS R5; PKSN_TEST_ACTIVATIONS=1000 is its long form. */
const ACTIVATIONS = Number(process.env.PKSN_TEST_ACTIVATIONS ?? 100);
const LOOKUPS = 10_000 * ACTIVATIONS;
const TIME_LIMIT_MS = 6_000 * ACTIVATIONS + 120_000;
const ENVIRONMENT = { PKSN_LOOK_INTERVAL: '100ms', PKSN_RETRY_INTERVAL: '200ms' };
const AWAY_MS = 2_000;

describe('activations during lookups over several processes', () => {
  const book = new GenerationBook();
  let service: Service;
  let redis: TemporaryRedis;
  let changes: ContentChanges;
  let watches: LookupWatch[] = [];
  const faults = (): string[] => watches.flatMap((watch) => watch.faults);
  const lookups = (): number => watches.reduce((sum, watch) => sum + watch.lookups, 0);
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
  const further = async (answers: number): Promise<void> => {
    const goals = watches.map((watch) => watch.answers + answers);
    while (watches.some((watch, n) => watch.answers < (goals[n] ?? 0)) && faults().length === 0) await delay(20);
  };
  const stateOf = async (id: string): Promise<string> =>
    String((await service.admin.get(`/api/v1/imports/${id}`).catch(() => null))?.body?.state);

  beforeAll(async () => {
    redis = await TemporaryRedis.start();
    service = await Service.create({ queueUrl: redis.url, durable: true });
    await Promise.all([
      service.start('query-api', 'pool', { PKSN_PROCESSES: '2' }),
      service.start('query-api', 'single'),
      service.start('admin-api'),
      service.start('import-worker', 'import-worker', ENVIRONMENT),
    ]);
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
  }, 120_000);
  afterAll(async () => {
    await Promise.all(watches.map((watch) => watch.stop()));
    await service?.stop();
    await redis?.stop();
  });

  it(
    `answers ${String(LOOKUPS)} lookups each wholly from one generation while ${String(ACTIVATIONS)} are made`,
    async () => {
      const made = new Map<string, number>();
      const began = lookups();
      for (let n = 0; (n < ACTIVATIONS || lookups() - began < LOOKUPS) && faults().length === 0; n++) {
        const kind = await changes.next();
        made.set(kind, (made.get(kind) ?? 0) + 1);
        await settled();
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

  it('goes on as before', async () => {
    for (let n = 0; n < 10; n++) {
      await changes.next();
      await settled();
    }
    expect(faults()).toEqual([]);
    for (const app of service.apps.values()) expect(app.log()).not.toMatch(/uncaught|defect ends/);
  }, 120_000);
});
