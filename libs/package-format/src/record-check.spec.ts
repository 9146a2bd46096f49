import { allSections, Fault, recordFlaw } from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';
import fc from 'fast-check';
import { AliasCheck } from './alias-check';
import { NameLookup } from './name-lookup';
import { RecordCheck } from './record-check';

const FIXED = allSections().filter((layout) => layout.form !== 'text');
const ALL_LENGTHS = Array.from({ length: 129 }, (_, n) => n);

function verdictOf(layout: SectionLayout, bytes: Buffer, removals: boolean): 'form' | 'zone' | null {
  const names = new NameLookup(null, () => true);
  const lengths = layout.name === 'ip4' || layout.name === 'ip6' ? ALL_LENGTHS : null;
  const check =
    layout.form === 'alias' ? new AliasCheck(layout, removals) : new RecordCheck(layout, removals, names, lengths);
  try {
    check.chunk(bytes);
    return null;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return error.code === 'PACKAGE_ZONE' ? 'zone' : 'form';
  }
}

/** Records that are nearly right: mostly zeros and small values, so that every rule is met from both sides. */
const nearly = (layout: SectionLayout): fc.Arbitrary<Buffer> =>
  fc
    .record({
      body: fc.uint8Array({ minLength: layout.recordBytes, maxLength: layout.recordBytes }),
      keep: fc.uint8Array({ minLength: layout.recordBytes, maxLength: layout.recordBytes, max: 7 }),
      head: fc.tuple(
        fc.constantFrom(0, 1, 2, 3, 4, 5, 0x80),
        fc.constantFrom(0, 1, 2, 3, 4, 5, 0x10, 0x20, 0x31, 0x40),
      ),
    })
    .map(({ body, keep, head }) => {
      const bytes = Buffer.from(body.map((byte, i) => (keep[i] === 0 ? byte : 0)));
      bytes.set(head, layout.keyBytes);
      return bytes;
    });

describe('the fast checks', () => {
  it.each(FIXED.map((layout) => [layout.name, layout] as const))('%s: agree with recordFlaw', (_name, layout) => {
    fc.assert(
      fc.property(nearly(layout), fc.boolean(), (bytes, removals) => {
        expect(verdictOf(layout, bytes, removals)).toBe(recordFlaw(layout, bytes, 0, removals));
      }),
      { numRuns: 2_000 },
    );
  });
});
