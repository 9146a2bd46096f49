import * as fc from 'fast-check';
import { fileListOf } from './file-list';

const KINDS = { sha256: 64, sha1: 40, md5: 32 } as const;
const hex = (digits: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'), minLength: digits, maxLength: digits });
const kind = fc.constantFrom(...(Object.keys(KINDS) as (keyof typeof KINDS)[]));
const hashes = kind.chain((one) =>
  fc.tuple(fc.constant(one), fc.array(hex(KINDS[one]), { minLength: 1, maxLength: 40 })),
);
const compact = (files: readonly string[]): string => JSON.stringify({ objects: files.map((file) => ({ file })) });
const spaced = (files: readonly string[]): string =>
  `{"objects": [${files.map((file) => `{"file": "${file}"}`).join(', ')}]}`;

describe('the commonest body of a bulk', () => {
  it('is read in both of its spellings, as JSON means it', () => {
    fc.assert(
      fc.property(hashes, fc.constantFrom(compact, spaced), ([one, files], spelling) => {
        const list = fileListOf(Buffer.from(spelling(files)));
        expect(list).toEqual({ kind: one, keys: Buffer.from(files.join(''), 'hex') });
      }),
    );
  });

  it('is not read when any byte of it is another, unless that is another digit', () => {
    fc.assert(
      fc.property(
        hashes,
        fc.nat(),
        fc.nat(255),
        fc.constantFrom(compact, spaced),
        ([, files], place, byte, spelling) => {
          const body = Buffer.from(spelling(files));
          body[place % body.length] = byte;
          const list = fileListOf(body);
          if (list === null) return;
          const { objects } = JSON.parse(body.toString()) as { objects: { file: string }[] };
          expect(list.keys).toEqual(Buffer.from(objects.map(({ file }) => file).join(''), 'hex'));
          expect(objects).toHaveLength(files.length);
          for (const object of objects) expect(Object.keys(object)).toEqual(['file']);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it.each([
    '',
    '{"objects":[]}',
    '{"objects":[{"file":"',
    compact(['ab'.repeat(32)]).slice(0, -1),
    `${compact(['ab'.repeat(32)])}\n`,
    compact(['ab'.repeat(32), 'ab'.repeat(20)]),
    compact(['ab'.repeat(31)]),
    compact([`${'a'.repeat(63)}g`]),
    compact([`${'a'.repeat(62)}\u0161`]),
    compact(['ab'.repeat(32)]).replace('file', 'url!'),
    JSON.stringify({ objects: [{ file: 'ab'.repeat(32), url: 'x' }] }),
    JSON.stringify({ objects: [{ file: 'ab'.repeat(32) }], more: 1 }),
    compact(Array.from({ length: 1_001 }, () => 'ab'.repeat(16))),
  ])('leaves every other body to the JSON parser: %#', (body) => {
    expect(fileListOf(Buffer.from(body))).toBeNull();
  });
});
