import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchRow, Contest, Goal } from '../bench-row';
import { FILES, feedRecords } from '../feed-packages';
import { ask, requestBytes } from '../https-ask';
import type { Asked } from '../https-ask';
import { CLIENT, HttpsLoad } from '../https-load';
import { LookupFixture } from '../lookup-fixture';
import { PINNING, perCpuSecond } from '../pinned-process';
import { RedisBaseline, hasRedis } from '../redis-baseline';

const OBJECTS = 1_000;
const SECONDS = 3;
const ALL_MEMORY = 8 * 1024 ** 3;
const RATIO = 1.2;

const goal = (millions: number): Goal => ({
  text: `>= ${String(millions)} M objects/s and >= ${String(RATIO)} x`,
  met: (figure, ratio) => figure >= millions && ratio >= RATIO,
});

/** P3: bulks of 1,000 files by JSON over HTTPS, against Redis MGET of 100 on the same keys without HTTP and TLS. */
export const bulkJson: BenchRow = {
  id: 'P3',
  rounds: 5,
  async run(options, measure) {
    const fixture = await LookupFixture.create(options);
    let redis: RedisBaseline | null = null;
    try {
      const bulks = bulksOf(fixture);
      const load = await HttpsLoad.prepare(options.workDir, 'p3', bulks.map(requestBytes));
      const keysPath = join(options.workDir, 'p3.keys');
      writeFileSync(keysPath, fixture.asked.join('\n'));
      if (hasRedis) {
        options.say('filling Redis');
        redis = await RedisBaseline.start();
        for (const plan of fixture.plans) await redis.fill(feedRecords(plan, FILES), FILES.keyBytes, FILES.recordBytes);
      }
      options.say(`${CLIENT}; ${PINNING}`);
      const memory = await contests(fixture, 'in memory', ALL_MEMORY, 1, { load, redis, keysPath });
      const files = await contests(fixture, 'from files', 0, 0.7, { load, redis, keysPath });
      await measure([...memory, ...files]);
    } finally {
      await redis?.stop();
      await fixture.stop();
    }
  },
};

interface Askers {
  readonly load: HttpsLoad;
  readonly redis: RedisBaseline | null;
  readonly keysPath: string;
}

/** By the wall clock, and by the processor time of the servers alone, which a busy machine does not spoil. */
async function contests(
  fixture: LookupFixture,
  where: string,
  memoryBytes: number,
  millions: number,
  { load, redis, keysPath }: Askers,
): Promise<Contest[]> {
  const { port, process } = await fixture.startQuery(memoryBytes);
  await checkBulk(port, fixture, bulksOf(fixture)[0] as Asked);
  const what = `bulk of 1,000 files by JSON over HTTPS, ${String(fixture.files / 1e6)} M records ${where}, 64 connections`;
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

function bulksOf(fixture: LookupFixture): Asked[] {
  const bulks: Asked[] = [];
  for (let at = 0; at + OBJECTS <= fixture.asked.length; at += OBJECTS) {
    const objects = fixture.asked.slice(at, at + OBJECTS).map((file) => ({ file }));
    bulks.push({ path: '/v1/lookup', key: fixture.keys[bulks.length] as string, body: JSON.stringify({ objects }) });
  }
  return bulks;
}

async function checkBulk(port: number, fixture: LookupFixture, bulk: Asked): Promise<void> {
  const { body } = await ask(port, fixture.tls.ca, bulk);
  const { results } = body as { results: { zone: string }[] };
  const wrong = results.findIndex(({ zone }, i) => zone !== (i % 2 === 0 ? 'red' : 'grey'));
  if (results.length !== OBJECTS || wrong >= 0) throw new Error(`result ${String(wrong)} of the bulk is wrong`);
}
