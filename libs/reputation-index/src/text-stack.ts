import { wordAt } from './key-order';
import { mergedTexts } from './merge-texts';
import type { TextSegment } from './text-segment';

/** Pairs of texts that are kept: two keys that lead to the same place do not drive each other out. */
const PAIRS = 4_096;

/**
 * The names or texts of a snapshot over the segments of its runs. A key never has two texts, so the first segment
 * that knows it answers. Texts asked lately are kept decoded, at most 8,192 of them.
 */
export class TextStack {
  private readonly firstWords = new Uint32Array(PAIRS * 2);
  private readonly secondWords = new Uint32Array(PAIRS * 2);
  private readonly cached: (string | null)[] = new Array<string | null>(PAIRS * 2).fill(null);

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
    const { firstWords, secondWords, cached } = this;
    const slot = (first % PAIRS) * 2;
    for (let i = slot; i < slot + 2; i++) {
      const hit = cached[i] ?? null;
      if (hit !== null && firstWords[i] === first && secondWords[i] === second) return hit;
    }
    const text = this.get(bytes.subarray(at, at + this.keyBytes));
    firstWords[slot + 1] = firstWords[slot] as number;
    secondWords[slot + 1] = secondWords[slot] as number;
    cached[slot + 1] = cached[slot] ?? null;
    firstWords[slot] = first;
    secondWords[slot] = second;
    cached[slot] = text;
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
