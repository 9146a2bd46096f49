import * as fc from 'fast-check';
import type { ChangeCursor } from './change-cursor';
import { CURSOR_CHARS, decodeCursor, encodeCursor, stampDigest } from './change-cursor';

const EPOCH = 'e1';
const cursor = fc.record({
  epoch: fc.constant(EPOCH),
  generation: fc.nat(),
  generationAt: fc.integer({ min: 0, max: 4_102_444_800_000 }),
  registry: fc.nat(),
  registryStamp: fc.string().map(stampDigest),
  inner: fc.option(
    fc.record({
      feed: fc.stringMatching(/^[a-z/-]{0,128}$/),
      done: fc.nat(),
      row: fc.option(
        fc.record({
          sectionId: fc.integer({ min: 3, max: 14 }),
          key: fc.uint8Array({ minLength: 16, maxLength: 32 }).map((bytes) => Buffer.from(bytes)),
        }),
      ),
    }),
  ),
});

it('comes back as it was, for whom it was made', () => {
  fc.assert(
    fc.property(cursor, fc.string(), (one: ChangeCursor, scope) => {
      const text = encodeCursor(one, scope);
      expect(text).toMatch(/^[\w-]+$/);
      expect(text.length).toBeLessThanOrEqual(CURSOR_CHARS);
      const decoded = decodeCursor(text, EPOCH);
      expect(decoded?.cursor).toEqual(one);
      expect(decoded?.isFor(scope)).toBe(true);
      expect(decoded?.isFor(`${scope}!`)).toBe(false);
      expect(decodeCursor(text, 'e2')).toBeNull();
    }),
  );
});

it('is not taken after any change of it', () => {
  fc.assert(
    fc.property(cursor, fc.nat(), fc.integer({ min: 1, max: 63 }), (one: ChangeCursor, at, by) => {
      const text = encodeCursor(one, 'scope');
      const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      const place = at % text.length;
      const other = digits[(digits.indexOf(text[place] as string) + by) % 64] as string;
      const bent = decodeCursor(text.slice(0, place) + other + text.slice(place + 1), EPOCH);
      expect(bent?.isFor('scope') ?? false).toBe(false);
    }),
    { numRuns: 500 },
  );
  for (const text of ['', 'a', '=', 'AAAA', 'ä', '\u0000', 'A'.repeat(10_000), 'AQ'.repeat(40)]) {
    expect(decodeCursor(text, EPOCH)?.isFor('scope') ?? false).toBe(false);
  }
});
