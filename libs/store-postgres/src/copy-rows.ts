import type { SectionLayout } from '@pksn/domain';
import { OFFSET_ZONE } from '@pksn/domain';

/** Start of a binary COPY stream: signature, flags, no header extension. */
export const COPY_HEADER = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex');
export const COPY_TRAILER = Buffer.from([0xff, 0xff]);

const FIELDS = 5;
const LENGTH_BYTES = 4;
const NULL_LENGTH = -1;
// An own constant, because an import is a property read in the compiled code and the loop runs once per record.
const ZONE_AT = OFFSET_ZONE;

/**
 * Rows of reputation_record (run_id int8, section int2, key bytea, zone int2, value bytea) in PostgreSQL's binary
 * COPY format. Every row of a fixed-width section has the same shape: one template, and words that go into it.
 */
export function copyRows(runId: number, layout: SectionLayout, records: Buffer): Buffer {
  return layout.form === 'text' ? textRows(runId, layout, records) : fixedRows(runId, layout, records);
}

function head(runId: number, layout: SectionLayout): Buffer {
  const out = Buffer.alloc(2 + LENGTH_BYTES + 8 + LENGTH_BYTES + 2 + LENGTH_BYTES);
  let at = out.writeInt16BE(FIELDS, 0);
  at = out.writeInt32BE(8, at);
  at = out.writeBigInt64BE(BigInt(runId), at);
  at = out.writeInt32BE(2, at);
  at = out.writeInt16BE(layout.id, at);
  out.writeInt32BE(layout.keyBytes, at);
  return out;
}

function fixedRows(runId: number, layout: SectionLayout, records: Buffer): Buffer {
  const { keyBytes, recordBytes } = layout;
  const valueBytes = recordBytes - keyBytes;
  const zoned = layout.form === 'record';
  const before = head(runId, layout);
  const zoneAt = before.length + keyBytes;
  const valueAt = zoneAt + LENGTH_BYTES + (zoned ? 2 : 0) + LENGTH_BYTES;
  const rowBytes = valueAt + valueBytes;
  const template = Buffer.alloc(rowBytes);
  before.copy(template, 0);
  template.writeInt32BE(zoned ? 2 : NULL_LENGTH, zoneAt);
  template.writeInt32BE(valueBytes, valueAt - LENGTH_BYTES);

  const count = records.length / recordBytes;
  const out = Buffer.allocUnsafe(count * rowBytes);
  if (count > 0) repeat(template, out);
  const [source, target] = [viewOf(records), viewOf(out)];
  const keyAt = before.length;
  for (let row = 0, from = 0, to = 0; row < count; row++, from += recordBytes, to += rowBytes) {
    copyWords(source, from, target, to + keyAt, keyBytes);
    copyWords(source, from + keyBytes, target, to + valueAt, valueBytes);
    if (zoned) target.setUint8(to + zoneAt + LENGTH_BYTES + 1, source.getUint8(from + keyBytes + ZONE_AT) & 0x07);
  }
  return out;
}

/** Fills `out` with the template, by ever longer copies. */
function repeat(template: Buffer, out: Buffer): void {
  template.copy(out, 0);
  for (let filled = template.length; filled < out.length; filled *= 2) out.copyWithin(filled, 0, filled);
}

/** All widths are multiples of 4. Not by Buffer's copy, which makes an object for each part that it copies. */
function copyWords(source: DataView, from: number, target: DataView, to: number, length: number): void {
  for (let i = 0; i < length; i += 4) target.setInt32(to + i, source.getInt32(from + i));
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

const TEXT_LENGTH_BYTES = 2;

/** One pass to size the rows, one to fill them: a chunk may hold a hundred thousand short texts. */
function textRows(runId: number, layout: SectionLayout, records: Buffer): Buffer {
  const before = head(runId, layout);
  const { keyBytes } = layout;
  const entryHeadBytes = keyBytes + TEXT_LENGTH_BYTES;
  const rowHeadBytes = before.length + keyBytes + 2 * LENGTH_BYTES;
  let rows = 0;
  for (let at = 0; at < records.length; rows++) at += entryHeadBytes + records.readUInt16BE(at + keyBytes);
  const out = Buffer.allocUnsafe(records.length + rows * (rowHeadBytes - entryHeadBytes));
  for (let from = 0, to = 0; from < records.length;) {
    const textBytes = records.readUInt16BE(from + keyBytes);
    before.copy(out, to);
    records.copy(out, to + before.length, from, from + keyBytes);
    out.writeInt32BE(NULL_LENGTH, to + before.length + keyBytes);
    out.writeInt32BE(textBytes, to + rowHeadBytes - LENGTH_BYTES);
    records.copy(out, to + rowHeadBytes, from + entryHeadBytes, from + entryHeadBytes + textBytes);
    from += entryHeadBytes + textBytes;
    to += rowHeadBytes + textBytes;
  }
  return out;
}
