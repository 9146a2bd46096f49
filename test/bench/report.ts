import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { RowResult, Spread } from './measure';

const HEAD = [
  'id',
  'what',
  'figure',
  'baseline',
  'ratio',
  'goal',
  'met',
  'figure min/median/max',
  'baseline min/median/max',
];

export function tableOf(results: readonly RowResult[]): string {
  const rows = results.map((result) => [
    result.id,
    result.what,
    `${short(result.figure)} ${result.unit}`,
    `${short(result.baseline)} ${result.unit} (${result.baselineWhat})`,
    short(result.ratio),
    result.goal,
    result.met ? 'yes' : 'NO',
    spreadText(result.rounds.figure),
    spreadText(result.rounds.baseline),
  ]);
  const widths = HEAD.map((head, i) => Math.max(head.length, ...rows.map((row) => (row[i] ?? '').length)));
  return [HEAD, widths.map((width) => '-'.repeat(width)), ...rows]
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** One JSON object, on one line. */
export function jsonLineOf(result: RowResult): string {
  const { id, what, figure, unit, baseline, ratio, goal, met, rounds, baselineWhat } = result;
  return JSON.stringify({ id, what, figure, unit, baseline, ratio, goal, met, rounds, baselineWhat });
}

/** Writes bench/results/DATE.json under `root` and returns its path. */
export function writeResults(root: string, now: number, long: boolean, results: readonly RowResult[]): string {
  const dir = join(root, 'bench', 'results');
  mkdirSync(dir, { recursive: true });
  const taken = new Date(now).toISOString();
  const path = join(dir, `${taken.slice(0, 19).replaceAll(':', '-')}.json`);
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    node: process.version,
  };
  writeFileSync(path, `${JSON.stringify({ taken, long, machine, results }, null, 2)}\n`);
  return path;
}

function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : '-';
}

function spreadText(spread: Spread): string {
  return [spread.min, spread.median, spread.max].map(short).join(' / ');
}
