import type { BenchRow, Contest } from '../bench-row';
import { ratioAtLeast } from '../bench-row';
import { ask, requestBytes } from '../https-ask';
import { CLIENT, HttpsLoad } from '../https-load';
import { LookupFixture } from '../lookup-fixture';
import { PINNING } from '../pinned-process';
import { requestRates } from '../request-rates';

const REQUESTS = 1 << 15;
const REGISTERED_KEYS = 100_000;
/** A key for each of the 64 connections, as endpoints have; and as in P1, whose keys are cold when they come again. */
const KEYS_IN_USE = [64, 1_000];
/** Short turns, and many: what slows the machine for a moment is to meet both sides. */
const SECONDS = 1;
const ROUNDS = 25;

/**
 * What the license gate costs at 100,000 registered keys: P1's requests to the query process, and to one in which the
 * gate is taken out and one license stands for all.
 */
export const gateCost: BenchRow = {
  id: 'GATE',
  rounds: ROUNDS,
  async run(options, measure) {
    const fixture = await LookupFixture.create(options, REGISTERED_KEYS);
    try {
      const gated = await fixture.startQuery(0);
      const ungated = await fixture.startQuery(0, { program: 'test/bench/ungated-query.js' });
      options.say(`${CLIENT}; ${PINNING}; ${String(fixture.keys.length)} keys registered`);
      const contests: Contest[] = [];
      for (const keys of KEYS_IN_USE) {
        const questions = fixture.asked.slice(0, REQUESTS).map((hash, i) => ({
          path: `/v1/files/${hash}`,
          key: fixture.keys[i % keys] as string,
        }));
        for (const { port } of [gated, ungated]) await ask(port, fixture.tls.ca, questions[0]!);
        const load = await HttpsLoad.prepare(options.workDir, `gate-${String(keys)}`, questions.map(requestBytes));
        const what = `license gate at 100,000 registered keys: P1 with and without, ${String(keys)} keys in use`;
        const contest = { what, baselineWhat: 'the same process without the gate', goal: ratioAtLeast(0.97) };
        contests.push(...requestRates(contest, load, SECONDS, gated, ungated));
      }
      await measure(contests);
    } finally {
      await fixture.stop();
    }
  },
};
