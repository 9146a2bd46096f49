import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchRow, Contest, Goal } from './bench-row';
import { FILES, feedRecords } from './feed-packages';
import { askBytes, requestBytes } from './https-ask';
import type { Asked } from './https-ask';
import { CLIENT, HttpsLoad } from './https-load';
import { LookupFixture } from './lookup-fixture';
import { PINNING, perCpuSecond } from './pinned-process';
import { RedisBaseline, hasRedis } from './redis-baseline';

const OBJECTS = 1_000;
const SECONDS = 3;
const ALL_MEMORY = 8 * 1024 ** 3;
const RATIO = 1.2;

const goal = (millions: number): Goal => ({
  text: `>= ${String(millions)} M objects/s and >= ${String(RATIO)} x`,
  met: (figure, ratio) => figure >= millions && ratio >= RATIO,
});

/** One way to ask for many files at once. */
export interface BulkForm {
  readonly id: string;
  readonly what: string;
  /** Million objects a second. */
  readonly goals: { readonly memory: number; readonly files: number };
  question(hashes: readonly string[], key: string): Asked;
  /** The zones in an answer, in the order asked. */
  zonesOf(answer: Buffer): readonly string[];
}

/** Bulks of 1,000 files over HTTPS, against Redis MGET of 100 on the same keys without HTTP and TLS. */
export function bulkLookups(form: BulkForm): BenchRow {
  return {
    id: form.id,
    rounds: 5,
    async run(options, measure) {
      const fixture = await LookupFixture.create(options);
      let redis: RedisBaseline | null = null;
      try {
        const bulks = bulksOf(form, fixture);
        const load = await HttpsLoad.prepare(options.workDir, 'bulks', bulks.map(requestBytes));
        const keysPath = join(options.workDir, 'redis.keys');
        writeFileSync(keysPath, fixture.asked.join('\n'));
        if (hasRedis) {
          options.say('filling Redis');
          redis = await RedisBaseline.start();
          for (const plan of fixture.plans)
            await redis.fill(feedRecords(plan, FILES), FILES.keyBytes, FILES.recordBytes);
        }
        options.say(`${CLIENT}; ${PINNING}`);
        const askers = { load, redis, keysPath, bulk: bulks[0] as Asked };
        const memory = await contests(form, fixture, 'in memory', ALL_MEMORY, form.goals.memory, askers);
        const files = await contests(form, fixture, 'from files', 0, form.goals.files, askers);
        await measure([...memory, ...files]);
      } finally {
        await redis?.stop();
        await fixture.stop();
      }
    },
  };
}

interface Askers {
  readonly load: HttpsLoad;
  readonly redis: RedisBaseline | null;
  readonly keysPath: string;
  readonly bulk: Asked;
}

/** By the wall clock, and by the processor time of the servers alone, which a busy machine does not spoil. */
async function contests(
  form: BulkForm,
  fixture: LookupFixture,
  where: string,
  memoryBytes: number,
  millions: number,
  { load, redis, keysPath, bulk }: Askers,
): Promise<Contest[]> {
  const { port, process } = await fixture.startQuery(memoryBytes);
  checkZones(form.zonesOf(await askBytes(port, fixture.tls.ca, bulk)));
  const what = `${form.what}, ${String(fixture.files / 1e6)} M records ${where}, 64 connections`;
  const baselineWhat =
    redis === null ? 'none: redis-server is not installed' : 'Redis MGET of 100, the same keys, no TLS';
  const objects = async (): Promise<number> => (await load.run(port, SECONDS)).answers * OBJECTS;
  const keys = async (server: RedisBaseline): Promise<number> => (await server.run(keysPath, SECONDS)).keys;
  const rate = async (server: RedisBaseline): Promise<number> => {
    const { keys, tookSeconds } = await server.run(keysPath, SECONDS);
    return keys / tookSeconds;
  };
  return [
    {
      what,
      unit: 'M objects/s',
      baselineWhat,
      goal: goal(millions),
      figure: async () => ((await load.rate(port, SECONDS)) * OBJECTS) / 1e6,
      baseline: redis === null ? null : async () => (await rate(redis)) / 1e6,
    },
    {
      what: `${what}, by processor time of the server`,
      unit: 'M objects per CPU s',
      baselineWhat,
      goal: goal(millions),
      figure: async () => (await perCpuSecond(process, objects)) / 1e6,
      baseline: redis === null ? null : async () => (await perCpuSecond(redis, () => keys(redis))) / 1e6,
    },
  ];
}

function bulksOf(form: BulkForm, fixture: LookupFixture): Asked[] {
  const bulks: Asked[] = [];
  for (let at = 0; at + OBJECTS <= fixture.asked.length; at += OBJECTS) {
    bulks.push(form.question(fixture.asked.slice(at, at + OBJECTS), fixture.keys[bulks.length] as string));
  }
  return bulks;
}

function checkZones(zones: readonly string[]): void {
  const wrong = zones.findIndex((zone, i) => zone !== (i % 2 === 0 ? 'red' : 'grey'));
  if (zones.length !== OBJECTS || wrong >= 0) throw new Error(`result ${String(wrong)} of the bulk is wrong`);
}
