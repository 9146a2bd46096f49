import type { Zone } from '@pksn/domain';
import { INPUT_FIELDS } from '../input-row';
import type { InputField } from '../input-row';

/** What a column may be: a field; an object whose kind another column or its form tells; that kind. */
export const COLUMN_TARGETS = [...INPUT_FIELDS, 'object', 'kind'] as const;
export type ColumnTarget = (typeof COLUMN_TARGETS)[number];

/** How the columns of somebody else's table are read. */
export interface ColumnPlan {
  /** Target to column: its name in the header, without regard to case, or its number from 1. Empty: fields by name. */
  readonly columns: ReadonlyMap<ColumnTarget, string>;
  /** Words of the column `kind`, in lower case, beside those that are known. */
  readonly kinds: ReadonlyMap<string, InputField>;
  /** Words of the column `zone`, in lower case. */
  readonly zones: ReadonlyMap<string, Zone>;
  /** A target whose cell holds several values with commas between them: a row for each. */
  readonly split: ColumnTarget | null;
  /** Whether `hxxp://example[.]com` is read as what it stands for. */
  readonly refang: boolean;
}

export const FIELDS_BY_NAME: ColumnPlan = {
  columns: new Map(),
  kinds: new Map(),
  zones: new Map(),
  split: null,
  refang: false,
};

/** Whether rows can be read as they stand. */
export function isPlain({ columns, zones, split, refang }: ColumnPlan): boolean {
  const computed = columns.has('object') || columns.has('kind');
  return !computed && zones.size === 0 && split === null && !refang;
}
