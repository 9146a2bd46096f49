import type { SectionLayout } from '@pksn/domain';
import { OFFSET_ZONE } from '@pksn/domain';

/** Start of a binary COPY stream: signature, flags, no header extension. */
export const COPY_HEADER = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex');
export const COPY_TRAILER = Buffer.from([0xff, 0xff]);

const FIELDS = 5;
const LENGTH_BYTES = 4;
const NULL_LENGTH = -1;

/**
 * Rows of reputation_record (run_id int8, section int2, key bytea, zone int2, value bytea) in PostgreSQL's binary
 * COPY format. Every row of a fixed-width section has the same shape: one template, three small writes a row.
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
  for (let row = 0, from = 0, to = 0; row < count; row++, from += recordBytes, to += rowBytes) {
    template.copy(out, to);
    records.copy(out, to + before.length, from, from + keyBytes);
    if (zoned) out[to + zoneAt + LENGTH_BYTES + 1] = (records[from + keyBytes + OFFSET_ZONE] ?? 0) & 0x07;
    records.copy(out, to + valueAt, from + keyBytes, from + recordBytes);
  }
  return out;
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
