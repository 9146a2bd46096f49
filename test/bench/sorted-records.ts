import { createCipheriv } from 'node:crypto';
import type { Cipheriv } from 'node:crypto';
import type { SectionLayout } from '@pksn/domain';
import { codeOfZone } from '@pksn/domain';

const BATCH_RECORDS = 16_384;

/** Bytes that look random and are the same in every run. */
export function seededBytes(seed: number): (length: number) => Buffer {
  const stream: Cipheriv = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16));
  return (length) => stream.update(Buffer.alloc(length));
}

/** `count` red records with keys as hashes are, ascending, in batches; the same ones for the same seed. */
export function* sortedRecords(layout: SectionLayout, count: number, seed: number): Generator<Buffer> {
  const bytes = seededBytes(seed);
  const heads = new BigUint64Array(count);
  const filled = bytes(count * 8);
  for (let i = 0; i < count; i++) heads[i] = filled.readBigUInt64LE(i * 8);
  heads.sort();
  for (let first = 0; first < count; first += BATCH_RECORDS) {
    const records = Math.min(BATCH_RECORDS, count - first);
    const batch = bytes(records * layout.recordBytes);
    for (let i = 0; i < records; i++) {
      const at = i * layout.recordBytes;
      batch.writeBigUInt64BE(heads[first + i] as bigint, at);
      batch.fill(0, at + layout.keyBytes, at + layout.keyBytes + 24);
      batch[at + layout.keyBytes] = codeOfZone('red');
    }
    yield batch;
  }
}

/** Keys to ask for, one after another, in random order: every other one is known, as far as `records` go. */
export function askedKeys(layout: SectionLayout, records: Buffer, count: number, seed: number): Buffer {
  const { keyBytes, recordBytes } = layout;
  const random = seededBytes(seed);
  const places = random(count * 4);
  const keys = random(count * keyBytes);
  const total = records.length / recordBytes;
  for (let i = 0; i < count; i += 2) {
    const at = Math.floor((places.readUInt32LE(i * 4) / 2 ** 32) * total) * recordBytes;
    records.copy(keys, i * keyBytes, at, at + keyBytes);
  }
  return keys;
}
