import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault, OBJECT_TYPES, TRUST_GROUPS, ZONES, firstSeenDate, popularityOfBucket } from '@pksn/domain';
import * as fc from 'fast-check';
import type { AnswerSource, Envelope } from '../reputation';
import { decodePackedAnswer } from './packed-answer';
import { PackedAnswerWriter } from './packed-answer-writer';
import type { PackedVerdict } from './packed-answer-writer';
import { ANSWER_HEAD_BYTES, PACKED_KINDS, SLOT_HASHES } from './packed-format';
import type { PackedKind } from './packed-format';
import { decodePackedQuestion, encodePackedQuestion } from './packed-question';
import type { PackedQuestion, PackedRun } from './packed-question';

const bytes = (length: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((array) => Buffer.from(array));
const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const run: fc.Arbitrary<PackedRun> = fc
  .constantFrom(...(Object.keys(PACKED_KINDS) as PackedKind[]))
  .chain((kind): fc.Arbitrary<PackedRun> => {
    if (kind === 'url' || kind === 'domain') {
      return fc.array(text, { minLength: 1, maxLength: 9 }).map((texts) => ({ kind, count: texts.length, texts }));
    }
    return fc
      .array(bytes(PACKED_KINDS[kind].bytes), { minLength: 1, maxLength: 9 })
      .map((keys) => ({ kind, count: keys.length, keys: Buffer.concat(keys) }));
  });
const question: fc.Arbitrary<PackedQuestion> = fc.record({
  hashes: fc.boolean(),
  runs: fc.array(run, { maxLength: 6 }),
});

/** The code of the fault that reading ends with; null where it does not. */
function refusal(body: Buffer): string | null {
  try {
    decodePackedQuestion(body);
    return null;
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
}

describe('a packed question', () => {
  it('reads as what was written', () => {
    fc.assert(
      fc.property(question, (asked) => {
        expect(decodePackedQuestion(encodePackedQuestion(asked))).toEqual(asked);
      }),
    );
  });

  it('has one spelling: whatever is read is written as the same bytes, and cut or longer it is refused', () => {
    fc.assert(
      fc.property(question, fc.nat(), fc.nat(255), (asked, place, byte) => {
        const body = encodePackedQuestion(asked);
        if (body.length > 8) expect(refusal(body.subarray(0, body.length - 1))).toBe('REQUEST_MALFORMED');
        expect(refusal(Buffer.concat([body, Buffer.of(0)]))).toBe('REQUEST_MALFORMED');
        body[place % body.length] = byte;
        if (refusal(body) === null) expect(encodePackedQuestion(decodePackedQuestion(body))).toEqual(body);
      }),
      { numRuns: 1_000 },
    );
  });

  const keys = (count: number): Buffer =>
    encodePackedQuestion({ hashes: false, runs: [{ kind: 'ip4', count, keys: Buffer.alloc(count * 4) }] });
  const changed = (at: number, value: number): Buffer => {
    const body = keys(2);
    body[at] = value;
    return body;
  };

  it.each([
    ['an empty body', Buffer.alloc(0), 'REQUEST_MALFORMED'],
    ['another magic', changed(0, 0x88), 'REQUEST_MALFORMED'],
    ['another version', changed(4, 2), 'REQUEST_UNSUPPORTED_TYPE'],
    ['an unknown flag', changed(5, 2), 'REQUEST_MALFORMED'],
    ['more objects announced than there are', changed(7, 3), 'REQUEST_MALFORMED'],
    ['fewer objects announced than there are', changed(7, 1), 'REQUEST_MALFORMED'],
    ['an unknown kind', changed(8, 99), 'REQUEST_MALFORMED'],
    ['a byte that is kept for later', changed(9, 1), 'REQUEST_MALFORMED'],
    ['1,000 objects', keys(1_000), null],
    ['1,001 objects', keys(1_001), 'REQUEST_TOO_LARGE'],
    ['text that is not UTF-8', Buffer.from('894b5051010000010900000100021fff', 'hex'), 'REQUEST_MALFORMED'],
  ])('with %s', (_what, body, code) => {
    expect(refusal(body)).toBe(code);
  });
});

const source: fc.Arbitrary<AnswerSource> = fc.oneof(
  fc.constant<AnswerSource>({ kind: 'none' }),
  fc.record({ kind: fc.constant('feed' as const), feed: text, version: fc.maxSafeNat() }),
  fc.record({
    kind: fc.constant('override' as const),
    owner: fc.constantFrom('customer' as const, 'provider' as const),
    reason: text,
  }),
);
const verdict: fc.Arbitrary<PackedVerdict> = fc.record({
  zone: fc.constantFrom(...ZONES),
  trustGroup: fc.option(fc.constantFrom(...TRUST_GROUPS)),
  popularityBucket: fc.nat(63),
  firstSeenDay: fc.nat(65_535),
  threat: fc.option(text),
  product: fc.option(text),
  matched: fc.option(text),
  source,
});
const hashes = fc.record(
  Object.fromEntries(SLOT_HASHES.map((hash) => [hash.kind, bytes(hash.bytes)])) as Record<
    'sha256' | 'sha1' | 'md5',
    fc.Arbitrary<Buffer>
  >,
  { requiredKeys: [] },
);
const slot = fc.oneof(
  fc.constant(null),
  fc.tuple(verdict, hashes),
  fc.record({ code: fc.constant('OBJECT_MALFORMED' as const), detail: text }),
);
const envelope: fc.Arbitrary<Envelope> = fc.record({
  epoch: fc.uuid(),
  generation: fc.maxSafeNat(),
  asOf: fc
    .date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  stale: fc.boolean(),
  coverage: fc.constantFrom('none' as const, 'partial' as const, 'full' as const),
  infrastructure: fc.constantFrom('private' as const, 'global' as const),
});

const UNKNOWN = {
  zone: 'grey',
  threat: null,
  product: null,
  trustGroup: null,
  popularity: null,
  firstSeen: null,
  source: { kind: 'none' },
  matched: null,
  hashes: {},
};

describe('a packed answer', () => {
  const writer = new PackedAnswerWriter();

  function write(outer: Envelope, slots: readonly (typeof slot extends fc.Arbitrary<infer T> ? T : never)[]): Buffer {
    writer.begin(slots.length);
    for (const one of slots) {
      if (one === null) writer.unknown();
      else if (!Array.isArray(one)) writer.error(one.code, one.detail);
      else {
        writer.verdict(one[0]);
        SLOT_HASHES.forEach(({ kind }, which) => {
          const hash = one[1][kind];
          if (hash !== undefined) writer.hash(which as 0 | 1 | 2, hash);
        });
      }
    }
    return writer.finish(outer);
  }

  it('reads as what was written, one after another by the same writer', () => {
    fc.assert(
      fc.property(envelope, fc.array(slot, { maxLength: 30 }), (outer, slots) => {
        const results = slots.map((one) => {
          if (one === null) return UNKNOWN;
          if (!Array.isArray(one)) return { error: one };
          const [{ popularityBucket, firstSeenDay, ...same }, others] = one;
          const named = Object.entries(others).map(([kind, hash]) => [kind, hash.toString('hex')]);
          const popularity = popularityOfBucket(popularityBucket);
          return {
            ...same,
            popularity,
            firstSeen: firstSeenDate(firstSeenDay),
            hashes: Object.fromEntries(named) as object,
          };
        });
        expect(decodePackedAnswer(write(outer, slots))).toEqual({ ...outer, results });
      }),
    );
  });

  it('is refused by its reader when it is cut off or lengthened, and never read as something of another form', () => {
    fc.assert(
      fc.property(envelope, fc.array(slot, { maxLength: 9 }), fc.nat(), fc.nat(255), (outer, slots, place, byte) => {
        const answer = write(outer, slots);
        expect(() => decodePackedAnswer(answer.subarray(0, place % answer.length))).toThrow(RangeError);
        expect(() => decodePackedAnswer(Buffer.concat([answer, Buffer.of(0)]))).toThrow(RangeError);
        answer[place % answer.length] = byte;
        try {
          expect(decodePackedAnswer(answer).results).toHaveLength(answer.readUInt16BE(40));
        } catch (error) {
          // By its name: Node's own are of another realm than the test.
          if ((error as Error).name !== 'RangeError') throw error;
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('costs a head and 16 bytes for each object of which nothing is known', () => {
    const outer = fc.sample(envelope, 1)[0] as Envelope;
    expect(write(outer, Array<null>(OBJECT_TYPES.length).fill(null))).toHaveLength(
      ANSWER_HEAD_BYTES + 16 * OBJECT_TYPES.length,
    );
  });
});

describe('docs/packed-lookup.md', () => {
  it('shows a question as it is encoded', () => {
    const page = readFileSync(join(__dirname, '../../../../docs/packed-lookup.md'), 'utf8');
    const hex = /```\n([0-9a-f\s]+)```/.exec(page)?.[1]?.replace(/\s/g, '') ?? '';
    expect(decodePackedQuestion(Buffer.from(hex, 'hex'))).toEqual({
      hashes: false,
      runs: [
        { kind: 'file-md5', count: 1, keys: Buffer.from('d41d8cd98f00b204e9800998ecf8427e', 'hex') },
        { kind: 'ip4', count: 1, keys: Buffer.of(192, 0, 2, 1) },
      ],
    });
  });
});
