import { randomBytes } from 'node:crypto';
import { OFFSET_ZONE, allSections } from '@pksn/domain';
import { copyRows } from './copy-rows';

const RUN_ID = 2 ** 40 + 7;

function field(bytes: Buffer | null): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes?.length ?? -1);
  return Buffer.concat([length, bytes ?? Buffer.alloc(0)]);
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

describe('copyRows', () => {
  const layouts = allSections().filter(({ form }) => form !== 'text');

  it.each(layouts)('writes every field of $name as PostgreSQL describes it', (layout) => {
    const { id, form, keyBytes, recordBytes } = layout;
    const records = randomBytes(recordBytes * 5);
    const runId = Buffer.alloc(8);
    runId.writeBigInt64BE(BigInt(RUN_ID));
    const rows = Array.from({ length: 5 }, (_, n) => records.subarray(n * recordBytes, (n + 1) * recordBytes)).map(
      (record) => {
        const zone = form === 'record' ? int16((record[keyBytes + OFFSET_ZONE] ?? 0) & 7) : null;
        const values = [runId, int16(id), record.subarray(0, keyBytes), zone, record.subarray(keyBytes)];
        return Buffer.concat([int16(5), ...values.map(field)]);
      },
    );
    expect(copyRows(RUN_ID, layout, records)).toEqual(Buffer.concat(rows));
  });

  it('makes nothing of no records', () => {
    for (const layout of layouts) expect(copyRows(RUN_ID, layout, Buffer.alloc(0))).toHaveLength(0);
  });
});
