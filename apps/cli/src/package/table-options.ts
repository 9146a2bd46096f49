import { Fault, ZONES } from '@pksn/domain';
import type { Zone } from '@pksn/domain';
import { COLUMN_TARGETS, INPUT_FIELDS, RFC_4180 } from '@pksn/package-format';
import type { ColumnPlan, ColumnTarget, CsvForm } from '@pksn/package-format';

/** How other people's tables are read: options of `pksn package build`. */
export interface TableOptions {
  readonly columns?: readonly string[];
  readonly kinds?: readonly string[];
  readonly zones?: readonly string[];
  readonly split?: string;
  readonly refang?: boolean;
  readonly delimiter?: string;
  readonly comment?: string;
  /** False with --no-header and --no-quotes. */
  readonly header?: boolean;
  readonly quotes?: boolean;
}

const NAMED_DELIMITERS = new Map([
  ['tab', '\t'],
  ['comma', ','],
  ['semicolon', ';'],
  ['pipe', '|'],
]);

/** Throws USAGE. `isTabbed` says that the file's name promises tabs. */
export function csvForm({ delimiter, comment, header, quotes }: TableOptions, isTabbed: boolean): CsvForm {
  const told = delimiter === undefined ? undefined : (NAMED_DELIMITERS.get(delimiter.toLowerCase()) ?? delimiter);
  if (told !== undefined && (told.length !== 1 || /["\r\n]/.test(told))) {
    throw new Fault('USAGE', `--delimiter takes one character, or tab, comma, semicolon or pipe`);
  }
  if (comment === '') throw new Fault('USAGE', '--comment takes the text that comment lines begin with, such as #');
  return {
    delimiter: told ?? (isTabbed ? '\t' : RFC_4180.delimiter),
    quotes: quotes !== false && !isTabbed,
    comment: comment ?? null,
    header: header !== false,
  };
}

/** Throws USAGE. */
export function columnPlan({ columns = [], kinds = [], zones = [], split, refang }: TableOptions): ColumnPlan {
  const plan = {
    columns: pairs(columns, '--columns', columnTarget),
    kinds: new Map([...pairs(kinds, '--kinds')].map(([word, name]) => [word.toLowerCase(), inputField(name)])),
    zones: new Map([...pairs(zones, '--zones')].map(([word, name]) => [word.toLowerCase(), zoneOf(name)])),
    split: split === undefined ? null : columnTarget(split),
    refang: refang === true,
  };
  if (plan.columns.has('kind') && !plan.columns.has('object')) {
    throw new Fault('USAGE', '--columns names a kind, but no object whose kind it is: object=COLUMN');
  }
  return plan;
}

/** Whether anything was said that only tables with columns have. */
export function isAboutColumns({ columns, kinds, zones, split }: TableOptions): boolean {
  return [columns, kinds, zones, split].some((one) => one !== undefined);
}

function pairs(entries: readonly string[], flag: string): Map<string, string>;
function pairs<T>(entries: readonly string[], flag: string, read: (name: string) => T): Map<T, string>;
function pairs(entries: readonly string[], flag: string, read = (name: string): unknown => name): Map<unknown, string> {
  const found = new Map<unknown, string>();
  for (const entry of entries) {
    const equals = entry.indexOf('=');
    const [name, value] = equals < 0 ? [entry, entry] : [entry.slice(0, equals), entry.slice(equals + 1)];
    if (name.trim() === '' || value.trim() === '') throw new Fault('USAGE', `${flag}: "${entry}" is not NAME=VALUE`);
    const key = read(name.trim());
    if (found.has(key)) throw new Fault('USAGE', `${flag} names ${name.trim()} twice`);
    found.set(key, value.trim());
  }
  return found;
}

function columnTarget(name: string): ColumnTarget {
  const target = COLUMN_TARGETS.find((one) => one.toLowerCase() === name.toLowerCase());
  if (target === undefined) throw new Fault('USAGE', `"${name}" is none of ${COLUMN_TARGETS.join(', ')}`);
  return target;
}

function inputField(name: string): (typeof INPUT_FIELDS)[number] {
  const field = INPUT_FIELDS.find((one) => one.toLowerCase() === name.toLowerCase());
  if (field === undefined) throw new Fault('USAGE', `--kinds: "${name}" is none of ${INPUT_FIELDS.join(', ')}`);
  return field;
}

function zoneOf(name: string): Zone {
  const zone = ZONES.find((one) => one === name.toLowerCase());
  if (zone === undefined) throw new Fault('USAGE', `--zones: "${name}" is none of ${ZONES.join(', ')}`);
  return zone;
}
