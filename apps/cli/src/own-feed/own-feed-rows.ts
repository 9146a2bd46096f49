import { Fault } from '@pksn/domain';
import { CsvRows, INPUT_FIELDS, ListRows, fieldOfName, lineBatches } from '@pksn/package-format';
import type { InputRow } from '@pksn/package-format';
import { objectOf } from '../object-argument';
import { jsonOrNothing, printedList } from '../rows/printed-list';
import { rejected } from '../rows/row-upload';
import type { RowFormat, RowLine } from '../rows/row-upload';

const REASON = 'reason';

/** A line is an entry with every hash that it names. Throws BUILD_INPUT for a file that is none of its format. */
export async function* ownFeedLines(
  format: RowFormat,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly RowLine[]> {
  switch (format) {
    case 'csv':
      yield* csvLines(bytes);
      return;
    case 'list':
      for await (const rows of new ListRows(bytes).batches()) {
        yield rows.map((row) => lineOf(row, namedCells(INPUT_FIELDS, row.cells)));
      }
      return;
    case 'ndjson':
      for await (const lines of lineBatches(bytes))
        yield lines.map(({ line, text }) => objectLine(line, jsonOrNothing(text)));
      return;
    case 'json':
      yield (await exportedEntries(bytes)).map((entry, i) => objectLine(i + 1, entry));
  }
}

async function* csvLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<readonly RowLine[]> {
  const csv = new CsvRows(bytes);
  for await (const rows of csv.batches()) {
    const reasonAt = csv.header.findIndex((name) => name.trim().toLowerCase() === REASON);
    yield rows.map((row) => {
      const cells = csv.columns.map((column) => row.cells[column] ?? '');
      return lineOf(row, { ...namedCells(INPUT_FIELDS, cells), [REASON]: row.cells[reasonAt] ?? '' });
    });
  }
}

function objectLine(line: number, value: unknown): RowLine {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return rejected(line, 'is not a JSON object');
  const fields = Object.entries(value).flatMap(([name, one]) => {
    const field = name.toLowerCase() === REASON ? REASON : INPUT_FIELDS[fieldOfName(name) ?? -1];
    return field === undefined || one === null ? [] : [[field, one] as const];
  });
  return lineOf({ line, cells: [], flaw: null }, Object.fromEntries(fields));
}

function lineOf({ line, flaw }: InputRow, fields: Readonly<Record<string, unknown>>): RowLine {
  if (flaw !== null) return rejected(line, flaw);
  try {
    const given = Object.entries(fields).filter(([, one]) => one !== '');
    const { ip, ...rest } = Object.fromEntries(given);
    // A port behind an address is left out, as when packages are built.
    const address = typeof ip === 'string' ? objectOf(ip.trim()) : {};
    return { line, rows: [{ line, ...rest, ...address }], reject: null };
  } catch (error) {
    if (error instanceof Fault) return rejected(line, error.detail);
    throw error;
  }
}

function namedCells(names: readonly string[], cells: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
}

async function exportedEntries(bytes: AsyncIterable<Uint8Array>): Promise<readonly unknown[]> {
  const entries = await printedList(bytes, 'entries');
  if (entries === null) throw new Fault('BUILD_INPUT', 'the file is no list of the own feed');
  return entries;
}
