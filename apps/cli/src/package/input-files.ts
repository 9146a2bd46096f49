import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { Fault } from '@pksn/domain';
import { CsvRows, ListRows, MispRows, NdjsonRows, StixRows } from '@pksn/package-format';
import type { BuildInput, FormatDefaults, RowSource, Spill } from '@pksn/package-format';
import type { Terminal } from '../console/terminal';
import { diskReason } from '../files/disk-reason';
import { inputBytes, rereadable } from './input-bytes';
import { mispFeedFiles } from './misp-feed';
import { columnPlan, csvForm, isAboutColumns } from './table-options';
import type { TableOptions } from './table-options';

export const INPUT_FORMATS = ['csv', 'ndjson', 'list', 'stix', 'misp'] as const;
export type InputFormat = (typeof INPUT_FORMATS)[number];

const FORMAT_OF_EXTENSION = new Map<string, InputFormat>([
  ['.csv', 'csv'],
  ['.tsv', 'csv'],
  ['.ndjson', 'ndjson'],
  ['.jsonl', 'ndjson'],
  ['.txt', 'list'],
  ['.list', 'list'],
  ['.stix', 'stix'],
  ['.stix2', 'stix'],
]);

export interface InputOptions extends TableOptions {
  readonly input: readonly string[];
  readonly format?: InputFormat;
}

export interface InputSurroundings {
  readonly terminal: Terminal;
  readonly defaults: FormatDefaults;
  readonly spill: Spill;
}

/**
 * Inputs that have a --format, or a file name that tells it; `-` is standard input, and a folder is a MISP feed.
 * Throws BUILD_INPUT for one that is missing or none, before anything is made, and USAGE.
 */
export async function openInputs(options: InputOptions, around: InputSurroundings): Promise<BuildInput[]> {
  const inputs: BuildInput[] = [];
  for (const path of await inputPaths(options)) {
    const format = options.format ?? FORMAT_OF_EXTENSION.get(extname(path).toLowerCase());
    if (format === undefined) throw new Fault('USAGE', `the format of ${path} is not known: pass --format`);
    inputs.push({ name: path, rows: await rowsOf(format, path, options, around) });
  }
  return inputs;
}

/** Throws BUILD_INPUT for a file that is missing or is none. */
export async function requireInputs(paths: readonly string[]): Promise<void> {
  for (const path of paths)
    if (await isFolder(path)) throw new Fault('BUILD_INPUT', `${path} is a folder; name the files in it`);
}

async function inputPaths({ input, format }: InputOptions): Promise<string[]> {
  const paths: string[] = [];
  for (const path of input) {
    if (!(await isFolder(path))) paths.push(path);
    else if (format === 'misp') for (const file of await mispFeedFiles(path)) paths.push(file);
    else
      throw new Fault(
        'BUILD_INPUT',
        `${path} is a folder; name the files in it, or pass --format misp for a MISP feed`,
      );
  }
  return paths;
}

async function isFolder(path: string): Promise<boolean> {
  if (path === '-') return false;
  const facts = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'is missing: there is no such file' : `cannot be read: ${diskReason(cause)}`;
    throw new Fault('BUILD_INPUT', `${path} ${why}`, { cause });
  });
  return facts.isDirectory();
}

async function rowsOf(
  format: InputFormat,
  path: string,
  options: InputOptions,
  { terminal, defaults, spill }: InputSurroundings,
): Promise<RowSource> {
  const isTable = format === 'csv' || format === 'ndjson';
  if (!isTable && isAboutColumns(options)) {
    throw new Fault(
      'USAGE',
      `--columns, --kinds, --zones and --split are for csv and ndjson, and ${path} is ${format}`,
    );
  }
  switch (format) {
    case 'csv': {
      const isTabbed = extname(path).toLowerCase() === '.tsv';
      return new CsvRows(inputBytes(path, terminal), csvForm(options, isTabbed), columnPlan(options));
    }
    case 'ndjson':
      return new NdjsonRows(inputBytes(path, terminal), columnPlan(options));
    case 'list':
      return new ListRows(inputBytes(path, terminal), { refang: options.refang === true });
    case 'stix':
      return new StixRows(await rereadable(path, terminal, spill), defaults);
    case 'misp':
      return new MispRows(await rereadable(path, terminal, spill), defaults);
  }
}
