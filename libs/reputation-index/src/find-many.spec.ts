import { join } from 'node:path';
import { sectionLayout } from '@pksn/domain';
import { KeyBulk } from './key-bulk';
import { SectionStack } from './section-stack';
import {
  ascending,
  crowdedKey,
  foundRecord,
  hashedKey,
  inTemporaryFolder,
  openBothModes,
  putRecord,
  removalRecord,
  writeSegment,
} from './segments.fixture';

const LAYOUTS = (['file-sha256', 'file-md5', 'alias-sha1', 'ip4'] as const).map(sectionLayout);

describe('finding many keys at once', () => {
  it.each(LAYOUTS)('finds in $name what finding one after the other finds', (layout) =>
    inTemporaryFolder(async (dir) => {
      // Spread keys, and more crowded ones than a bucket is scanned for.
      const keys = [...Array(2_000).keys()].map((n) => (n < 1_200 ? hashedKey : crowdedKey)(layout, n));
      const put = keys.filter((_, n) => n % 2 === 0).map((key, n) => putRecord(layout, key, n + 1));
      const old = keys.filter((_, n) => n % 3 === 0).map((key, n) => putRecord(layout, key, 40_000 + n));
      const gone = keys.filter((_, n) => n % 4 === 1).map((key) => removalRecord(layout, key));
      await writeSegment(join(dir, 'new'), layout, ascending([...put, ...gone]));
      await writeSegment(join(dir, 'old'), layout, ascending(old));
      const bulk = new KeyBulk();
      const [newest, oldest] = [openBothModes(join(dir, 'new')), openBothModes(join(dir, 'old'))];
      for (const [i, { segment }] of newest.entries()) {
        const stack = new SectionStack(layout, [segment, (oldest[1 - i] as (typeof oldest)[number]).segment]);
        for (const asked of [keys, keys.slice(700, 710), [], [...keys].reverse()]) {
          bulk.begin(Buffer.concat(asked), layout.keyBytes);
          stack.findMany(bulk);
          const found = new Map<number, Buffer>();
          for (let n = 0; n < bulk.hitCount; n++) {
            const key = bulk.hits[n] as number;
            const [window, at] = [bulk.windows[bulk.windowOf[key] as number] as Buffer, bulk.at[key] as number];
            found.set(key, Buffer.from(window.subarray(at, at + layout.recordBytes)));
          }
          const alone = asked.map((key) => foundRecord(stack, key, layout.recordBytes));
          expect(asked.map((_, n) => found.get(n) ?? null)).toEqual(alone);
          bulk.end();
        }
        expect(new Set(keys.map((key) => stack.find(key) >= 0)).size).toBe(2);
      }
      for (const { segment } of [...newest, ...oldest]) segment.close();
    }),
  );
});
