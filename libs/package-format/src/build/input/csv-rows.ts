import { Fault } from '@pksn/domain';
import { FIELDS_BY_NAME, isPlain } from './columns/column-plan';
import type { ColumnPlan } from './columns/column-plan';
import { ColumnFinder } from './columns/column-finder';
import type { FoundColumns } from './columns/column-finder';
import { RowShaper } from './columns/row-shaper';
import { CsvSplitter, RFC_4180 } from './csv-records';
import type { CsvForm, CsvRecord } from './csv-records';
import { FIELD_COLUMNS } from './input-row';
import type { Columns, InputRow, RowSource } from './input-row';
import { textChunks } from './text-chunks';

/** CSV with a header line, or with columns that the plan numbers. Throws BUILD_INPUT for a header that does not fit. */
export class CsvRows implements RowSource {
  columns: Columns = [];
  /** Names of all columns as they stand; valid from the first batch on. */
  header: readonly string[] = [];
  private readonly finder: ColumnFinder;
  private readonly shaper: RowShaper | null;
  private found: FoundColumns | null = null;

  constructor(
    private readonly bytes: AsyncIterable<Uint8Array>,
    private readonly form: CsvForm = RFC_4180,
    plan: ColumnPlan = FIELDS_BY_NAME,
  ) {
    this.finder = new ColumnFinder(plan);
    this.shaper = isPlain(plan) ? null : new RowShaper(plan);
  }

  get ignored(): ReadonlySet<string> {
    return this.finder.ignored;
  }

  async *batches(): AsyncGenerator<readonly InputRow[]> {
    const splitter = new CsvSplitter(this.form);
    for await (const text of textChunks(this.bytes)) yield this.rowsOf(splitter.push(text));
    yield this.rowsOf(splitter.end());
    if (this.found === null) throw new Fault('BUILD_INPUT', 'the input is empty, not even a header line is there');
  }

  private rowsOf(records: CsvRecord[]): InputRow[] {
    const [first] = records;
    if (first === undefined) return [];
    this.found ??= this.readHeader(records, first.cells);
    const { found, shaper } = this;
    const judged = ({ line, cells }: CsvRecord): InputRow => ({
      line,
      cells,
      flaw: this.flawOf(cells.length, found.width),
    });
    if (shaper === null) return records.map(judged);
    return records.flatMap((record) => {
      const { line, cells } = record;
      const row = judged(record);
      return row.flaw === null ? shaper.shape({ line }, (target) => cells[found.indexes.get(target) ?? -1] ?? '') : row;
    });
  }

  private flawOf(cells: number, width: number): string | null {
    if (this.form.header) return cells === width ? null : `has ${cells} cells where the header has ${width}`;
    return cells >= width ? null : `has ${cells} cells where the columns need ${width}`;
  }

  private readHeader(records: CsvRecord[], first: readonly string[]): FoundColumns {
    if (this.form.header) records.shift();
    this.header = first;
    const found = this.form.header ? this.finder.byHeader(first) : this.finder.byNumber();
    this.columns = this.shaper === null ? found.columns : FIELD_COLUMNS;
    return found;
  }
}
