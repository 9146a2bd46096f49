const LOOP_LIMIT_BYTES = 160;

/** Copies a few bytes. Buffer.copy makes a view for each call, which costs more than a record's worth of bytes. */
export function copyBytes(source: Uint8Array, from: number, target: Uint8Array, to: number, length: number): void {
  if (length > LOOP_LIMIT_BYTES) {
    target.set(source.subarray(from, from + length), to);
    return;
  }
  for (let i = 0; i < length; i++) target[to + i] = source[from + i] as number;
}
