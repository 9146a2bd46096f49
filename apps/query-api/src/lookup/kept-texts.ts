const PAIRS = 4_096;
const NONE = Buffer.alloc(0);

/**
 * Texts under keys of some 32-bit words, at most 8,192 of them: two for each place that a key leads to, so that two
 * keys that meet do not drive each other out.
 */
export class KeptTexts {
  private readonly keys: Int32Array;
  private readonly texts: Buffer[] = new Array<Buffer>(PAIRS * 2).fill(NONE);

  constructor(private readonly words: number) {
    this.keys = new Int32Array(PAIRS * 2 * words);
  }

  find(key: Int32Array): Buffer | null {
    const slot = this.placeOf(key);
    const at = this.holds(slot, key) ? slot : slot + 1;
    if (at !== slot && !this.holds(at, key)) return null;
    const text = this.texts[at] as Buffer;
    return text === NONE ? null : text;
  }

  /** Keeps the text, and of those that were kept at its place the newer one. Returns it. */
  keep(key: Int32Array, text: Buffer): Buffer {
    const slot = this.placeOf(key);
    const { keys, texts, words } = this;
    keys.copyWithin((slot + 1) * words, slot * words, (slot + 1) * words);
    texts[slot + 1] = texts[slot] as Buffer;
    for (let i = 0; i < words; i++) keys[slot * words + i] = key[i] as number;
    return (texts[slot] = text);
  }

  private holds(slot: number, key: Int32Array): boolean {
    const { keys, words } = this;
    for (let i = 0; i < words; i++) if (keys[slot * words + i] !== key[i]) return false;
    return true;
  }

  private placeOf(key: Int32Array): number {
    let sum = 0;
    for (let i = 0; i < this.words; i++) sum = Math.imul(sum ^ (key[i] as number), 0x9e3779b1);
    return (sum >>> 20) * 2;
  }
}
