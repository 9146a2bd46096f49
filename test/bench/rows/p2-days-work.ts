import { openDatabase } from '@pksn/store-postgres';
import type { BenchRow } from '../bench-row';
import { ratioAtLeast } from '../bench-row';
import { ask, requestBytes } from '../https-ask';
import type { Asked } from '../https-ask';
import { CLIENT, HttpsLoad } from '../https-load';
import { LookupFixture } from '../lookup-fixture';
import { PINNING, PinnedProcess, cpuSecondsOfFamily, perCpuSecond } from '../pinned-process';

const REQUESTS = 1 << 15;
const LICENSE_KEYS = 1_000;
const SECONDS = 3;

/** P2: P1's requests against a service of a day's work on the same PostgreSQL: Nest and TypeORM's findOne, plain HTTP. */
export const daysWork: BenchRow = {
  id: 'P2',
  rounds: 5,
  async run(options, measure) {
    const fixture = await LookupFixture.create(options);
    let other: PinnedProcess | null = null;
    try {
      await fillTable(fixture);
      const questions = fixture.asked.slice(0, REQUESTS).map((hash, i): Asked => ({
        path: `/v1/files/${hash}`,
        key: fixture.keys[i % LICENSE_KEYS] as string,
      }));
      const query = await fixture.startQuery(0);
      await ask(query.port, fixture.tls.ca, questions[0] as Asked);
      const started = await PinnedProcess.start<{ port: number }>('server', 'test/bench/days-work-service.js', {
        args: [fixture.databaseUrl],
      });
      other = started.process;
      await checkVerdicts(started.message.port, questions);
      const bytes = questions.map(requestBytes);
      const load = await HttpsLoad.prepare(options.workDir, 'p2', bytes);
      const plain = await HttpsLoad.prepare(options.workDir, 'p2-plain', bytes, 'http');
      options.say(`${CLIENT}; ${PINNING}`);
      const what = `single file lookup over HTTPS, license checked, ${String(fixture.files / 1e6)} M records from files`;
      const contest = { baselineWhat: 'Nest + TypeORM findOne, plain HTTP, no license', goal: ratioAtLeast(10) };
      const withDatabase = (one: PinnedProcess): { cpuSeconds(): number } => ({
        cpuSeconds: () => one.cpuSeconds() + cpuSecondsOfFamily(fixture.databasePid),
      });
      const [server, baseline] = [withDatabase(query.process), withDatabase(started.process)];
      await measure([
        {
          ...contest,
          what,
          unit: 'k requests/s',
          figure: async () => (await load.rate(query.port, SECONDS)) / 1e3,
          baseline: async () => (await plain.rate(started.message.port, SECONDS)) / 1e3,
        },
        {
          ...contest,
          what: `${what}, by processor time of service and PostgreSQL`,
          unit: 'k requests per CPU s',
          figure: async () =>
            (await perCpuSecond(server, async () => (await load.run(query.port, SECONDS)).answers)) / 1e3,
          baseline: async () =>
            (await perCpuSecond(baseline, async () => (await plain.run(started.message.port, SECONDS)).answers)) / 1e3,
        },
      ]);
    } finally {
      await other?.stop();
      await fixture.stop();
    }
  },
};

async function fillTable({ databaseUrl }: LookupFixture): Promise<void> {
  const source = await openDatabase(databaseUrl, 1);
  await source.query('CREATE TABLE bench_file (sha256 bytea PRIMARY KEY, zone text NOT NULL, popularity int NOT NULL)');
  await source.query(
    `INSERT INTO bench_file SELECT DISTINCT ON (key) key, 'red', get_byte(value, 2) FROM reputation_record WHERE section = 3`,
  );
  await source.query('ANALYZE bench_file');
  await source.destroy();
}

/** Of the objects asked, every other one is known. */
async function checkVerdicts(port: number, questions: readonly Asked[]): Promise<void> {
  for (const [i, { path }] of questions.slice(0, 20).entries()) {
    const answer = await fetch(`http://127.0.0.1:${String(port)}${path}`);
    const { zone } = (await answer.json()) as { zone: string };
    if (zone !== (i % 2 === 0 ? 'red' : 'grey')) throw new Error(`${path} is ${zone}`);
  }
}
