import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { allSections, sectionLayout } from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';
import * as fc from 'fast-check';
import { SegmentWriter } from './segment-writer';
import {
  ascending,
  crowdedKey,
  foundRecord,
  hashedKey,
  inTemporaryFolder,
  openBothModes,
  putRecord,
  writeSegment,
} from './segments.fixture';
import { verifySegment } from './verify-segment';

const FIXED = allSections().filter((section) => section.form !== 'text');
const FILES = sectionLayout('file-sha256');
const NEAR = 0x10000;

/** Neighbors of a key: the keys that are asked and must not be found. */
function neighbors(key: Buffer): Buffer[] {
  return [...key.keys()].flatMap((i) => {
    const [up, down] = [Buffer.from(key), Buffer.from(key)];
    up[i] = ((up[i] ?? 0) + 1) & 0xff;
    down[i] = ((down[i] ?? 0) + 0xff) & 0xff;
    return [up, down];
  });
}

async function checkAgainstModel(
  dir: string,
  section: SectionLayout,
  keys: readonly Buffer[],
  absent: readonly Buffer[],
) {
  const model = new Map(keys.map((key, day) => [key.toString('hex'), putRecord(section, key, day & 0xffff)]));
  const records = ascending([...model.values()]);
  const path = join(dir, `${section.name}.seg`);
  const digest = await writeSegment(path, section, records, 7);
  expect(await verifySegment(path)).toBe(digest);
  for (const { segment } of openBothModes(path)) {
    const wrong = [...keys, ...absent].filter((key) => {
      const [found, expected] = [
        foundRecord(segment, key, section.recordBytes),
        model.get(key.toString('hex')) ?? null,
      ];
      return found === null || expected === null ? found !== expected : !found.equals(expected);
    });
    expect(wrong).toEqual([]);
    expect(Buffer.concat([...segment.scan()]).equals(Buffer.concat(records))).toBe(true);
    for (const key of keys.slice(0, 20)) {
      for (const length of [0, 1, 2, 3, 4, 5, section.keyBytes]) {
        const prefix = key.subarray(0, length);
        const expected = records.filter((record) => record.subarray(0, length).equals(prefix));
        expect(segment.prefix(prefix).equals(Buffer.concat(expected))).toBe(true);
      }
      const leaf = key.readUInt16BE(0);
      const inLeaf = records.filter((record) => record.readUInt16BE(0) === leaf);
      expect(segment.leaf(leaf).equals(Buffer.concat(inLeaf))).toBe(true);
    }
    segment.close();
  }
}

describe('segments', () => {
  it.each(FIXED.map((section) => [section.name, section] as const))(
    '%s: finds what was put in and nothing else',
    (_name, section) =>
      inTemporaryFolder(async (dir) => {
        const keys = Array.from({ length: 3_000 }, (_, i) => hashedKey(section, i));
        const absent = Array.from({ length: 3_000 }, (_, i) => hashedKey(section, i + 3_000));
        await checkAgainstModel(dir, section, keys, [...absent, ...keys.slice(0, 50).flatMap(neighbors)]);
      }),
  );

  it.each([0, 1, 2, 3, 4, 5])('is right with %d records', (count) =>
    inTemporaryFolder(async (dir) => {
      for (const section of FIXED) {
        const keys = Array.from({ length: count }, (_, i) => hashedKey(section, i));
        const edges = [Buffer.alloc(section.keyBytes), Buffer.alloc(section.keyBytes, 0xff)];
        await checkAgainstModel(dir, section, keys, [...edges, hashedKey(section, 99), ...keys.flatMap(neighbors)]);
      }
    }),
  );

  it('holds the smallest and the largest key', () =>
    inTemporaryFolder((dir) => {
      const keys = [Buffer.alloc(32), Buffer.alloc(32, 0xff), hashedKey(FILES, 1)];
      return checkAgainstModel(dir, FILES, keys, keys.flatMap(neighbors));
    }));

  it.each(['file-sha256', 'file-md5', 'ip4', 'ip6'] as const)(
    '%s: stays right when all keys crowd into one bucket',
    (name) =>
      inTemporaryFolder(async (dir) => {
        const section = sectionLayout(name);
        const keys = Array.from({ length: 5_000 }, (_, i) => crowdedKey(section, i * 2));
        await checkAgainstModel(
          dir,
          section,
          keys,
          Array.from({ length: 5_000 }, (_, i) => crowdedKey(section, i * 2 + 1)),
        );
      }),
  );

  it('agrees with a map on arbitrary keys', () =>
    inTemporaryFolder(async (dir) => {
      const near = fc.integer({ min: 0, max: NEAR }).map((n) => crowdedKey(sectionLayout('ip4'), n));
      const key = fc.oneof(
        near,
        fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
      );
      const property = fc.asyncProperty(
        fc.array(key, { maxLength: 60 }),
        fc.array(key, { maxLength: 30 }),
        (keys, absent) => checkAgainstModel(dir, sectionLayout('ip4'), keys, absent),
      );
      await fc.assert(property, { numRuns: 60 });
    }));
});

describe('SegmentWriter', () => {
  it('writes bytes that follow from the records alone', () =>
    inTemporaryFolder(async (dir) => {
      const records = ascending(Array.from({ length: 20_000 }, (_, i) => putRecord(FILES, hashedKey(FILES, i), i)));
      await writeSegment(join(dir, 'a'), FILES, records, 1);
      await writeSegment(join(dir, 'b'), FILES, records, 17_000);
      expect(readFileSync(join(dir, 'a')).equals(readFileSync(join(dir, 'b')))).toBe(true);
    }));

  it.each(FIXED.map((section) => [section.name, section] as const))(
    '%s: costs at most 1.03 times the records',
    (_name, section) =>
      inTemporaryFolder(async (dir) => {
        const records = ascending(
          Array.from({ length: 60_000 }, (_, i) => putRecord(section, hashedKey(section, i), i & 0xff)),
        );
        await writeSegment(join(dir, 's'), section, records);
        expect(statSync(join(dir, 's')).size / (records.length * section.recordBytes)).toBeLessThanOrEqual(1.03);
      }),
  );

  it('refuses records that do not ascend, within an append and across two', () =>
    inTemporaryFolder(async (dir) => {
      const [low, high] = [putRecord(FILES, crowdedKey(FILES, 1), 1), putRecord(FILES, crowdedKey(FILES, 2), 1)];
      for (const appends of [[Buffer.concat([high, low])], [high, low], [low, low], [Buffer.concat([low, low])]]) {
        const writer = await SegmentWriter.create(join(dir, 's'), FILES, 2);
        await expect(
          appends.reduce((before, bytes) => before.then(() => writer.append(bytes)), Promise.resolve()),
        ).rejects.toThrow('does not ascend');
        await writer.discard();
      }
      expect(readdirSync(dir)).toEqual([]);
    }));

  it('refuses another count than was announced, and parts of records', () =>
    inTemporaryFolder(async (dir) => {
      const writer = await SegmentWriter.create(join(dir, 's'), FILES, 1);
      await expect(writer.append(Buffer.alloc(FILES.recordBytes - 1))).rejects.toThrow('not whole records');
      await expect(writer.append(Buffer.alloc(2 * FILES.recordBytes))).rejects.toThrow('more records than announced');
      await expect(writer.finish()).rejects.toThrow('0 records where 1 were announced');
      await writer.discard();
      expect(readdirSync(dir)).toEqual([]);
    }));
});
