import { TEXT_BYTES } from './packed-format';

/** Encoded texts that are kept for the next answers. */
const KEPT = 8_192;
const LENGTH_BYTES = 2;

interface Entry {
  /** With its length before it. */
  readonly packed: Buffer;
  /** The answer that holds it, and where. */
  answer: number;
  index: number;
}

/** The texts of one packed answer after another, each once, numbered from 1 in the order in which they come up. */
export class PackedTexts {
  private readonly kept = new Map<string, Entry>();
  private entries: Entry[] = [];
  private answer = 0;
  /** Of all texts of this answer. */
  sizeBytes = 0;

  begin(): void {
    if (this.kept.size > KEPT) this.kept.clear();
    this.entries = [];
    this.answer += 1;
    this.sizeBytes = 0;
  }

  get count(): number {
    return this.entries.length;
  }

  /** The text's number in this answer; 0 for null. Throws RangeError over 65,535 bytes. */
  numberOf(text: string | null): number {
    if (text === null) return 0;
    let entry = this.kept.get(text);
    if (entry === undefined) this.kept.set(text, (entry = { packed: packed(text), answer: 0, index: 0 }));
    if (entry.answer !== this.answer) {
      entry.answer = this.answer;
      entry.index = this.entries.push(entry);
      this.sizeBytes += entry.packed.length;
    }
    return entry.index;
  }

  write(into: Buffer, from: number): void {
    let at = from;
    for (const { packed } of this.entries) {
      into.set(packed, at);
      at += packed.length;
    }
  }
}

function packed(text: string): Buffer {
  const utf8 = Buffer.from(text);
  if (utf8.length > TEXT_BYTES) throw new RangeError('a text of more than 65,535 bytes');
  const bytes = Buffer.allocUnsafe(LENGTH_BYTES + utf8.length);
  bytes.writeUInt16BE(utf8.length);
  bytes.set(utf8, LENGTH_BYTES);
  return bytes;
}
