import type { BenchRow } from '../bench-row';
import { ratioAtLeast } from '../bench-row';
import { CONSTANT_BASELINE, checkedAnswerBytes, startConstant } from '../constant-baseline';
import { requestBytes } from '../https-ask';
import type { Asked } from '../https-ask';
import { CLIENT, HttpsLoad } from '../https-load';
import { LookupFixture } from '../lookup-fixture';
import { PINNING } from '../pinned-process';
import type { RatedServer } from '../request-rates';
import { requestRates } from '../request-rates';

const REQUESTS = 1 << 15;
const LICENSE_KEYS = 1_000;
const SECONDS = 3;

/**
 * P1: single file lookups over HTTPS with the license checked, against bare node:https with a constant answer of the
 * same size, on the same client.
 */
export const singleLookup: BenchRow = {
  id: 'P1',
  rounds: 5,
  async run(options, measure) {
    const fixture = await LookupFixture.create(options);
    let constant: RatedServer | null = null;
    try {
      const questions = fixture.asked.slice(0, REQUESTS).map((hash, i): Asked => ({
        path: `/v1/files/${hash}`,
        key: fixture.keys[i % LICENSE_KEYS] as string,
      }));
      const query = await fixture.startQuery(0);
      const answerBytes = await checkedAnswerBytes(query.port, fixture, questions);
      constant = await startConstant(fixture, answerBytes);
      const load = await HttpsLoad.prepare(options.workDir, 'p1', questions.map(requestBytes));
      options.say(`${CLIENT}; ${PINNING}; answers of ${String(answerBytes)} bytes`);
      const what = `single file lookup over HTTPS, license checked, ${String(fixture.files / 1e6)} M records from files, 64 connections`;
      const contest = { what, baselineWhat: CONSTANT_BASELINE, goal: ratioAtLeast(0.9) };
      await measure(requestRates(contest, load, SECONDS, query, constant));
    } finally {
      await constant?.process.stop();
      await fixture.stop();
    }
  },
};
