const PERCENT = 0x25;
const HASH = 0x23;

/** Value of a hexadecimal digit by its byte, -1 for every other byte. */
const HEX_VALUE = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 16; digit++) {
  const text = digit.toString(16);
  HEX_VALUE[text.charCodeAt(0)] = digit;
  HEX_VALUE[text.toUpperCase().charCodeAt(0)] = digit;
}

const ESCAPE_OF_BYTE = Array.from({ length: 256 }, (_, byte) => {
  const needed = byte <= 0x20 || byte >= 0x7f || byte === HASH || byte === PERCENT;
  return needed ? `%${byte.toString(16).toUpperCase().padStart(2, '0')}` : String.fromCharCode(byte);
});

/**
 * Undoes percent-escapes in place until none is left, and returns how many bytes remain.
 *
 * Two escapes never overlap (a percent sign is no hexadecimal digit), so the order in which they are undone does
 * not change the result: one pass over a stack reaches the same end as repeated passes over the text, in linear
 * time however deep the nesting is.
 */
export function unescapeFully(bytes: Uint8Array, length: number): number {
  let top = 0;
  for (let i = 0; i < length; i++) {
    bytes[top++] = bytes[i] ?? 0;
    while (top >= 3 && bytes[top - 3] === PERCENT) {
      const high = HEX_VALUE[bytes[top - 2] ?? 0] ?? -1;
      const low = HEX_VALUE[bytes[top - 1] ?? 0] ?? -1;
      if (high < 0 || low < 0) break;
      bytes[top - 3] = high * 16 + low;
      top -= 2;
    }
  }
  return top;
}

/** Escapes bytes of 0x20 and below, of 0x7f and above, `#` and `%` as upper-case `%XX`. `text` is latin1. */
export function escapeBytes(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) out += ESCAPE_OF_BYTE[text.charCodeAt(i) & 0xff] ?? '';
  return out;
}

/** True when no rule about white space, fragments or escapes touches the text: printable ASCII without `#` and `%`. */
export function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= 0x20 || code >= 0x7f || code === HASH || code === PERCENT) return false;
  }
  return true;
}
