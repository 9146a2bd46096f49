import type { BenchRow } from '../bench-row';
import { ratioAtLeast } from '../bench-row';
import { requestBytes } from '../https-ask';
import type { Asked } from '../https-ask';
import { CLIENT, HttpsLoad } from '../https-load';
import { LookupFixture } from '../lookup-fixture';
import { PINNING } from '../pinned-process';
import type { ProxyAndService } from '../proxy-contest';
import { alikeAnswerBytes, fill, keysOfOneScope, requireNothingAsked, startProxyAndService } from '../proxy-contest';
import { requestRates } from '../request-rates';

/** As many as the memory of a proxy holds as it is delivered. */
const OBJECTS = 1 << 12;
const SECONDS = { long: 3, short: 1 };
const GOAL = 0.9;

/**
 * P14: single file lookups over HTTPS that a proxy answers from what it keeps, against the same requests to the query process that it has it
 * from. By all keys of one customer, who see the same.
 */
export const proxyHit: BenchRow = {
  id: 'P14',
  rounds: 5,
  async run(options, measure) {
    const seconds = options.long ? SECONDS.long : SECONDS.short;
    const fixture = await LookupFixture.create(options);
    let both: ProxyAndService | null = null;
    try {
      const keys = keysOfOneScope(fixture);
      const hashes = fixture.asked.slice(0, OBJECTS);
      const questions = hashes.map((hash, i): Asked => ({
        path: `/v1/files/${hash}`,
        key: keys[i % keys.length] as string,
      }));
      both = await startProxyAndService(fixture, options);
      const { proxy, query } = both;
      await fill(
        both,
        fixture,
        hashes.map((file) => ({ file })),
      );
      const answerBytes = await alikeAnswerBytes(both, fixture, questions);
      const load = await HttpsLoad.prepare(options.workDir, 'p14', questions.map(requestBytes));
      options.say(`${CLIENT}; ${PINNING}; answers of ${String(answerBytes)} bytes`);
      const what = `single file lookup that a proxy keeps in memory, ${String(OBJECTS)} objects, ${String(keys.length)} keys of one scope, 64 connections`;
      const contest = { what, baselineWhat: 'the query process itself', goal: ratioAtLeast(GOAL) };
      await requireNothingAsked(both, fixture, () => measure(requestRates(contest, load, seconds, proxy, query)));
    } finally {
      await both?.proxy.process.stop();
      await fixture.stop();
    }
  },
};
