import { isPlainName } from '../../text-check';
import { FIELD, INPUT_FIELDS } from './input-row';
import type { InputField, InputRow } from './input-row';

/** Where a row stands in its input: the line, and the name that the format gives it, if any. */
export interface RowPlace {
  readonly line: number;
  readonly id?: string;
}

export type FieldTexts = Readonly<Partial<Record<InputField, string>>>;

export function fieldRow(place: RowPlace, fields: FieldTexts): InputRow {
  const cells = INPUT_FIELDS.map(() => '');
  for (const [field, text] of Object.entries(fields)) cells[FIELD[field as InputField]] = text;
  return { ...place, cells, flaw: null };
}

export function flawRow(place: RowPlace, flaw: string): InputRow {
  return { ...place, cells: [], flaw };
}

const NAME_BYTES = 512;

/** A name that the format carries beside its rows, or nothing when it is none that a package may hold. */
export function nameOrNothing(text: string): string {
  const name = text.trim();
  return isPlainName(name) && Buffer.byteLength(name) <= NAME_BYTES ? name : '';
}

/** Counts what an input holds beside its rows, by kind; at most 100 kinds. */
export class Asides {
  readonly counts = new Map<string, number>();

  add(kind: string): void {
    const name = this.counts.has(kind) || this.counts.size < 100 ? kind.slice(0, 64) : 'other';
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }
}
