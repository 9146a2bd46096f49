import { ListRows, lineBatches } from '@pksn/package-format';
import type { InputRow } from '@pksn/package-format';
import type { RowFormat, RowLine } from './row-upload';

/** How lines are made of a file in each format. */
export interface RowReaders {
  readonly csv: (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<readonly RowLine[]>;
  readonly list: (row: InputRow) => RowLine;
  readonly ndjson: (line: number, text: string) => RowLine;
  readonly json: (bytes: AsyncIterable<Uint8Array>) => Promise<readonly RowLine[]>;
}

/** Lines in batches. Throws BUILD_INPUT for a file that is none of its format. */
export async function* rowLines(
  format: RowFormat,
  bytes: AsyncIterable<Uint8Array>,
  readers: RowReaders,
): AsyncGenerator<readonly RowLine[]> {
  switch (format) {
    case 'csv':
      yield* readers.csv(bytes);
      return;
    case 'list':
      for await (const rows of new ListRows(bytes).batches()) yield rows.map(readers.list);
      return;
    case 'ndjson':
      for await (const lines of lineBatches(bytes)) yield lines.map(({ line, text }) => readers.ndjson(line, text));
      return;
    case 'json':
      yield await readers.json(bytes);
  }
}
