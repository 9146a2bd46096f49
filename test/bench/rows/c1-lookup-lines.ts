import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, openSync, closeSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { monotonicMs } from '@pksn/runtime';
import { atLeast } from '../bench-row';
import type { BenchRow } from '../bench-row';
import { LookupFixture } from '../lookup-fixture';
import { DIST, pinned, PINNING } from '../pinned-process';

const BULK = 1_000;
/** `pksn lookup -` is to do 100,000 lines a minute and more. */
const GOAL = 100;

/** C1: `pksn lookup -` with lines of all kinds, its start included, against a plain loop that sends the same bulks. */
export const lookupLines: BenchRow = {
  id: 'C1',
  rounds: 3,
  async run(options, measure) {
    const fixture = await LookupFixture.create(options, 1);
    try {
      const { port } = await fixture.startQuery(0);
      const objects = mixedObjects(fixture.asked, options.long ? 1_000_000 : 50_000);
      const at = (name: string): string => join(options.workDir, name);
      writeFileSync(at('key'), fixture.keys[0] as string, { mode: 0o600 });
      writeFileSync(at('lines'), objects.map((one) => `${Object.values(one)[0] ?? ''}\n`).join(''));
      writeFileSync(at('bulks'), bulkBodies(objects));
      const flags = [
        '--server',
        `https://127.0.0.1:${String(port)}`,
        '--cacert',
        fixture.tls.ca,
        '--key-file',
        at('key'),
      ];
      const pksn = [resolve(DIST, '../apps/cli/bin/pksn.cjs'), 'lookup', '-', '--json', '--data', at('none'), ...flags];
      const loop = [resolve(DIST, 'test/bench/bulk-loop.js'), String(port), fixture.tls.ca, at('key'), at('bulks')];
      const perMinute = async (program: readonly string[]): Promise<number> =>
        (objects.length / (await secondsOf(program, at('lines'), at('answers')))) * 0.06;
      await perMinute(pksn);
      await requireAnswers(at('answers'), objects.length);
      options.say(PINNING);
      await measure([
        {
          what: `pksn lookup - with ${String(objects.length)} lines of all kinds, one JSON line each`,
          unit: 'k lines/min',
          baselineWhat: 'a plain loop: the same bulks one after the other',
          goal: atLeast(GOAL, 'k lines/min'),
          figure: () => perMinute(pksn),
          baseline: () => perMinute(loop),
        },
      ]);
    } finally {
      await fixture.stop();
    }
  },
};

/** Half of them files, every other one of which is known. */
function mixedObjects(hashes: readonly string[], count: number): Record<string, string>[] {
  return Array.from({ length: count }, (_, n) => {
    if (n % 2 === 0) return { file: hashes[(n / 2) % hashes.length] as string };
    const host = `h${String(n)}.example`;
    return [{ url: `http://${host}/a/b?c=${String(n)}` }, { domain: host }, { ip: `198.51.${String(n % 256)}.7` }][
      ((n - 1) / 2) % 3
    ] as Record<string, string>;
  });
}

function bulkBodies(objects: readonly Record<string, string>[]): string {
  let text = '';
  for (let at = 0; at < objects.length; at += BULK)
    text += `${JSON.stringify({ objects: objects.slice(at, at + BULK) })}\n`;
  return text;
}

async function secondsOf(program: readonly string[], input: string, output: string): Promise<number> {
  const [stdin, stdout] = [openSync(input, 'r'), openSync(output, 'w')];
  try {
    const [command = '', ...args] = pinned('client', [process.execPath, ...program]);
    const startedMs = monotonicMs();
    const child = spawn(command, args, { stdio: [stdin, stdout, 'inherit'] });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`${program[0] ?? ''} ended with ${String(code)}`);
    return (monotonicMs() - startedMs) / 1_000;
  } finally {
    closeSync(stdin);
    closeSync(stdout);
  }
}

/** Every line is answered, in its order; of the files every other one is red. */
async function requireAnswers(path: string, count: number): Promise<void> {
  let n = 0;
  for await (const text of createInterface({ input: createReadStream(path) })) {
    const { line, zone } = JSON.parse(text) as { line: number; zone: string };
    const expected = n % 4 === 0 ? 'red' : 'grey';
    if (line !== n + 1 || zone !== expected) throw new Error(`line ${String(n + 1)} is ${zone}, not ${expected}`);
    n += 1;
  }
  if (n !== count) throw new Error(`${String(n)} answers for ${String(count)} lines`);
}
