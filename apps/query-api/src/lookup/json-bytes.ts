const FIRST_BYTES = 64 * 1024;
/** What is kept for the next answer; a larger one gives its memory back. */
const KEPT_BYTES = 1024 * 1024;
const UTF8_BYTES_PER_UNIT = 3;
/** Answers on their way at once whose memory is kept for others. */
const KEPT_MEMORIES = 16;
/** Both digits of a byte, as a number of 16 bits. */
const HEX_PAIRS = Uint16Array.from({ length: 256 }, (_, byte) =>
  Buffer.from(byte.toString(16).padStart(2, '0')).readUInt16BE(),
);
const [QUOTE, BACKSLASH, SPACE, DELETE] = [0x22, 0x5c, 0x20, 0x7f];

/**
 * Writes JSON as UTF-8, piece after piece, into memory that is used again for the next answer. Twice as fast as
 * joining strings, which stay trees of their pieces until they are sent. One answer at a time: `take` ends it.
 */
export class JsonBytes {
  private bytes: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  private view = viewOf(this.bytes);
  private length = 0;
  private readonly spare: Buffer[] = [];

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
    this.hexAt(this.length, value, 0, value.length);
    this.length += value.length * 2;
    return this;
  }

  /** The digits of `count` bytes over what was written `at` that place. */
  hexAt(at: number, bytes: Uint8Array, from: number, count: number): void {
    const { view } = this;
    for (let i = 0; i < count; i++) view.setUint16(at + i * 2, HEX_PAIRS[bytes[from + i] as number] as number);
  }

  /** JSON text that is encoded already: the fastest, for what never changes. */
  encoded(utf8: Uint8Array): this {
    this.template(utf8);
    return this;
  }

  /** The same; returns where it stands, for `hexAt`. */
  template(utf8: Uint8Array): number {
    const at = this.length;
    this.reserve(utf8.length);
    this.bytes.set(utf8, at);
    this.length = at + utf8.length;
    return at;
  }

  /** Takes back the last byte. */
  withoutLast(): this {
    this.length -= 1;
    return this;
  }

  /** The bytes, in memory of their own. */
  take(): Buffer {
    const taken = Buffer.from(this.bytes.subarray(0, this.length));
    this.end();
    return taken;
  }

  /** The bytes in the very memory in which they were written; to be given back once they were sent. */
  lend(): Buffer {
    const lent = this.bytes.subarray(0, this.length);
    this.use(this.spare.pop() ?? Buffer.allocUnsafeSlow(Math.min(this.bytes.length, KEPT_BYTES)));
    this.length = 0;
    return lent;
  }

  /** Takes back what was lent. What never comes back is freed as all memory is. */
  giveBack({ buffer }: Buffer): void {
    if (this.spare.length < KEPT_MEMORIES && buffer.byteLength <= KEPT_BYTES) this.spare.push(Buffer.from(buffer));
  }

  /** The bytes as a string of one character each: what Node sends fastest behind a head, as latin1. */
  takeLatin1(): string {
    const taken = this.bytes.toString('latin1', 0, this.length);
    this.end();
    return taken;
  }

  private end(): void {
    this.length = 0;
    if (this.bytes.length > KEPT_BYTES) this.use(Buffer.allocUnsafeSlow(FIRST_BYTES));
  }

  private reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(larger, 0, 0, this.length);
    this.use(larger);
  }

  private use(memory: Buffer): void {
    this.bytes = memory;
    this.view = viewOf(memory);
  }
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}
