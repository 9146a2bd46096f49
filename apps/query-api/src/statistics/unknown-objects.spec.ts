import { UnknownObjects } from './unknown-objects';

it('knows what is asked for most, whatever else is asked, in bounded memory', () => {
  const unknown = new UnknownObjects();
  for (let i = 0; i < 50_000; i++) {
    unknown.add('domain', `once-${String(i)}.example`);
    if (i % 10 === 0) unknown.add('file', 'often');
    if (i % 50 === 0) unknown.add('file', 'sometimes');
  }
  const { objects, missed } = unknown.take(100);
  expect(objects).toHaveLength(100);
  expect(objects.slice(0, 2).map(({ type, object }) => [type, object])).toEqual([
    ['file', 'often'],
    ['file', 'sometimes'],
  ]);
  const [often] = objects;
  expect(often?.queries).toBeLessThanOrEqual(5_000);
  expect((often?.queries ?? 0) + missed).toBeGreaterThanOrEqual(5_000);
  // Every 500 objects that make room cost each of the others one.
  expect(missed).toBeLessThanOrEqual((50_000 + 6_000) / 500 + 1);
});

it('counts exactly as long as all have room, and begins anew when it was asked', () => {
  const unknown = new UnknownObjects();
  for (const object of ['a', 'b', 'a', 'c', 'a', 'b']) unknown.add('domain', object);
  expect(unknown.take(2)).toEqual({
    objects: [
      { type: 'domain', object: 'a', queries: 3 },
      { type: 'domain', object: 'b', queries: 2 },
    ],
    missed: 0,
  });
  expect(unknown.take(2).objects).toEqual([]);
});

it('tells an object from another kind of the same name, and keeps no endless texts', () => {
  const unknown = new UnknownObjects();
  unknown.add('domain', 'x y');
  unknown.add('software', 'x y');
  unknown.add('url', 'u'.repeat(9_000));
  const { objects } = unknown.take(10);
  expect(objects.map(({ type, object }) => [type, object.length])).toEqual([
    ['domain', 3],
    ['software', 3],
    ['url', 512],
  ]);
});
