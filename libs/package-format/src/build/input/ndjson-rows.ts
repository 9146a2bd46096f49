import { FIELDS_BY_NAME, isPlain } from './columns/column-plan';
import type { ColumnPlan, ColumnTarget } from './columns/column-plan';
import { RowShaper } from './columns/row-shaper';
import { flawRow } from './field-row';
import { FIELD, FIELD_COLUMNS, fieldOfName, IGNORED_NAMES_LIMIT, INPUT_FIELDS } from './input-row';
import type { InputRow, RowSource } from './input-row';
import { lineBatches } from './lines';
import type { Line } from './lines';
import { shortCopy } from './short-copy';

/** Of names that are kept. */
const NAME_CHARACTERS = 100;

/** One JSON object a line. Its members are columns, also for a plan. */
export class NdjsonRows implements RowSource {
  readonly columns = FIELD_COLUMNS;
  readonly ignored = new Set<string>();
  private readonly known = new Map<string, readonly ColumnTarget[]>();
  private readonly shaper: RowShaper | null;

  constructor(
    private readonly bytes: AsyncIterable<Uint8Array>,
    private readonly plan: ColumnPlan = FIELDS_BY_NAME,
  ) {
    this.shaper = isPlain(plan) ? null : new RowShaper(plan);
  }

  async *batches(): AsyncGenerator<readonly InputRow[]> {
    for await (const lines of lineBatches(this.bytes)) yield lines.flatMap((line) => this.rowsOf(line));
  }

  private rowsOf({ line, text }: Line): InputRow | InputRow[] {
    const value = parsed(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return flawRow({ line }, 'is not a JSON object');
    }
    const cells = INPUT_FIELDS.map(() => '');
    const [objects, kinds] = [[''], ['']];
    for (const [name, one] of Object.entries(value)) {
      if (one === null) continue;
      for (const target of this.targetsOf(name)) {
        if (typeof one !== 'string' && typeof one !== 'number') {
          return flawRow({ line }, `${target} is neither text nor a number`);
        }
        if (target === 'object') objects[0] = String(one);
        else if (target === 'kind') kinds[0] = String(one);
        else cells[FIELD[target]] = String(one);
      }
    }
    if (this.shaper === null) return { line, cells, flaw: null };
    const [[object = ''], [kind = '']] = [objects, kinds];
    return this.shaper.shape({ line }, (target) =>
      target === 'object' ? object : target === 'kind' ? kind : (cells[FIELD[target]] ?? ''),
    );
  }

  private targetsOf(name: string): readonly ColumnTarget[] {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const targets = this.targetsByPlan(name);
    if (targets.length === 0 && this.ignored.size < IGNORED_NAMES_LIMIT)
      this.ignored.add(shortCopy(name, NAME_CHARACTERS));
    if (name.length <= NAME_CHARACTERS && this.known.size < 10 * IGNORED_NAMES_LIMIT) this.known.set(name, targets);
    return targets;
  }

  private targetsByPlan(name: string): ColumnTarget[] {
    const { columns } = this.plan;
    if (columns.size === 0) {
      const field = INPUT_FIELDS[fieldOfName(name) ?? -1];
      return field === undefined ? [] : [field];
    }
    const plain = name.trim().toLowerCase();
    return [...columns].flatMap(([target, column]) => (column.trim().toLowerCase() === plain ? [target] : []));
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
