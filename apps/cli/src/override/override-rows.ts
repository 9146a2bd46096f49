import { Fault } from '@pksn/domain';
import { CsvRows, FIELD, FIELD_COLUMNS, INPUT_FIELDS, ListRows, fieldOfName, lineBatches } from '@pksn/package-format';
import type { InputField, InputRow } from '@pksn/package-format';
import { objectOf } from '../object-argument';
import { jsonOrNothing, printedList } from '../rows/printed-list';
import { rejected } from '../rows/row-upload';
import type { RowFormat, RowLine } from '../rows/row-upload';

const EXTRA_FIELDS = ['reason', 'expires'] as const;

type Field = InputField | (typeof EXTRA_FIELDS)[number];
type Cells = (field: Field) => string;

/** Lines in batches. Throws BUILD_INPUT for a file that is none of its format. */
export async function* overrideLines(
  format: RowFormat,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly RowLine[]> {
  switch (format) {
    case 'csv':
      yield* csvLines(bytes);
      return;
    case 'list':
      for await (const rows of new ListRows(bytes).batches()) yield rows.map((row) => lineOf(row, cellsOf(row)));
      return;
    case 'ndjson':
      for await (const lines of lineBatches(bytes)) yield lines.map(({ line, text }) => ndjsonLine(line, text));
      return;
    case 'json':
      yield exportedLines(await printedList(bytes, 'overrides'));
  }
}

async function* csvLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<readonly RowLine[]> {
  const csv = new CsvRows(bytes);
  for await (const rows of csv.batches()) {
    const columns = new Map<Field, number>(INPUT_FIELDS.map((field, i) => [field, csv.columns[i] ?? -1]));
    for (const field of EXTRA_FIELDS) {
      columns.set(
        field,
        csv.header.findIndex((name) => name.trim().toLowerCase() === field),
      );
    }
    yield rows.map((row) => lineOf(row, (field) => (row.cells[columns.get(field) ?? -1] ?? '').trim()));
  }
}

function cellsOf({ cells }: InputRow): Cells {
  return (field) => (field === 'reason' || field === 'expires' ? '' : (cells[FIELD_COLUMNS[FIELD[field]] ?? -1] ?? ''));
}

function ndjsonLine(line: number, text: string): RowLine {
  const value = jsonOrNothing(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return rejected(line, 'is not a JSON object');
  if ('object' in value) return exported(line, value as Record<string, unknown>);
  const cells = new Map<Field, string>();
  for (const [name, one] of Object.entries(value)) {
    const index = fieldOfName(name);
    const field = index === null ? EXTRA_FIELDS.find((extra) => extra === name.toLowerCase()) : INPUT_FIELDS[index];
    if (field === undefined || one === null) continue;
    if (typeof one !== 'string' && typeof one !== 'number')
      return rejected(line, `${field} is neither text nor a number`);
    cells.set(field, String(one).trim());
  }
  return lineOf({ line, cells: [], flaw: null }, (field) => cells.get(field) ?? '');
}

/** Each hash and each address of a row is an override of its own: an override is found by the name that it has. */
function lineOf({ line, flaw }: InputRow, cell: Cells): RowLine {
  if (flaw !== null) return rejected(line, flaw);
  try {
    const objects = objectsOf(cell);
    if (objects.length === 0) return rejected(line, 'names no object');
    const verdict = Object.fromEntries(
      (['zone', 'threat', 'trustGroup', 'reason', 'expires'] as const).flatMap((field) => {
        const text = cell(field);
        return text === '' ? [] : [[field, field === 'zone' || field === 'trustGroup' ? text.toLowerCase() : text]];
      }),
    );
    return { line, rows: objects.map((object) => ({ line, object, ...verdict })), reject: null };
  } catch (error) {
    if (error instanceof Fault) return rejected(line, error.detail);
    throw error;
  }
}

function objectsOf(cell: Cells): object[] {
  const of = (kind: string, ...fields: InputField[]): object[] =>
    fields.flatMap((field) => (cell(field) === '' ? [] : [{ [kind]: cell(field) }]));
  const hashes = [...of('file', 'sha256', 'sha1', 'md5'), ...of('certificate', 'certificateSha256', 'certificateSha1')];
  const web = [...of('url', 'url'), ...[cell('domain'), cell('ip')].filter(Boolean).map((text) => objectOf(text))];
  const [vendor, product, version] = [cell('softwareVendor'), cell('softwareProduct'), cell('softwareVersion')];
  const software = { vendor, product, ...(version === '' ? {} : { version }) };
  // As when packages are built: beside a hash, they say what the file belongs to.
  return [...hashes, ...web, ...(hashes.length === 0 && product !== '' ? [{ software }] : [])];
}

/** What `pksn override list --all --json` has printed. */
function exportedLines(overrides: readonly unknown[] | null): RowLine[] {
  if (overrides === null) throw new Fault('BUILD_INPUT', 'the file is no export of overrides');
  return overrides.map((one, i) =>
    typeof one === 'object' && one !== null && 'object' in one
      ? exported(i + 1, one as Record<string, unknown>)
      : rejected(i + 1, 'names no object'),
  );
}

function exported(line: number, entry: Record<string, unknown>): RowLine {
  const { zone, trustGroup, threat, reason } = entry;
  const { type, vendor, product, version, ...named } = entry['object'] as Record<string, unknown>;
  const object = type === 'software' || product !== undefined ? { software: { vendor, product, version } } : named;
  const expires = entry['expiresAt'] ?? entry['expires'];
  return { line, rows: [{ line, object, zone, trustGroup, threat, reason, expires }], reject: null };
}
