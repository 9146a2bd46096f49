import { join } from 'node:path';
import { sectionLayout } from '@pksn/domain';
import * as fc from 'fast-check';
import { openSegment } from './open-segment';
import { SectionStack } from './section-stack';
import {
  ascending,
  foundRecord,
  hashedKey,
  inTemporaryFolder,
  putRecord,
  removalRecord,
  writeSegment,
} from './segments.fixture';

/** A run of the model: what it says of each key; null removes it. */
type Mentions = Map<number, number | null>;

const UNIVERSE = 24;
const mentions: fc.Arbitrary<Mentions> = fc
  .array(fc.tuple(fc.nat(UNIVERSE - 1), fc.option(fc.integer({ min: 1, max: 60_000 }))), { maxLength: 20 })
  .map((pairs) => new Map(pairs));

async function checkStack(
  dir: string,
  name: 'ip4' | 'alias-md5' | 'file-sha1',
  runsNewestFirst: readonly Mentions[],
  memory: boolean,
) {
  const section = sectionLayout(name);
  const keys = Array.from({ length: UNIVERSE }, (_, i) => hashedKey(section, i));
  const keyOf = (seed: number): Buffer => keys[seed] as Buffer;
  const segments = [];
  for (const [age, run] of runsNewestFirst.entries()) {
    const records = [...run].map(([seed, day]) =>
      day === null ? removalRecord(section, keyOf(seed)) : putRecord(section, keyOf(seed), day),
    );
    const path = join(dir, `run-${age}`);
    await writeSegment(path, section, ascending(records), 3);
    segments.push(openSegment(path, { memory }));
  }
  const state = new Map<number, Buffer>();
  for (const run of [...runsNewestFirst].reverse()) {
    for (const [seed, day] of run) {
      if (day === null) state.delete(seed);
      else state.set(seed, putRecord(section, keyOf(seed), day));
    }
  }
  const stack = new SectionStack(section, segments);
  for (const [seed, key] of keys.entries())
    expect(foundRecord(stack, key, section.recordBytes)).toEqual(state.get(seed) ?? null);
  const inForce = ascending([...state.values()]);
  expect(Buffer.concat([...stack.scan()]).equals(Buffer.concat(inForce))).toBe(true);
  for (const key of keys) {
    const leaf = key.readUInt16BE(0);
    expect(stack.leaf(leaf).equals(Buffer.concat(inForce.filter((record) => record.readUInt16BE(0) === leaf)))).toBe(
      true,
    );
    expect(
      stack.prefix(key.subarray(0, 1)).equals(Buffer.concat(inForce.filter((record) => record[0] === key[0]))),
    ).toBe(true);
  }
  segments.forEach((segment) => segment.close());
}

describe('SectionStack', () => {
  it.each(['ip4', 'alias-md5', 'file-sha1'] as const)('%s: the newest run that mentions a key decides', (name) =>
    inTemporaryFolder((dir) =>
      fc.assert(
        fc.asyncProperty(fc.array(mentions, { maxLength: 4 }), fc.boolean(), (runs, memory) =>
          checkStack(dir, name, runs, memory),
        ),
        { numRuns: 40 },
      ),
    ),
  );

  it('merges sections that are larger than a batch', () =>
    inTemporaryFolder(async (dir) => {
      const section = sectionLayout('ip4');
      const records = (from: number, to: number, day: number): Buffer[] =>
        ascending(Array.from({ length: to - from }, (_, i) => putRecord(section, hashedKey(section, from + i), day)));
      await writeSegment(join(dir, 'base'), section, records(0, 80_000, 1));
      await writeSegment(join(dir, 'delta'), section, records(70_000, 120_000, 2));
      const segments = ['delta', 'base'].map((name) => openSegment(join(dir, name), { memory: false }));
      const expected = ascending([...records(0, 70_000, 1), ...records(70_000, 120_000, 2)]);
      const batches = [...new SectionStack(section, segments).scan()];
      expect(batches.length).toBeGreaterThan(1);
      expect(Buffer.concat(batches).equals(Buffer.concat(expected))).toBe(true);
      segments.forEach((segment) => segment.close());
    }));
});
