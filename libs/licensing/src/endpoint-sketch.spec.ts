import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { EndpointSketch, SKETCH_MARKS, endpointMark, isEndpointId } from './endpoint-sketch';

const SALT = 'an installation';
const idOf = (n: number): string => createHash('md5').update(String(n)).digest('hex');
const sketchOf = (numbers: Iterable<number>): EndpointSketch => {
  const sketch = new EndpointSketch();
  for (const n of numbers) sketch.add(endpointMark(SALT, idOf(n)));
  return sketch;
};
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const bytes = (sketch: EndpointSketch): string => sketch.toBuffer().toString('hex');
/** Often more than a sketch holds. */
const numbers = fc.array(fc.nat(2_000), { maxLength: 1_200, size: 'max' });

it('merges in any order, any grouping and any number of times, and as if one had seen it all', () => {
  fc.assert(
    fc.property(numbers, numbers, numbers, (a, b, c) => {
      const [x, y, z] = [sketchOf(a), sketchOf(b), sketchOf(c)];
      const all = bytes(sketchOf([...a, ...b, ...c]));
      expect(bytes(x.merge(y).merge(z))).toBe(all);
      expect(bytes(x.merge(y.merge(z)))).toBe(all);
      expect(bytes(z.merge(x).merge(y).merge(x).merge(z))).toBe(all);
      expect(bytes(x.merge(x))).toBe(bytes(x));
      expect(bytes(x.merge(new EndpointSketch()))).toBe(bytes(x));
    }),
    { numRuns: 30 },
  );
});

it('is exact below its size', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(), { maxLength: SKETCH_MARKS - 1 }), (seen) => {
      const sketch = sketchOf([...seen, ...seen]);
      expect([sketch.isExact, sketch.estimate()]).toEqual([true, seen.length]);
    }),
    { numRuns: 30 },
  );
  expect(new EndpointSketch().estimate()).toBe(0);
});

it('is within four standard errors for 513 to 100,000 endpoints, merged from parts that overlap', () => {
  const bound = 4 / Math.sqrt(SKETCH_MARKS - 2);
  for (const count of [513, 2_000, 20_000, 100_000]) {
    const half = Math.floor(count / 2);
    const sketch = sketchOf(range(0, half + 100)).merge(sketchOf(range(half, count)));
    expect(sketch.isExact).toBe(false);
    expect(Math.abs(sketch.estimate() / count - 1)).toBeLessThan(bound);
  }
});

it('tells which part of the endpoints is in one sketch and not in another', () => {
  const [old, fresh] = [sketchOf(range(0, 100)), sketchOf(range(40, 120))];
  const all = old.merge(fresh);
  expect(all.portion(fresh)).toBeCloseTo(80 / 120, 10);
  expect(all.portion(old, fresh)).toBeCloseTo(40 / 120, 10);
  const [many, moved] = [sketchOf(range(0, 40_000)), sketchOf(range(30_000, 50_000))];
  expect(many.merge(moved).portion(many, moved)).toBeCloseTo(0.6, 0);
  expect(Math.abs(many.merge(moved).portion(many, moved) - 0.6)).toBeLessThan(0.1);
  expect(new EndpointSketch().portion(new EndpointSketch())).toBe(0);
});

it('is stored as sorted bytes, and reads nothing else', () => {
  fc.assert(
    fc.property(numbers, (seen) => bytes(EndpointSketch.parse(sketchOf(seen).toBuffer())) === bytes(sketchOf(seen))),
    {
      numRuns: 30,
    },
  );
  const good = sketchOf(range(0, 3)).toBuffer();
  const swapped = Buffer.concat([good.subarray(8, 16), good.subarray(0, 8), good.subarray(16)]);
  const double = Buffer.concat([good.subarray(0, 8), good]);
  const long = Buffer.concat(
    range(0, SKETCH_MARKS + 1).map((n) => Buffer.from(n.toString(16).padStart(16, '0'), 'hex')),
  );
  for (const bad of [good.subarray(1), swapped, double, long]) {
    expect(() => EndpointSketch.parse(bad)).toThrow(RangeError);
  }
});

it('keeps 64 bits of a salted hash: nothing of the id, another mark in another installation, one for any case', () => {
  const id = idOf(7);
  const mark = Buffer.from(endpointMark(SALT, id), 'latin1').toString('hex');
  expect(mark).toMatch(/^[0-9a-f]{16}$/);
  expect(mark).toBe(createHash('sha256').update(`${SALT}:${id}`).digest('hex').slice(0, 16));
  expect(endpointMark('another', id)).not.toBe(endpointMark(SALT, id));
  expect(endpointMark(SALT, id.toUpperCase())).toBe(endpointMark(SALT, id));
  expect([id, id.toUpperCase()].every(isEndpointId)).toBe(true);
  for (const other of ['', id.slice(1), `${id}0`, `${id}\n`, 'g'.repeat(32)]) expect(isEndpointId(other)).toBe(false);
});
