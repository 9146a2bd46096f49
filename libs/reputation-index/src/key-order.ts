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

export function sameKey(a: Buffer, aAt: number, b: Buffer, bAt: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (a[aAt + i] !== b[bAt + i]) return false;
  return true;
}

/** Binary search over `count` records of `width` bytes that begin at `base`; byte offset of the key's record, or -1. */
export function findSorted(
  bytes: Buffer,
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
    const order = compareKeys(bytes, base + middle * width, key, 0, keyBytes);
    if (order === 0) return base + middle * width;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return -1;
}
