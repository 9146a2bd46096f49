import type { BenchRow } from '../bench-row';
import { ask, requestBytes } from '../https-ask';
import type { Asked } from '../https-ask';
import { CLIENT, HttpsLoad } from '../https-load';
import { LookupFixture } from '../lookup-fixture';
import { PINNING, cpuSecondsOfFamily, perCpuSecond } from '../pinned-process';
import type { PinnedProcess } from '../pinned-process';

const REQUESTS = 1 << 15;
const LICENSE_KEYS = 1_000;
const SECONDS = 2;
const PROCESSES = 2;

/** P16: processor time per request of two query processes on one port, the pool's own included, against one process. */
export const twoProcesses: BenchRow = {
  id: 'P16',
  rounds: 9,
  async run(options, measure) {
    const fixture = await LookupFixture.create(options);
    try {
      const questions = fixture.asked.slice(0, REQUESTS).map((hash, i): Asked => ({
        path: `/v1/files/${hash}`,
        key: fixture.keys[i % LICENSE_KEYS] as string,
      }));
      const one = await fixture.startQuery(0);
      const two = await fixture.startQuery(0, { processes: PROCESSES });
      for (const { port } of [one, two]) await ask(port, fixture.tls.ca, questions[0] as Asked);
      const load = await HttpsLoad.prepare(options.workDir, 'p16', questions.map(requestBytes));
      options.say(`${CLIENT}; ${PINNING}`);
      const microseconds = async ({ process, port }: { process: PinnedProcess; port: number }): Promise<number> => {
        const family = { cpuSeconds: () => cpuSecondsOfFamily(process.child.pid) };
        return 1e6 / (await perCpuSecond(family, async () => (await load.run(port, SECONDS)).answers));
      };
      await measure([
        {
          what: 'processor time per single file lookup, two query processes on one port, all on the same core',
          unit: 'µs',
          baselineWhat: 'one query process',
          goal: { text: '<= 1.15 x', met: (_figure, ratio) => ratio <= 1.15 },
          figure: () => microseconds(two),
          baseline: () => microseconds(one),
        },
      ]);
    } finally {
      await fixture.stop();
    }
  },
};
