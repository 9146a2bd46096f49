import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RECIPES } from './foreign-recipes';
import type { Recipe } from './foreign-recipes';

const ROOT = resolve(__dirname, '../../..');
const OUTPUT_BYTES = 1 << 28;
const REASONS_SHOWN = 6;

interface Report {
  readonly rows: number;
  readonly taken: number;
  readonly rejects: number;
  readonly merged?: number;
  readonly portsDropped?: number;
  readonly rejectReasons: readonly { readonly reason: string; readonly count: number }[];
  readonly asides?: readonly { readonly kind: string; readonly count: number }[];
}

function pksn(...parameters: string[]): Promise<{ out: string; err: string }> {
  return new Promise((done) => {
    const script = join(ROOT, 'apps/cli/bin/pksn.cjs');
    execFile(process.execPath, [script, ...parameters], { maxBuffer: OUTPUT_BYTES }, (_, out, err) =>
      done({ out, err }),
    );
  });
}

async function inputOf(dataDir: string, workDir: string, { file, convert }: Recipe): Promise<string> {
  const path = join(dataDir, file);
  const bytes = file.endsWith('.xz')
    ? execFileSync('xz', ['-dc', path], { maxBuffer: OUTPUT_BYTES })
    : await readFile(path);
  const input = join(workDir, 'input');
  await writeFile(input, convert === undefined ? bytes : convert(bytes.toString('utf8')));
  return input;
}

/** What `pksn` said of the rows, also when it made no package because none was taken; null when it said nothing. */
function reportOf({ out, err }: { out: string; err: string }): Report | null {
  if (out !== '') return (JSON.parse(out) as { report: Report }).report;
  const { error } = JSON.parse(err) as { error: { code: string; facts?: Partial<Report> } };
  const { rows, rejects, rejectReasons } = error.facts ?? {};
  return rows === undefined || rejects === undefined || rejectReasons === undefined
    ? null
    : { rows, taken: 0, rejects, rejectReasons };
}

function tableLine({ file, note }: Recipe, report: Report, seconds: number): string {
  const shown = report.rejectReasons.slice(0, REASONS_SHOWN).map(({ reason, count }) => `${count} ${reason}`);
  const more = report.rejectReasons.length - shown.length;
  const asides = (report.asides ?? []).map(({ kind, count }) => `${count} ${kind}`);
  const why = [
    ...shown,
    ...(more > 0 ? [`${more} other reasons`] : []),
    ...(asides.length > 0 ? [`beside rows: ${asides.join(', ')}`] : []),
    ...(note === undefined ? [] : [`(${note})`]),
  ].join('; ');
  const { rows, taken, merged = 0, portsDropped = 0, rejects } = report;
  return `| ${[file, rows, taken, merged, portsDropped, rejects, why.replaceAll('|', '\\|'), seconds.toFixed(1)].join(' | ')} |`;
}

async function main(dataDir: string): Promise<void> {
  const workDir = await mkdtemp(join(tmpdir(), 'pksn-foreign-'));
  try {
    const vendor = join(workDir, 'vendor');
    await pksn('vendor', 'init', '--name', 'foreign', '--out', vendor);
    console.log(
      '| file | rows | taken | merged | ports dropped | rejected | why | s |\n|---|---|---|---|---|---|---|---|',
    );
    for (const recipe of RECIPES) {
      const input = await inputOf(dataDir, workDir, recipe);
      const out = join(workDir, 'out.rpk');
      const build = ['package', 'build', '--vendor', vendor, '--feed', 'foreign/data', '--version', '1', '--json'];
      const start = process.hrtime.bigint();
      const said = await pksn(...build, '--input', input, '--out', out, ...recipe.flags);
      const report = reportOf(said);
      if (report === null || report.taken + report.rejects !== report.rows) process.exitCode = 1;
      console.log(
        report === null
          ? `| ${recipe.file} | ${said.err.trim()} |`
          : tableLine(recipe, report, Number(process.hrtime.bigint() - start) / 1e9),
      );
      if (said.out !== '') await verify(out, vendor);
    }
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

async function verify(out: string, vendor: string): Promise<void> {
  const { err } = await pksn('package', 'verify', out, '--trust', join(vendor, 'trust-root.json'));
  if (err === '') return;
  console.log(`WRONG ${err}`);
  process.exitCode = 1;
}

const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) {
  console.error('usage: test/acceptance/foreign-formats DATA-FOLDER');
  process.exitCode = 64;
} else {
  main(resolve(dataDir)).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
