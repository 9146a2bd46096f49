import { guessObject } from './guess-object';
import { FIELD, FIELD_COLUMNS, INPUT_FIELDS } from './input-row';
import type { InputRow, RowSource } from './input-row';
import { lineBatches } from './lines';
import type { Line } from './lines';

/** One object a line, told apart by form. Lines that begin with # are comments. */
export class ListRows implements RowSource {
  readonly columns = FIELD_COLUMNS;
  readonly ignored: ReadonlySet<string> = new Set();

  constructor(private readonly bytes: AsyncIterable<Uint8Array>) {}

  async *batches(): AsyncGenerator<readonly InputRow[]> {
    for await (const lines of lineBatches(this.bytes)) {
      yield lines.filter((one) => !one.text.startsWith('#')).map(rowOf);
    }
  }
}

function rowOf({ line, text }: Line): InputRow {
  const cells = INPUT_FIELDS.map(() => '');
  const field = guessObject(text);
  if (field === null) return { line, cells, flaw: 'is a bare path' };
  cells[FIELD[field]] = text;
  return { line, cells, flaw: null };
}
