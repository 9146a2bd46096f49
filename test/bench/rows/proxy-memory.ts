import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { monotonicMs } from '@pksn/runtime';
import type { BenchRow, Contest } from '../bench-row';
import { startProxy } from '../bench-proxy';
import { ask } from '../https-ask';
import { LookupFixture } from '../lookup-fixture';
import { fillProxy } from '../proxy-memory-fill';
import type { RatedServer } from '../request-rates';

const MOST_MB = 100;
const MOST_SECONDS = 1;
const READS = 60_000;
const CONNECTIONS = 16;
const KIB = 1_024;
const CACHE_BYTES = 4 * KIB ** 3;

interface Run {
  readonly startSeconds: number;
  readonly atStartMb: number;
  readonly afterReadsMb: number;
}

/** What a proxy with a full cache takes: memory after a start and after reads at random, and the time to its first answer. */
export const proxyMemory: BenchRow = {
  id: 'PROXY-MEMORY',
  rounds: 3,
  async run(options, measure) {
    const fixture = await LookupFixture.create({ ...options, long: false }, 1);
    try {
      const { port: upstreamPort } = await fixture.startQuery(0);
      const { tls, keys, asked } = fixture;
      const key = keys[0] as string;
      const folder = join(options.workDir, 'proxy');
      const config = { cache: { bytes: CACHE_BYTES } };
      const start = (): Promise<RatedServer> => startProxy({ folder, tls, upstreamPort, config });
      const askAt = (port: number, path: string): Promise<{ body: unknown }> => ask(port, tls.ca, { path, key });
      const { scope } = (await askAt(upstreamPort, '/v1/license')).body as { scope: string };
      const first = await start();
      await askAt(first.port, `/v1/files/${asked[0] ?? ''}`);
      await first.process.stop();
      const count = options.long ? 1_000_000 : 200_000;
      options.say(`keeping ${String(count)} answers`);
      const kept = await fillProxy(join(folder, 'data', 'cache'), scope, count, Math.floor(count / READS));
      const runOnce = async (): Promise<Run> => {
        const began = monotonicMs();
        const proxy = await start();
        await askAt(proxy.port, `/v1/files/${kept[0] ?? ''}`);
        const startSeconds = (monotonicMs() - began) / 1_000;
        const atStartMb = residentMb(proxy);
        await readAll(proxy.port, tls.ca, key, kept);
        const afterReadsMb = residentMb(proxy);
        await proxy.process.stop();
        return { startSeconds, atStartMb, afterReadsMb };
      };
      const runs: Run[] = [];
      for (let n = 0; n <= proxyMemory.rounds; n++) runs.push(await runOnce());
      const what = `proxy with ${String(count / 1e6)} M kept answers`;
      const contest = (text: string, unit: string, most: number, of: keyof Run): Contest => {
        let n = 0;
        return {
          what: `${what}, ${text}`,
          unit,
          baselineWhat: 'none',
          goal: { text: `<= ${String(most)} ${unit}`, met: (figure) => figure <= most },
          figure: () => runs[n++ % runs.length]?.[of] ?? Number.NaN,
          baseline: null,
        };
      };
      await measure([
        contest(`resident after ${String(kept.length)} reads at random`, 'MB', MOST_MB, 'afterReadsMb'),
        contest('resident at its first answer', 'MB', MOST_MB, 'atStartMb'),
        contest('start to its first answer', 's', MOST_SECONDS, 'startSeconds'),
      ]);
    } finally {
      await fixture.stop();
    }
  },
};

/** Resident memory of a process, mapped files and all. */
function residentMb({ process: { child } }: RatedServer): number {
  const status = readFileSync(`/proc/${String(child.pid)}/status`, 'latin1');
  return (Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * KIB) / 1e6;
}

/** Each hash once, over a few connections. Throws when one is not answered from what is kept. */
async function readAll(port: number, caPath: string, key: string, hashes: readonly string[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, ca: readFileSync(caPath) });
  let next = 0;
  const one = (hash: string): Promise<void> =>
    new Promise((done, fail) => {
      const headers = { authorization: `Bearer ${key}` };
      request({ host: '127.0.0.1', port, path: `/v1/files/${hash}`, headers, agent }, (incoming) => {
        incoming.resume();
        const isKept = incoming.statusCode === 200;
        incoming.on('end', () => (isKept ? done() : fail(new Error(`${hash}: ${String(incoming.statusCode)}`))));
      })
        .on('error', fail)
        .end();
    });
  const reader = async (): Promise<void> => {
    for (let hash = hashes[next++]; hash !== undefined; hash = hashes[next++]) await one(hash);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, reader));
  agent.destroy();
}
