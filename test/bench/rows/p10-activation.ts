import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from '@pksn/store-postgres';
import { SnapshotSteering, openDatabase } from '@pksn/store-postgres';
import type { ForgedVendor } from '@pksn/testing';
import { samplePackage } from '../../e2e/sample-packages';
import type { BenchRow } from '../bench-row';
import { ask, requestBytes } from '../https-ask';
import type { Asked } from '../https-ask';
import { CLIENT, HttpsLoad } from '../https-load';
import { LookupFixture } from '../lookup-fixture';
import { PINNING } from '../pinned-process';

const REQUESTS = 1 << 15;
const LICENSE_KEYS = 1_000;
const SECONDS = 4;
const ACTIVATIONS_PER_ROUND = 10;
const ROUNDS = 5;
const FEED = 'bench/marks';
const MARKED = Array.from({ length: 200 }, (_, n) => n.toString(16).padStart(64, '0'));
const LOOK_MS = 10;

/**
 * P10: the latency that one request in a hundred exceeds while generations are activated one after the other, against
 * the same without. Every answer has to be 200, and every bulk of marked files of one generation, or the row fails.
 */
export const activationUnderLoad: BenchRow = {
  id: 'P10',
  rounds: ROUNDS,
  async run(options, measure) {
    const fixture = await LookupFixture.create(options);
    const source = await openDatabase(fixture.databaseUrl, 2);
    try {
      options.say('staging what is to be activated');
      const snapshots = await stagedSnapshots(fixture, source, options.workDir, (ROUNDS + 1) * ACTIVATIONS_PER_ROUND);
      const query = await fixture.startQuery(0);
      const questions = fixture.asked.slice(0, REQUESTS).map((hash, i): Asked => ({
        path: `/v1/files/${hash}`,
        key: fixture.keys[i % LICENSE_KEYS] as string,
      }));
      await ask(query.port, fixture.tls.ca, questions[0] as Asked);
      const load = await HttpsLoad.prepare(options.workDir, 'p10', questions.map(requestBytes));
      options.say(`${CLIENT}; ${PINNING}`);
      const steering = new SnapshotSteering(
        source,
        () => Promise.resolve(),
        () => Date.now(),
      );
      const measured = async (activate: boolean): Promise<number> => {
        const [{ p99Ms }] = await Promise.all([
          load.run(query.port, SECONDS),
          activations(steering, activate ? snapshots.splice(0, ACTIVATIONS_PER_ROUND) : []),
          unmixed(query.port, fixture),
        ]);
        return p99Ms;
      };
      await measure([
        {
          what: `99th percentile of latency during ${String(ACTIVATIONS_PER_ROUND)} activations in ${String(SECONDS)} s, no error, no mixed answer`,
          unit: 'ms',
          baselineWhat: 'steady state',
          goal: { text: '<= 2 x', met: (_figure, ratio) => ratio <= 2 },
          figure: () => measured(true),
          baseline: () => measured(false),
        },
      ]);
    } finally {
      await source.destroy();
      await fixture.stop();
    }
  },
};

/** Held snapshots of a small feed whose every record is marked with its version. */
async function stagedSnapshots(
  fixture: LookupFixture,
  source: DataSource,
  workDir: string,
  count: number,
): Promise<number[]> {
  for (let version = 1; version <= count; version++) {
    const rows = ['sha256,zone,threat', ...MARKED.map((hash) => `${hash},red,Mark.${String(version)}`)].join('\n');
    const path = join(workDir, 'marks.rpk');
    writeFileSync(
      path,
      await samplePackage(fixture.vendor as ForgedVendor, { feed: FEED, version, rows, codec: 'none' }),
    );
    await fixture.import(source, path, true);
  }
  const rows = (await source.query('SELECT id FROM snapshot WHERE feed = $1 ORDER BY version', [FEED])) as {
    id: string;
  }[];
  return rows.map(({ id }) => Number(id));
}

async function activations(steering: SnapshotSteering, snapshots: readonly number[]): Promise<void> {
  for (const id of snapshots) {
    await delay((SECONDS * 1_000 * 0.9) / ACTIVATIONS_PER_ROUND);
    await steering.activate(id, 'bench', 'bench');
  }
}

async function unmixed(port: number, fixture: LookupFixture): Promise<void> {
  const body = JSON.stringify({ objects: MARKED.map((file) => ({ file })) });
  const end = performance.now() + SECONDS * 1_000;
  while (performance.now() < end) {
    const answer = await ask(port, fixture.tls.ca, { path: '/v1/lookup', key: fixture.keys[0] as string, body });
    const { results } = answer.body as { results: { zone: string; threat: string | null }[] };
    const marks = new Set(results.map(({ zone, threat }) => `${zone} ${String(threat)}`));
    if (marks.size !== 1) throw new Error(`mixed: ${[...marks].join(', ')}`);
    await delay(LOOK_MS);
  }
}
