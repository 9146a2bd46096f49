import { wordAt } from './key-order';
import { mergedTexts } from './merge-texts';
import type { TextSegment } from './text-segment';

const CACHE_SLOTS = 8_192;

/**
 * The names or texts of a snapshot over the segments of its runs. A key never has two texts, so the first segment
 * that knows it answers. The texts asked last are kept decoded, at most 8,192 of them, the place given by the key.
 */
export class TextStack {
  private readonly firstWords = new Uint32Array(CACHE_SLOTS);
  private readonly secondWords = new Uint32Array(CACHE_SLOTS);
  private readonly cached: (string | null)[] = new Array<string | null>(CACHE_SLOTS).fill(null);

  constructor(
    readonly segments: readonly TextSegment[],
    private readonly keyBytes: number,
  ) {}

  /** The text with this key, or null. */
  get(key: Buffer): string | null {
    for (const segment of this.segments) {
      const text = segment.get(key);
      if (text !== null) return text;
    }
    return null;
  }

  /** The name whose 8-byte key stands at `at` in `bytes`; null for the zero key, which stands for no name. */
  nameAt(bytes: Buffer, at: number): string | null {
    const first = wordAt(bytes, at);
    const second = wordAt(bytes, at + 4);
    if (first === 0 && second === 0) return null;
    const slot = first % CACHE_SLOTS;
    const hit = this.cached[slot] ?? null;
    if (hit !== null && this.firstWords[slot] === first && this.secondWords[slot] === second) return hit;
    const text = this.get(bytes.subarray(at, at + this.keyBytes));
    this.firstWords[slot] = first;
    this.secondWords[slot] = second;
    this.cached[slot] = text;
    return text;
  }

  /** All texts as packages carry them (key | length (u16) | UTF-8), each once, ascending by key. */
  *scan(): Generator<Buffer> {
    yield* mergedTexts(
      this.segments.map((segment) => segment.scan()),
      this.keyBytes,
    );
  }
}
