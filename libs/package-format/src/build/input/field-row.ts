import { isPlainName } from '@pksn/domain';
import { FIELD, INPUT_FIELDS } from './input-row';
import { shortCopy } from './short-copy';
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

/** Whether bytes that are no UTF-8 were read, as from a file in Latin-1: U+FFFD stands for them. */
export function hasLostCharacters(text: string): boolean {
  return text.includes('\uFFFD');
}

/** A name that the format carries beside its rows, or nothing when it is none that a package may hold. */
export function nameOrNothing(text: string): string {
  const name = text.trim();
  const fits = name.length <= NAME_BYTES && Buffer.byteLength(name) <= NAME_BYTES;
  return fits && isPlainName(name) && !hasLostCharacters(name) ? shortCopy(name, NAME_BYTES) : '';
}

const ASIDE_KINDS = 100;
const ASIDE_CHARACTERS = 64;

/** Counts what an input holds beside its rows, by kind; at most 100 kinds. */
export class Asides {
  readonly counts = new Map<string, number>();

  add(kind: string): void {
    const name = shortCopy(kind, ASIDE_CHARACTERS);
    const counted = this.counts.has(name) || this.counts.size < ASIDE_KINDS ? name : 'other';
    this.counts.set(counted, (this.counts.get(counted) ?? 0) + 1);
  }
}
