import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchRow, Contest, Goal } from '../bench-row';
import { FILES, feedRecords } from '../feed-packages';
import { ask, requestBytes } from '../https-ask';
import type { Asked } from '../https-ask';
import { CLIENT, HttpsLoad } from '../https-load';
import { LookupFixture } from '../lookup-fixture';
import { PINNING } from '../pinned-process';
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
      const filled = redis;
      const contest = async (what: string, memoryBytes: number, millions: number): Promise<Contest> => {
        const { port } = await fixture.startQuery(memoryBytes);
        await checkBulk(port, fixture, bulks[0] as Asked);
        return {
          what: `bulk of 1,000 files by JSON over HTTPS, ${String(fixture.files / 1e6)} M records ${what}, 64 connections`,
          unit: 'M objects/s',
          baselineWhat:
            filled === null ? 'none: redis-server is not installed' : 'Redis MGET of 100, the same keys, no TLS',
          goal: goal(millions),
          figure: async () => ((await load.rate(port, SECONDS)) * OBJECTS) / 1e6,
          baseline: filled === null ? null : async () => (await filled.keysPerSecond(keysPath, SECONDS)) / 1e6,
        };
      };
      await measure([await contest('in memory', ALL_MEMORY, 1), await contest('from files', 0, 0.7)]);
    } finally {
      await redis?.stop();
      await fixture.stop();
    }
  },
};

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
