import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { runDifferential } from './differential/differential';
import type { HttpFuzzReport } from './http/http-campaign';
import { fuzzAdmin, fuzzHttp } from './http/http-fuzz';
import { fuzzPackages } from './package-fuzz';

/** A campaign says what it saw, and what must not be. */
interface Outcome {
  readonly table: ReadonlyMap<string, number>;
  readonly failures: readonly string[];
  readonly summary: string;
}

interface Campaign {
  readonly count: number;
  readonly longCount: number;
  run(count: number, seed: number): Promise<Outcome>;
}

const LOOKUPS_PER_GENERATION = 20_000;
const MIB = 1_048_576;
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const CAMPAIGNS: Readonly<Record<string, Campaign>> = {
  packages: {
    count: 50_000,
    longCount: 10_000_000,
    run: async (count, seed) => {
      const { refusals, failures, mutants, twins, peakBufferBytes } = await fuzzPackages(count, seed);
      const memory = `at most ${String(Math.ceil(peakBufferBytes / MIB))} MiB of buffers`;
      return {
        table: refusals,
        failures,
        summary: `${String(mutants)} mutants, ${String(twins)} valid twins, ${memory}`,
      };
    },
  },
  differential: {
    count: 20_000,
    longCount: 1_000_000,
    run: async (count, seed) => {
      const generations = Math.max(5, Math.ceil(count / LOOKUPS_PER_GENERATION));
      const { answers, disagreements, lookups } = await runDifferential(count, generations, seed, say);
      const summary = `${String(lookups)} lookups in ${String(generations)} generations`;
      return { table: answers, failures: disagreements, summary };
    },
  },
  http: {
    count: 50_000,
    longCount: 1_000_000,
    run: async (count, seed) => outcomeOf(await fuzzHttp(count, seed)),
  },
  admin: {
    count: 20_000,
    longCount: 100_000,
    run: async (count, seed) => outcomeOf(await fuzzAdmin(count, seed)),
  },
};
const USAGE = `usage: npm run fuzz -- ${Object.keys(CAMPAIGNS).join('|')} [--count N | --long] [--seed S]`;
const MOST_FAILURES = 20;

function outcomeOf({ outcomes, failures, requests, memoryBytes }: HttpFuzzReport): Outcome {
  const memory = `resident memory ${String(Math.ceil(memoryBytes / MIB))} MiB at the end`;
  return { table: outcomes, failures, summary: `${String(requests)} requests, ${memory}` };
}

/** `npm run fuzz -- packages --count 20000 --seed 7`: exit code 1 when anything happened that must not. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { count: { type: 'string' }, long: { type: 'boolean' }, seed: { type: 'string' } },
  });
  const [name = ''] = positionals;
  const campaign = Object.hasOwn(CAMPAIGNS, name) ? CAMPAIGNS[name] : undefined;
  const usual = values.long === true ? campaign?.longCount : campaign?.count;
  const count = values.count === undefined ? usual : Number(values.count);
  const seed = values.seed === undefined ? randomInt(2 ** 32) : Number(values.seed);
  if (campaign === undefined || !Number.isSafeInteger(count) || !Number.isSafeInteger(seed)) {
    process.stderr.write(`${USAGE}\n`);
    return 65;
  }
  say(`${name}: ${String(count)} rounds, seed ${String(seed)}`);
  const { table, failures, summary } = await campaign.run(count as number, seed);
  for (const [what, n] of [...table].sort((a, b) => b[1] - a[1])) say(`${String(n).padStart(8)}  ${what}`);
  for (const failure of failures.slice(0, MOST_FAILURES)) say(`FAILED ${failure}`);
  say(`${summary}, ${String(failures.length)} failures, seed ${String(seed)}`);
  return failures.length === 0 ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 70;
  },
);
