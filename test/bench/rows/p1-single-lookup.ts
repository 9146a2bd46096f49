import type { BenchRow } from '../bench-row';
import { ratioAtLeast } from '../bench-row';
import { ask, requestBytes } from '../https-ask';
import type { Asked } from '../https-ask';
import { CLIENT, HttpsLoad } from '../https-load';
import { LookupFixture } from '../lookup-fixture';
import { PINNING, PinnedProcess, perCpuSecond } from '../pinned-process';

const REQUESTS = 1 << 15;
const LICENSE_KEYS = 1_000;
const CHECKED = 200;
const SECONDS = 3;

/**
 * P1: single file lookups over HTTPS with the license checked, against bare node:https with a constant answer of the
 * same size, on the same client. Counted twice: by the wall clock, and by the processor time of the server alone,
 * which neither a slow client nor a busy machine can flatter.
 */
export const singleLookup: BenchRow = {
  id: 'P1',
  rounds: 5,
  async run(options, measure) {
    const fixture = await LookupFixture.create(options);
    let constant: PinnedProcess | null = null;
    try {
      const questions = fixture.asked.slice(0, REQUESTS).map((hash, i): Asked => ({
        path: `/v1/files/${hash}`,
        key: fixture.keys[i % LICENSE_KEYS] as string,
      }));
      const query = await fixture.startQuery(0);
      const answerBytes = await checkedAnswerBytes(query.port, fixture, questions);
      const started = await PinnedProcess.start<{ port: number }>('server', 'test/bench/constant-server.js', {
        args: [fixture.tls.cert, fixture.tls.key, String(answerBytes)],
      });
      constant = started.process;
      const load = await HttpsLoad.prepare(options.workDir, 'p1', questions.map(requestBytes));
      options.say(`${CLIENT}; ${PINNING}; answers of ${String(answerBytes)} bytes`);
      const figure = { server: query.process, port: query.port };
      const baseline = { server: constant, port: started.message.port };
      const answers = async (port: number): Promise<number> => (await load.run(port, SECONDS)).answers;
      const what = `single file lookup over HTTPS, license checked, ${String(fixture.files / 1e6)} M records from files, 64 connections`;
      const contest = { baselineWhat: 'bare node:https, constant answer of the same size', goal: ratioAtLeast(0.9) };
      await measure([
        {
          ...contest,
          what,
          unit: 'k requests/s',
          figure: async () => (await load.rate(figure.port, SECONDS)) / 1e3,
          baseline: async () => (await load.rate(baseline.port, SECONDS)) / 1e3,
        },
        {
          ...contest,
          what: `${what}, by processor time of the server`,
          unit: 'k requests per CPU s',
          figure: async () => (await perCpuSecond(figure.server, () => answers(figure.port))) / 1e3,
          baseline: async () => (await perCpuSecond(baseline.server, () => answers(baseline.port))) / 1e3,
        },
      ]);
    } finally {
      await constant?.stop();
      await fixture.stop();
    }
  },
};

/** Bytes of an answer on average. Throws when one is not right: of the objects asked, every other one is known. */
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
