import { Fault } from '@pksn/domain';
import { FIELD_COLUMNS, INPUT_FIELDS, lineBatches } from '@pksn/package-format';
import type { InputRow, RowSource } from '@pksn/package-format';

const FORMAT = 'pksn-own-feed-v1';

/**
 * The admin API's export of the own feed as package input: what it is, a row for each entry, and how many there were.
 * Throws OWN_FEED_CUT for a part of one.
 */
export class FeedStream implements RowSource {
  readonly columns = FIELD_COLUMNS;
  readonly ignored: ReadonlySet<string> = new Set();
  private entries = 0;
  private state: 'before' | 'within' | 'behind' = 'before';

  constructor(private readonly bytes: AsyncIterable<Uint8Array>) {}

  async *batches(): AsyncGenerator<readonly InputRow[]> {
    for await (const lines of lineBatches(this.bytes)) yield lines.flatMap(({ text }) => this.read(text));
    if (this.state !== 'behind')
      throw cut(`they end after ${String(this.entries)} of them, without word of how many there are`);
  }

  private read(text: string): InputRow[] {
    const value = parsed(text);
    if (this.state === 'behind') throw cut('they go on after their end');
    if (this.state === 'before') {
      if (value['format'] !== FORMAT) throw cut(`the service sends them in another form than ${FORMAT}`);
      this.state = 'within';
      return [];
    }
    if ('end' in value) {
      if (value['end'] !== this.entries)
        throw cut(`${String(this.entries)} came, and there are ${String(value['end'])}`);
      this.state = 'behind';
      return [];
    }
    const cells = INPUT_FIELDS.map((field) => cellOf(value[field]));
    return [{ line: ++this.entries, id: `entry ${String(value['id'])}`, cells, flaw: null }];
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw cut('a line is not JSON');
}

function cellOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function cut(why: string): Fault {
  return new Fault('OWN_FEED_CUT', why);
}
