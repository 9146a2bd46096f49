import { FIELD_COLUMNS, fieldOfName, IGNORED_NAMES_LIMIT, INPUT_FIELDS } from './input-row';
import type { InputRow, RowSource } from './input-row';
import { lineBatches } from './lines';
import type { Line } from './lines';

/** One JSON object a line. */
export class NdjsonRows implements RowSource {
  readonly columns = FIELD_COLUMNS;
  readonly ignored = new Set<string>();
  private readonly known = new Map<string, number | null>();

  constructor(private readonly bytes: AsyncIterable<Uint8Array>) {}

  async *batches(): AsyncGenerator<readonly InputRow[]> {
    for await (const lines of lineBatches(this.bytes)) yield lines.map((line) => this.rowOf(line));
  }

  private rowOf({ line, text }: Line): InputRow {
    const cells = INPUT_FIELDS.map(() => '');
    const flaw = this.read(text, cells);
    return { line, cells, flaw };
  }

  private read(text: string, cells: string[]): string | null {
    const value = parsed(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'is not a JSON object';
    for (const [name, one] of Object.entries(value)) {
      const field = this.fieldOf(name);
      if (field === null || one === null) continue;
      if (typeof one !== 'string' && typeof one !== 'number')
        return `${INPUT_FIELDS[field] ?? name} is neither text nor a number`;
      cells[field] = String(one);
    }
    return null;
  }

  private fieldOf(name: string): number | null {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const field = fieldOfName(name);
    if (field === null && this.ignored.size < IGNORED_NAMES_LIMIT) this.ignored.add(name.slice(0, 100));
    if (this.known.size < 10 * IGNORED_NAMES_LIMIT) this.known.set(name, field);
    return field;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
