import { fieldRow, flawRow } from '../field-row';
import type { RowPlace } from '../field-row';
import { INPUT_FIELDS } from '../input-row';
import type { InputField, InputRow } from '../input-row';
import { listedObject } from '../listed-object';
import type { ColumnPlan, ColumnTarget } from './column-plan';
import { fieldOfKind } from './kind-words';
import { refanged } from './refang';

const NETWORK_FIELDS = ['url', 'domain', 'ip'] as const;
/** Values of one cell. */
const SPLIT_LIMIT = 10_000;

export type Cells = (target: ColumnTarget) => string;

/** Makes rows of what a table says under its own column names. */
export class RowShaper {
  constructor(private readonly plan: ColumnPlan) {}

  shape(place: RowPlace, cells: Cells): InputRow[] {
    const { split } = this.plan;
    if (split === null) return [this.row(place, cells)];
    const parts = cells(split)
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
    if (parts.length > SPLIT_LIMIT) return [flawRow(place, `has more than ${SPLIT_LIMIT} values in one cell`)];
    if (parts.length === 0) return [this.row(place, cells)];
    return parts.map((part) => this.row(place, (target) => (target === split ? part : cells(target))));
  }

  private row(place: RowPlace, cells: Cells): InputRow {
    const fields: Partial<Record<InputField, string>> = {};
    for (const field of INPUT_FIELDS) fields[field] = cells(field);
    const object = this.plain(cells('object').trim());
    if (object !== '') {
      const read = this.fieldOf(object, cells('kind').trim());
      if ('reason' in read) return flawRow(place, read.reason);
      fields[read.field] = object;
    }
    for (const field of NETWORK_FIELDS) fields[field] = this.plain(fields[field] ?? '');
    const zone = fields.zone ?? '';
    fields.zone = this.plan.zones.get(zone.trim().toLowerCase()) ?? zone;
    return fieldRow(place, fields);
  }

  private plain(text: string): string {
    return this.plan.refang ? refanged(text) : text;
  }

  private fieldOf(object: string, kind: string): { field: InputField } | { reason: string } {
    if (!this.plan.columns.has('kind')) return listedObject(object);
    const field = this.plan.kinds.get(kind.toLowerCase()) ?? fieldOfKind(kind);
    return field === null ? { reason: `is of the kind "${kind.slice(0, 40)}", which is no object of ours` } : { field };
  }
}
