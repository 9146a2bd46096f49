import { FIELDS_BY_NAME } from './columns/column-plan';
import { RowShaper } from './columns/row-shaper';
import { FIELD_COLUMNS } from './input-row';
import type { InputRow, RowSource } from './input-row';
import { lineBatches } from './lines';

/** One object a line, told apart by form. Lines that begin with # are comments. */
export class ListRows implements RowSource {
  readonly columns = FIELD_COLUMNS;
  readonly ignored: ReadonlySet<string> = new Set();
  private readonly shaper: RowShaper;

  constructor(
    private readonly bytes: AsyncIterable<Uint8Array>,
    { refang }: { readonly refang: boolean } = { refang: false },
  ) {
    this.shaper = new RowShaper({ ...FIELDS_BY_NAME, refang });
  }

  async *batches(): AsyncGenerator<readonly InputRow[]> {
    for await (const lines of lineBatches(this.bytes)) {
      yield lines.flatMap(({ line, text }) =>
        text.startsWith('#') ? [] : this.shaper.shape({ line }, (target) => (target === 'object' ? text : '')),
      );
    }
  }
}
