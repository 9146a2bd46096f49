import { Fault, NAME_LIMIT_BYTES, TEXT_LIMIT_BYTES } from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';

export const TEXT_LENGTH_BYTES = 2;

/** Bytes that a text of this section may have, at least 1. */
export function textLimitBytes(layout: SectionLayout): number {
  return layout.name === 'names' ? NAME_LIMIT_BYTES : TEXT_LIMIT_BYTES;
}

/** Calls back with where each text begins and ends; its key precedes its length. Throws PACKAGE_RECORD. */
export function forEachTextSpan(
  bytes: Buffer,
  layout: SectionLayout,
  visit: (keyAt: number, from: number, to: number) => void,
): number {
  const limit = textLimitBytes(layout);
  let count = 0;
  for (let at = 0; at < bytes.length; count++) {
    const from = at + layout.keyBytes + TEXT_LENGTH_BYTES;
    const length = from <= bytes.length ? bytes.readUInt16BE(from - TEXT_LENGTH_BYTES) : 0;
    if (length < 1 || length > limit || from + length > bytes.length) {
      throw new Fault('PACKAGE_RECORD', `an entry of ${layout.name} is not whole, or not of a legal length`);
    }
    visit(at, from, from + length);
    at = from + length;
  }
  return count;
}

/** Every key and text of a chunk of `names` or `texts` that was checked before. The key is a view of the chunk. */
export function forEachText(bytes: Buffer, layout: SectionLayout, visit: (key: Buffer, text: string) => void): void {
  const encoding = layout.name === 'names' ? 'utf8' : 'latin1';
  forEachTextSpan(bytes, layout, (keyAt, from, to) =>
    visit(bytes.subarray(keyAt, keyAt + layout.keyBytes), bytes.toString(encoding, from, to)),
  );
}

/** One entry of `names` or `texts` as a package carries it: key, length, text. */
export function encodeText(layout: SectionLayout, key: Uint8Array, text: string): Buffer {
  const body = Buffer.from(text, layout.name === 'names' ? 'utf8' : 'latin1');
  if (key.length !== layout.keyBytes || body.length < 1 || body.length > textLimitBytes(layout)) {
    throw new RangeError(`not an entry of ${layout.name}`);
  }
  const out = Buffer.alloc(layout.keyBytes + TEXT_LENGTH_BYTES + body.length);
  out.set(key, 0);
  out.writeUInt16BE(body.length, layout.keyBytes);
  out.set(body, layout.keyBytes + TEXT_LENGTH_BYTES);
  return out;
}
