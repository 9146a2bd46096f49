const FIRST_BYTES = 64 * 1024;
/** What is kept for the next answer; a larger one gives its memory back. */
const KEPT_BYTES = 1024 * 1024;
const UTF8_BYTES_PER_UNIT = 3;
const HEX_DIGITS = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
const [QUOTE, BACKSLASH, SPACE, DELETE] = [0x22, 0x5c, 0x20, 0x7f];

/**
 * Writes JSON as UTF-8, piece after piece, into memory that is used again for the next answer. Twice as fast as
 * joining strings, which stay trees of their pieces until they are sent. One answer at a time: `take` ends it.
 */
export class JsonBytes {
  private bytes = Buffer.allocUnsafe(FIRST_BYTES);
  private length = 0;

  /** Forgets what an answer that failed has left. */
  begin(): this {
    this.length = 0;
    return this;
  }

  /** JSON text as it is. */
  raw(text: string): this {
    const units = text.length;
    this.reserve(units * UTF8_BYTES_PER_UNIT);
    const { bytes, length } = this;
    for (let i = 0; i < units; i++) {
      const code = text.charCodeAt(i);
      if (code > DELETE) {
        this.length += bytes.write(text, length, 'utf8');
        return this;
      }
      bytes[length + i] = code;
    }
    this.length = length + units;
    return this;
  }

  /** A string in quotation marks, or null. */
  string(text: string | null): this {
    if (text === null) return this.raw('null');
    const units = text.length;
    this.reserve(units + 2);
    const { bytes, length } = this;
    bytes[length] = QUOTE;
    for (let i = 0; i < units; i++) {
      const code = text.charCodeAt(i);
      if (code < SPACE || code >= DELETE || code === QUOTE || code === BACKSLASH) return this.raw(JSON.stringify(text));
      bytes[length + 1 + i] = code;
    }
    bytes[length + 1 + units] = QUOTE;
    this.length = length + units + 2;
    return this;
  }

  /** Lower-case hexadecimal digits, without quotation marks. */
  hex(value: Uint8Array): this {
    this.reserve(value.length * 2);
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < value.length; i++) {
      const byte = value[i] as number;
      bytes[at++] = HEX_DIGITS[byte >> 4] as number;
      bytes[at++] = HEX_DIGITS[byte & 15] as number;
    }
    this.length = at;
    return this;
  }

  /** JSON text that is encoded already: the fastest, for what never changes. */
  encoded(utf8: Uint8Array): this {
    this.reserve(utf8.length);
    this.bytes.set(utf8, this.length);
    this.length += utf8.length;
    return this;
  }

  /** The bytes, in memory of their own. */
  take(): Buffer {
    const taken = Buffer.from(this.bytes.subarray(0, this.length));
    this.end();
    return taken;
  }

  /** The bytes as a string of one character each: what Node sends fastest behind a head, as latin1. */
  takeLatin1(): string {
    const taken = this.bytes.toString('latin1', 0, this.length);
    this.end();
    return taken;
  }

  private end(): void {
    this.length = 0;
    if (this.bytes.length > KEPT_BYTES) this.bytes = Buffer.allocUnsafe(FIRST_BYTES);
  }

  private reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}
