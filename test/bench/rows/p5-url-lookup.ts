import { canonicalUrl, expressions } from '@pksn/web-address';
import type { BenchRow } from '../bench-row';
import { ratioAtLeast } from '../bench-row';
import { CONSTANT_BASELINE, checkedAnswerBytes, startConstant } from '../constant-baseline';
import { requestBytes } from '../https-ask';
import type { Asked } from '../https-ask';
import { CLIENT, HttpsLoad } from '../https-load';
import { LookupFixture } from '../lookup-fixture';
import { spreadOf } from '../measure';
import { PINNING } from '../pinned-process';
import type { RatedServer } from '../request-rates';
import { requestRates } from '../request-rates';
import { sortedKeys, urlMix } from '../url-mix';

const REQUESTS = 1 << 14;
const LICENSE_KEYS = 1_000;
const SECONDS = 3;
const MEMORY_BYTES = 4 * 2 ** 30;

/**
 * P5: URL lookups over HTTPS (canonicalized, all expressions hashed and looked up), a fixed mix with 8 expressions in
 * the median, half of them known, segments in memory, against bare node:https.
 */
export const urlLookup: BenchRow = {
  id: 'P5',
  rounds: 5,
  async run(options, measure) {
    const mix = urlMix(REQUESTS);
    const known = mix.filter((_, n) => n % 2 === 0);
    const fixture = await LookupFixture.create(options, undefined, sortedKeys(known));
    let constant: RatedServer | null = null;
    try {
      const questions = mix.map(({ url }, n): Asked => ({
        path: `/v1/urls?url=${encodeURIComponent(url)}`,
        key: fixture.keys[n % LICENSE_KEYS] as string,
      }));
      const query = await fixture.startQuery(MEMORY_BYTES);
      const answerBytes = await checkedAnswerBytes(query.port, fixture, questions);
      constant = await startConstant(fixture, answerBytes);
      const load = await HttpsLoad.prepare(options.workDir, 'p5', questions.map(requestBytes));
      const { min, median, max } = spreadOf(mix.map(({ url }) => expressions(canonicalUrl(url)).length));
      options.say(`${CLIENT}; ${PINNING}; expressions min/median/max ${[min, median, max].join(' / ')}`);
      const what = `URL lookup over HTTPS, ${String(median)} expressions in the median, segments in memory, 64 connections`;
      const contest = { what, baselineWhat: CONSTANT_BASELINE, goal: ratioAtLeast(0.6) };
      await measure(requestRates(contest, load, SECONDS, query, constant));
    } finally {
      await constant?.process.stop();
      await fixture.stop();
    }
  },
};
