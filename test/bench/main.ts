import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { BenchRow } from './bench-row';
import { measureContest } from './measure';
import type { RowResult } from './measure';
import { jsonLineOf, tableOf, writeResults } from './report';
import { lookupLines } from './rows/c1-lookup-lines';
import { consoleFirstPage } from './rows/console-first-page';
import { coldReads } from './rows/cold-reads';
import { gateCost } from './rows/gate-cost';
import { singleLookup } from './rows/p1-single-lookup';
import { activationUnderLoad } from './rows/p10-activation';
import { startToReady } from './rows/p11-start';
import { licenseChange } from './rows/p12-license-change';
import { deltaImport } from './rows/p13-delta';
import { proxyHit } from './rows/p14-proxy-hit';
import { zipfDayRow } from './rows/p15-zipf-day';
import { twoProcesses } from './rows/p16-two-processes';
import { firstVerdict } from './rows/p17-first-verdict';
import { daysWork } from './rows/p2-days-work';
import { bulkJson } from './rows/p3-bulk-json';
import { bulkPacked } from './rows/p4-bulk-packed';
import { urlLookup } from './rows/p5-url-lookup';
import { indexLookups } from './rows/p6-index-lookups';
import { indexBytes } from './rows/p7-index-bytes';
import { importSpeed } from './rows/p8-import';
import { importMemory } from './rows/p9-import-memory';
import { proxyKinds } from './rows/proxy-kinds';
import { proxyMemory } from './rows/proxy-memory';

/** Every figure is measured together with its baseline; nothing here asserts. */
const ROWS: readonly BenchRow[] = [
  singleLookup,
  gateCost,
  daysWork,
  bulkJson,
  bulkPacked,
  urlLookup,
  indexLookups,
  indexBytes,
  importSpeed,
  importMemory,
  coldReads,
  activationUnderLoad,
  startToReady,
  licenseChange,
  deltaImport,
  proxyHit,
  proxyKinds,
  proxyMemory,
  zipfDayRow,
  twoProcesses,
  firstVerdict,
  consoleFirstPage,
  lookupLines,
];

const USAGE = `usage: npm run bench -- [${ROWS.map((row) => row.id).join(' ')}] [--json] [--long] [--work-dir DIR]`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean' }, long: { type: 'boolean' }, 'work-dir': { type: 'string' } },
  });
  const asked = positionals.map((id) => id.toUpperCase());
  const unknown = asked.filter((id) => !ROWS.some((row) => row.id === id));
  if (unknown.length > 0) {
    console.error(`no such row: ${unknown.join(', ')}\n${USAGE}`);
    return 64;
  }
  const results: RowResult[] = [];
  for (const row of ROWS.filter(({ id }) => asked.length === 0 || asked.includes(id))) {
    for (const result of await runRow(row, values.long === true, values['work-dir'] ?? tmpdir())) {
      results.push(result);
      if (values.json === true) console.log(jsonLineOf(result));
    }
  }
  if (values.json !== true) console.log(tableOf(results));
  console.error(`written: ${writeResults(process.cwd(), Date.now(), values.long === true, results)}`);
  return 0;
}

async function runRow(row: BenchRow, long: boolean, parentDir: string): Promise<RowResult[]> {
  const workDir = mkdtempSync(join(parentDir, 'pksn-bench-'));
  const results: RowResult[] = [];
  try {
    const say = (text: string): void => console.error(`${row.id}: ${text}`);
    await row.run({ long, workDir, say }, async (contests) => {
      for (const contest of contests) {
        say(contest.what);
        results.push(await measureContest(row.id, contest, row.rounds));
      }
    });
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
  return results;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 70;
  },
);
