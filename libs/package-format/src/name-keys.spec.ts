import { NameKeys } from './name-keys';

function keysOf(pairs: readonly (readonly [number, number])[], capacity = pairs.length): NameKeys {
  const keys = new NameKeys(capacity);
  for (const [high, low] of pairs) expect(keys.add(high, low)).toBe(true);
  return keys;
}

describe('NameKeys', () => {
  it('finds what was added, at both ends and inside one bucket, and nothing else', () => {
    const pairs = [
      [0, 1],
      [0, 2],
      [0x0000_ffff, 0],
      [0x0001_0000, 0],
      [0x7fff_ffff, 5],
      [0x8000_0000, 5],
      [0xffff_ffff, 0xffff_ffff],
    ] as const;
    const keys = keysOf(pairs);
    for (const [high, low] of pairs) expect(keys.has(high, low)).toBe(true);
    for (const [high, low] of [
      [0, 0],
      [0, 3],
      [1, 1],
      [0x8000_0000, 4],
      [0xffff_ffff, 0],
    ] as const) {
      expect(keys.has(high, low)).toBe(false);
    }
  });

  it('knows nothing above the last key, and nothing while it is empty', () => {
    expect(new NameKeys(0).has(1, 1)).toBe(false);
    const keys = keysOf([[0x0002_0000, 1]]);
    expect(keys.has(0x0002_0000, 1)).toBe(true);
    expect(keys.has(0x0003_0000, 1)).toBe(false);
    expect(keys.has(0x0001_0000, 1)).toBe(false);
  });

  it('agrees with a set on many keys', () => {
    const highs = Array.from({ length: 5_000 }, (_, n) => Math.imul(n, 2_654_435_761) >>> 0).sort((a, b) => a - b);
    const keys = keysOf(highs.map((high) => [high, high ^ 0xff] as const));
    expect(highs.every((high) => keys.has(high, (high ^ 0xff) >>> 0))).toBe(true);
    expect(highs.some((high) => keys.has(high, 1))).toBe(false);
  });

  it('refuses more than were declared', () => {
    const keys = keysOf([[1, 1]], 1);
    expect(keys.add(2, 2)).toBe(false);
  });
});
