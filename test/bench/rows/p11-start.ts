import { join } from 'node:path';
import { RunWriter } from '@pksn/reputation-index';
import { openDatabase } from '@pksn/store-postgres';
import type { BenchRow } from '../bench-row';
import { FILES } from '../feed-packages';
import { LookupFixture } from '../lookup-fixture';
import { PinnedProcess } from '../pinned-process';
import { sortedRecords } from '../sorted-records';

const GOAL_SECONDS = 2;

/**
 * P11: from the start of a query process to the moment when it serves. The base run of the first feed is replaced by a
 * larger one in the index directory, which is all that a start opens.
 */
export const startToReady: BenchRow = {
  id: 'P11',
  rounds: 7,
  async run(options, measure) {
    const records = options.long ? 100_000_000 : 3_000_000;
    const fixture = await LookupFixture.create({ ...options, long: false });
    try {
      options.say(`writing a run of ${String(records)} records`);
      await writeLargeRun(fixture, records);
      await seconds(fixture);
      const what = `query process start to ready, ${String(records / 1e6)} M records, ${String(fixture.keys.length)} keys`;
      await measure([
        {
          what,
          unit: 's',
          baselineWhat: 'bare node:https, constant answer: start to listening',
          goal: { text: `<= ${String(GOAL_SECONDS)} s`, met: (figure) => figure <= GOAL_SECONDS },
          figure: async () => (await seconds(fixture)).wall,
          baseline: () => bareSeconds(fixture),
        },
        {
          what: `${what}, processor time until then`,
          unit: 'CPU s',
          baselineWhat: 'none',
          goal: { text: `<= ${String(GOAL_SECONDS)} s`, met: (figure) => figure <= GOAL_SECONDS },
          figure: async () => (await seconds(fixture)).cpu,
          baseline: null,
        },
      ]);
    } finally {
      await fixture.stop();
    }
  },
};

async function seconds(fixture: LookupFixture): Promise<{ wall: number; cpu: number }> {
  const start = process.hrtime.bigint();
  const { process: started } = await fixture.startQuery(0);
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  const cpu = started.cpuSeconds();
  await started.stop();
  return { wall, cpu };
}

async function bareSeconds({ tls }: LookupFixture): Promise<number> {
  const start = process.hrtime.bigint();
  const bare = await PinnedProcess.start('server', 'test/bench/constant-server.js', {
    args: [tls.cert, tls.key, '400'],
  });
  const took = Number(process.hrtime.bigint() - start) / 1e9;
  await bare.process.stop();
  return took;
}

async function writeLargeRun(fixture: LookupFixture, records: number): Promise<void> {
  const source = await openDatabase(fixture.databaseUrl, 1);
  const [base] = (await source.query(
    `SELECT runs[1]::int AS id FROM snapshot WHERE state = 'active' ORDER BY feed LIMIT 1`,
  )) as [{ id: number }];
  await source.destroy();
  const writer = await RunWriter.create(join(fixture.dataDir, 'index'), String(base.id));
  const section = await writer.section(FILES, records);
  for (const batch of sortedRecords(FILES, records, 7)) await section.append(batch);
  await section.finish();
  await writer.publish();
}
