import { compareKeys } from './key-order';

const BATCH_BYTES = 1 << 20;

/** Single texts out of batches of them: key | length (u16) | UTF-8. */
export function* singleTexts(batches: Iterable<Buffer>, keyBytes: number): Generator<Buffer> {
  for (const batch of batches) {
    for (let at = 0; at < batch.length;) {
      const end = at + keyBytes + 2 + batch.readUInt16BE(at + keyBytes);
      yield batch.subarray(at, end);
      at = end;
    }
  }
}

/** Merges ascending sources of texts; a key that several have comes out once. Yields batches of whole texts. */
export function* mergedTexts(sources: readonly Iterable<Buffer>[], keyBytes: number): Generator<Buffer> {
  const cursors = sources.map((source) => singleTexts(source, keyBytes));
  const heads = cursors.map((cursor) => nextText(cursor));
  let batch: Buffer[] = [];
  let batchBytes = 0;
  for (;;) {
    let least: Buffer | null = null;
    for (const head of heads) {
      if (head !== null && (least === null || compareKeys(head, 0, least, 0, keyBytes) < 0)) least = head;
    }
    if (least === null || batchBytes >= BATCH_BYTES) {
      if (batch.length > 0) yield Buffer.concat(batch);
      if (least === null) return;
      [batch, batchBytes] = [[], 0];
    }
    batch.push(least);
    batchBytes += least.length;
    for (let i = 0; i < heads.length; i++) {
      const head = heads[i] ?? null;
      if (head !== null && compareKeys(head, 0, least, 0, keyBytes) === 0) heads[i] = nextText(cursors[i]);
    }
  }
}

function nextText(cursor: Iterator<Buffer> | undefined): Buffer | null {
  const next = cursor?.next();
  return next === undefined || next.done === true ? null : next.value;
}
