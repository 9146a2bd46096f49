import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { fuzzPackages } from './package-fuzz';
import type { FuzzReport } from './package-fuzz';

const USAGE = 'usage: npm run fuzz -- packages [--count N] [--seed S]';

/** `npm run fuzz -- packages --count 20000 --seed 7`: exit code 1 when anything happened that must not. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { count: { type: 'string', default: '20000' }, seed: { type: 'string' } },
  });
  const count = Number(values.count);
  const seed = values.seed === undefined ? randomInt(2 ** 32) : Number(values.seed);
  if (positionals[0] !== 'packages' || !Number.isSafeInteger(count) || !Number.isSafeInteger(seed)) {
    process.stderr.write(`${USAGE}\n`);
    return 65;
  }
  process.stdout.write(`packages: ${count} rounds, seed ${seed}\n`);
  const report = await fuzzPackages(count, seed);
  process.stdout.write(lines(report));
  return report.failures.length === 0 ? 0 : 1;
}

function lines(report: FuzzReport): string {
  const table = [...report.refusals]
    .sort((a, b) => b[1] - a[1])
    .map(([code, n]) => `${String(n).padStart(8)}  ${code}`);
  const mebibytes = Math.ceil(report.peakBufferBytes / 1_048_576);
  return [
    ...table,
    ...report.failures.slice(0, 20).map((failure) => `FAILED ${failure}`),
    `${report.mutants} mutants, ${report.twins} valid twins, ${report.failures.length} failures,`,
    `at most ${mebibytes} MiB of buffers, seed ${report.seed}`,
    '',
  ].join('\n');
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
