import type { SectionLayout } from '@pksn/domain';

/**
 * How items follow each other in a buffer, so that one sorter, one merger and one differ serve all sections.
 * Items are ordered by their first `orderBytes` bytes, which hold the key and, while rows are sorted, the row.
 */
export interface ItemForm {
  readonly keyBytes: number;
  readonly orderBytes: number;
  /** Width of every item, or 0 when items are texts: key, length (u16), UTF-8. */
  readonly itemBytes: number;
}

const TEXT_LENGTH_BYTES = 2;

export function itemLength(form: ItemForm, bytes: Buffer, offset: number): number {
  if (form.itemBytes !== 0) return form.itemBytes;
  const at = offset + form.keyBytes;
  return form.keyBytes + TEXT_LENGTH_BYTES + (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0));
}

/** Items as packages carry them: one for each key. */
export function sectionForm(layout: SectionLayout): ItemForm {
  return { keyBytes: layout.keyBytes, orderBytes: layout.keyBytes, itemBytes: layout.recordBytes };
}

/** Rows are numbered over all inputs of a build; 48 bits never run out. */
export const ROW_BYTES = 6;

/** A record as one input row states it: key | row number | value | siblings. The first row of a key comes first. */
export function rowForm(layout: SectionLayout): ItemForm {
  const { keyBytes, recordBytes } = layout;
  return { keyBytes, orderBytes: keyBytes + ROW_BYTES, itemBytes: recordBytes + ROW_BYTES };
}

/** An alias as rows claim it: several targets of one key stand side by side. */
export function claimForm(layout: SectionLayout): ItemForm {
  return { keyBytes: layout.keyBytes, orderBytes: layout.recordBytes, itemBytes: layout.recordBytes };
}

/** Compares two keys (or other leading bytes) of the same length. Most differ in their first bytes. */
export function compareAt(a: Buffer, aAt: number, b: Buffer, bAt: number, length: number): number {
  for (let i = 0; i < length; i++) {
    const difference = (a[aAt + i] as number) - (b[bAt + i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}
