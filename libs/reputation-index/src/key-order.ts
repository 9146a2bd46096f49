/** Four bytes as a big-endian unsigned number; two of them settle nearly every comparison of hashed keys. */
export function wordAt(bytes: Buffer, at: number): number {
  return (
    (((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)) >>>
    0
  );
}

/** Negative, zero or positive as the `length` bytes at `aAt` sort before, with or after those at `bAt`. */
export function compareKeys(a: Buffer, aAt: number, b: Buffer, bAt: number, length: number): number {
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    const left = wordAt(a, aAt + i);
    const right = wordAt(b, bAt + i);
    if (left !== right) return left < right ? -1 : 1;
  }
  for (; i < length; i++) {
    const difference = (a[aAt + i] as number) - (b[bAt + i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether the bytes at `at` are the same; for the loops of lookups. `length` is a multiple of 4, as all keys are. */
export function sameKey(view: DataView, at: number, key: Buffer, length: number): boolean {
  for (let i = 0; i < length; i += 4) if (view.getUint32(at + i) !== wordAt(key, i)) return false;
  return true;
}

/** The same for two keys that both stand among others. */
export function sameKeyAt(a: DataView, aAt: number, b: DataView, bAt: number, length: number): boolean {
  for (let i = 0; i < length; i += 4) if (a.getInt32(aAt + i) !== b.getInt32(bAt + i)) return false;
  return true;
}

/** Binary search over `count` records of `width` bytes that begin at `base`; byte offset of the key's record, or -1. */
export function findSorted(
  view: DataView,
  base: number,
  width: number,
  count: number,
  key: Buffer,
  keyBytes: number,
): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = base + middle * width;
    let i = 0;
    let left = 0;
    let right = 0;
    do {
      left = view.getUint32(at + i);
      right = wordAt(key, i);
      i += 4;
    } while (left === right && i < keyBytes);
    if (left === right) return at;
    if (left < right) low = middle + 1;
    else high = middle;
  }
  return -1;
}

export function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
