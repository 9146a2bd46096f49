import { Fault } from '@pksn/domain';
import { CsvSplitter } from './csv-records';
import type { CsvRecord } from './csv-records';
import { fieldOfName, IGNORED_NAMES_LIMIT, INPUT_FIELDS } from './input-row';
import type { Columns, InputRow, RowSource } from './input-row';
import { textChunks } from './text-chunks';

/** CSV with a header line. Throws BUILD_INPUT for a header that names no field, or one twice. */
export class CsvRows implements RowSource {
  columns: Columns = [];
  readonly ignored = new Set<string>();
  /** Names of all columns as they stand; valid from the first batch on. */
  header: readonly string[] = [];

  constructor(private readonly bytes: AsyncIterable<Uint8Array>) {}

  async *batches(): AsyncGenerator<readonly InputRow[]> {
    const splitter = new CsvSplitter();
    let width = 0;
    const rowsOf = (records: CsvRecord[]): InputRow[] => {
      if (width === 0 && records.length > 0) width = this.readHeader(records.shift()?.cells ?? []);
      return records.map((record) => rowOf(record, width));
    };
    for await (const text of textChunks(this.bytes)) yield rowsOf(splitter.push(text));
    yield rowsOf(splitter.end());
    if (width === 0) throw new Fault('BUILD_INPUT', 'the input is empty, not even a header line is there');
  }

  private readHeader(cells: readonly string[]): number {
    this.header = cells;
    const columns = INPUT_FIELDS.map(() => -1);
    cells.forEach((cell, i) => {
      const field = fieldOfName(cell);
      if (field === null) {
        if (this.ignored.size < IGNORED_NAMES_LIMIT) this.ignored.add(cell.slice(0, 100));
      } else if (columns[field] !== -1) throw new Fault('BUILD_INPUT', `the header names ${cell} twice`);
      else columns[field] = i;
    });
    if (columns.every((column) => column === -1)) throw new Fault('BUILD_INPUT', 'the header names no known field');
    this.columns = columns;
    return cells.length;
  }
}

function rowOf({ line, cells }: CsvRecord, width: number): InputRow {
  const flaw = cells.length === width ? null : `has ${cells.length} cells where the header has ${width}`;
  return { line, cells, flaw };
}
