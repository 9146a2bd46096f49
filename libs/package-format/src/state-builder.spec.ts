import { createHash } from 'node:crypto';
import { encodeRecord, encodeRemoval, sectionLayout } from '@pksn/domain';
import fc from 'fast-check';
import { checkState, StateBuilder } from './state-builder';
import type { BuiltState, StateBase } from './state-builder';
import { EMPTY_STATE_HASH, leafOf } from './state-hash';

const LAYOUT = sectionLayout('file-md5');
const NAME = 'file-md5';

/** Keys from a small space of few leaves, so that puts, replacements and removals meet. */
function keyOf(n: number): Buffer {
  const key = Buffer.alloc(16);
  key.writeUInt16BE(Math.floor(n / 8) * 257, 0);
  key.writeUInt8(n % 8, 15);
  return key;
}

function putOf(n: number, day: number): Buffer {
  const nothing = { trustGroup: null, popularityBucket: 0, threat: null, product: null, sha1: null, md5: null };
  return encodeRecord(LAYOUT, keyOf(n), { zone: 'red', firstSeenDay: day, ...nothing });
}

type Content = ReadonlyMap<number, number>;

function recordsOf(content: Content): Buffer[] {
  return [...content].sort((a, b) => a[0] - b[0]).map(([n, day]) => putOf(n, day));
}

function full(content: Content, pieces: (records: Buffer[]) => Buffer[][] = (records) => [records]): BuiltState {
  const builder = new StateBuilder(null);
  for (const piece of pieces(recordsOf(content))) builder.add(LAYOUT, Buffer.concat(piece));
  return builder.finish();
}

function baseOf(content: Content): StateBase & { asked: number[] } {
  const asked: number[] = [];
  const state = full(content);
  return {
    asked,
    leaves: (name) => state.leaves.get(name) ?? null,
    count: (name) => state.counts[name] ?? 0,
    records: (_name, leaf) => {
      asked.push(leaf);
      return Buffer.concat(recordsOf(content).filter((record) => leafOf(record) === leaf));
    },
  };
}

const contents = fc
  .dictionary(fc.integer({ min: 0, max: 60 }).map(String), fc.integer({ min: 1, max: 3 }))
  .map((object) => new Map(Object.entries(object).map(([n, day]) => [Number(n), day] as const)));

describe('StateBuilder', () => {
  it('gives a delta the state of the full package that holds the same', () => {
    fc.assert(
      fc.property(contents, contents, fc.boolean(), fc.integer({ min: 1, max: 7 }), (before, after, idle, size) => {
        const numbers = [...new Set([...before.keys(), ...after.keys(), ...(idle ? [61, 62] : [])])].sort(
          (a, b) => a - b,
        );
        const changes = numbers.flatMap((n) => {
          const day = after.get(n);
          if (day === undefined) return [encodeRemoval(LAYOUT, keyOf(n))];
          return before.get(n) === day && n % 2 === 0 ? [] : [putOf(n, day)];
        });
        const builder = new StateBuilder(baseOf(before));
        for (let at = 0; at < changes.length; at += size)
          builder.add(LAYOUT, Buffer.concat(changes.slice(at, at + size)));
        const [built, expected] = [builder.finish(), full(after)];
        expect([built.stateHash, built.counts]).toEqual([expected.stateHash, expected.counts]);
      }),
      { numRuns: 300 },
    );
  });

  it('does not depend on how the records are cut', () => {
    const content: Content = new Map(Array.from({ length: 50 }, (_, n) => [n, 1] as const));
    const expected = full(content).stateHash;
    expect(full(content, (records) => records.map((one) => [one])).stateHash).toBe(expected);
    expect(full(content, (records) => [records.slice(0, 13), records.slice(13)]).stateHash).toBe(expected);
  });

  it('asks the base for the leaves that a delta touches, and for no other', () => {
    const base = baseOf(new Map(Array.from({ length: 60 }, (_, n) => [n, 1] as const)));
    const builder = new StateBuilder(base);
    builder.add(LAYOUT, Buffer.concat([putOf(3, 2), putOf(5, 2), putOf(40, 2)]));
    builder.finish();
    expect(base.asked).toEqual([0, 5 * 257]);
  });

  it('is the hash that the specification describes', () => {
    const { stateHash, leaves } = full(new Map([[9, 1]]));
    const sha256 = (...parts: (string | Buffer)[]): Buffer =>
      parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
    const digests = Buffer.alloc(65_536 * 32);
    digests.set(sha256(putOf(9, 1)), 257 * 32);
    expect(leaves.get(NAME)?.equals(digests)).toBe(true);
    expect(stateHash).toBe(sha256(`${NAME}\0`, sha256(digests)).toString('hex'));
    expect(new StateBuilder(null).finish()).toMatchObject({ stateHash: EMPTY_STATE_HASH, counts: {} });
  });

  it('passes over texts, and drops a section that a delta empties', () => {
    const builder = new StateBuilder(baseOf(new Map([[9, 1]])));
    builder.add(sectionLayout('names'), Buffer.from('anything'));
    builder.add(LAYOUT, encodeRemoval(LAYOUT, keyOf(9)));
    expect(builder.finish()).toMatchObject({ stateHash: EMPTY_STATE_HASH, counts: {} });
  });
});

describe('checkState', () => {
  it('tells a wrong count from a wrong content', () => {
    const built = { stateHash: 'a', counts: { web: 1 } };
    expect(() => checkState({ result: built }, built)).not.toThrow();
    expect(() => checkState({ result: { ...built, counts: {} } }, built)).toThrow('PACKAGE_COUNTS');
    expect(() => checkState({ result: { ...built, stateHash: 'b' } }, built)).toThrow('PACKAGE_STATE');
  });
});
