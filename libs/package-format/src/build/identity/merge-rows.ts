import { copyBytes } from '../sort/copy-bytes';
import { FLAG_MD5, FLAG_SHA1, OFFSET_FLAGS, VALUE_BYTES, zoneOfCode, zoneSeverity } from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';
import { BatchCursor } from '../sort/batch-cursor';
import { BatchOutput } from '../sort/batch-output';
import { compareAt, ROW_BYTES, rowForm } from '../sort/item-form';

const SEVERITY_OF_CODE = Array.from({ length: 256 }, (_, code) => {
  const zone = zoneOfCode(code);
  return zone === null ? 0 : zoneSeverity(zone);
});
const SIBLING_FLAGS = FLAG_SHA1 | FLAG_MD5;

/**
 * Makes one record of all rows that name the same object: the row with the worst zone decides, of several the
 * first. Only the other hashes are gathered from all rows, because they are facts and no verdicts: of each kind the
 * first one that a row gives. `onMerged` is told how many rows went into others.
 */
export async function* mergeRows(
  layout: SectionLayout,
  rows: AsyncIterable<Buffer>,
  onMerged: (rows: number) => void,
): AsyncGenerator<Buffer> {
  const { keyBytes } = layout;
  const cursor = new BatchCursor(rowForm(layout), rows);
  const out = new BatchOutput();
  let at = -1;
  let merged = 0;
  for (let on = await cursor.load(); on; on = cursor.step() || (await cursor.load())) {
    if (at >= 0 && compareAt(cursor.bytes, cursor.at, out.bytes, at, keyBytes) === 0) {
      mergeInto(layout, out.bytes, at, cursor);
      merged++;
      continue;
    }
    // The record of the key before is complete only now, so that it never leaves before its last row came.
    if (out.full) yield out.take();
    at = out.reserve(layout.recordBytes);
    const valueFrom = cursor.at + keyBytes + ROW_BYTES;
    copyBytes(cursor.bytes, cursor.at, out.bytes, at, keyBytes);
    copyBytes(cursor.bytes, valueFrom, out.bytes, at + keyBytes, layout.recordBytes - keyBytes);
  }
  onMerged(merged);
  if (!out.empty) yield out.take();
}

/** Rows come in the order of their numbers, so a later one wins only when its zone is worse. */
function mergeInto(layout: SectionLayout, record: Buffer, recordAt: number, row: BatchCursor): void {
  const valueAt = recordAt + layout.keyBytes;
  const rowShift = row.at + layout.keyBytes + ROW_BYTES - valueAt;
  const flagsAt = valueAt + OFFSET_FLAGS;
  const known = (record[flagsAt] ?? 0) & SIBLING_FLAGS;
  const offered = (row.bytes[flagsAt + rowShift] ?? 0) & SIBLING_FLAGS;
  if (severity(row.bytes, valueAt + rowShift) > severity(record, valueAt)) {
    row.bytes.copy(record, valueAt, valueAt + rowShift, valueAt + rowShift + VALUE_BYTES);
  }
  record[flagsAt] = ((record[flagsAt] ?? 0) & ~SIBLING_FLAGS) | known | offered;
  for (const slot of layout.siblings) {
    const flag = slot.kind === 'sha1' ? FLAG_SHA1 : FLAG_MD5;
    if ((known & flag) !== 0 || (offered & flag) === 0) continue;
    const from = recordAt + slot.offset + rowShift;
    row.bytes.copy(record, recordAt + slot.offset, from, from + slot.bytes);
  }
}

function severity(bytes: Buffer, at: number): number {
  return SEVERITY_OF_CODE[bytes[at] ?? 0] ?? 0;
}
