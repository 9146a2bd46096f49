import { canonicalUrl, expressions } from '@pksn/web-address';
import type { BenchRow } from '../bench-row';
import { ratioAtLeast } from '../bench-row';
import { ask, requestBytes } from '../https-ask';
import type { Asked } from '../https-ask';
import { CLIENT, HttpsLoad } from '../https-load';
import { LookupFixture } from '../lookup-fixture';
import { spreadOf } from '../measure';
import { PINNING, PinnedProcess, perCpuSecond } from '../pinned-process';
import { sortedKeys, urlMix } from '../url-mix';

const REQUESTS = 1 << 14;
const LICENSE_KEYS = 1_000;
const CHECKED = 200;
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
    let constant: PinnedProcess | null = null;
    try {
      const questions = mix.map(({ url }, n): Asked => ({
        path: `/v1/urls?url=${encodeURIComponent(url)}`,
        key: fixture.keys[n % LICENSE_KEYS] as string,
      }));
      const query = await fixture.startQuery(MEMORY_BYTES);
      const answerBytes = await checkedAnswerBytes(query.port, fixture, questions);
      const started = await PinnedProcess.start<{ port: number }>('server', 'test/bench/constant-server.js', {
        args: [fixture.tls.cert, fixture.tls.key, String(answerBytes)],
      });
      constant = started.process;
      const load = await HttpsLoad.prepare(options.workDir, 'p5', questions.map(requestBytes));
      const { min, median, max } = spreadOf(mix.map(({ url }) => expressions(canonicalUrl(url)).length));
      options.say(`${CLIENT}; ${PINNING}; expressions min/median/max ${[min, median, max].join(' / ')}`);
      const [server, baseline] = [query.process, started.process];
      const what = `URL lookup over HTTPS, ${String(median)} expressions in the median, segments in memory, 64 connections`;
      const contest = { baselineWhat: 'bare node:https, constant answer of the same size', goal: ratioAtLeast(0.6) };
      const answers = async (port: number): Promise<number> => (await load.run(port, SECONDS)).answers;
      await measure([
        {
          ...contest,
          what,
          unit: 'k requests/s',
          figure: async () => (await load.rate(query.port, SECONDS)) / 1e3,
          baseline: async () => (await load.rate(started.message.port, SECONDS)) / 1e3,
        },
        {
          ...contest,
          what: `${what}, by processor time of the server`,
          unit: 'k requests per CPU s',
          figure: async () => (await perCpuSecond(server, () => answers(query.port))) / 1e3,
          baseline: async () => (await perCpuSecond(baseline, () => answers(started.message.port))) / 1e3,
        },
      ]);
    } finally {
      await constant?.stop();
      await fixture.stop();
    }
  },
};

async function checkedAnswerBytes(port: number, fixture: LookupFixture, questions: readonly Asked[]): Promise<number> {
  let bytes = 0;
  for (const [i, question] of questions.slice(0, CHECKED).entries()) {
    const { text, body } = await ask(port, fixture.tls.ca, question);
    const { zone } = body as { zone: string };
    if (zone !== (i % 2 === 0 ? 'red' : 'grey')) throw new Error(`${question.path} is ${zone}`);
    bytes += Buffer.byteLength(text);
  }
  return Math.round(bytes / CHECKED);
}
