import { join } from 'node:path';
import { sectionLayout } from '@pksn/domain';
import { SegmentWriter, openSegment } from '@pksn/reputation-index';
import type { Segment } from '@pksn/reputation-index';
import { atLeast } from '../bench-row';
import type { BenchOptions, BenchRow, Contest } from '../bench-row';
import { cpuSecondsOf } from '../measure';
import { askedKeys, sortedRecords } from '../sorted-records';

const LAYOUT = sectionLayout('file-sha256');
const ASKED = 1 << 20;

/** P6: lookups in one segment of file records, one thread; half of the keys are known. */
export const indexLookups: BenchRow = {
  id: 'P6',
  rounds: 5,
  async run(options, measure) {
    const records = options.long ? 10_000_000 : 1_000_000;
    const path = await writtenSegment(options, records);
    const memory = openSegment(path, { memory: true });
    const file = openSegment(path, { memory: false });
    const keys = askedKeys(LAYOUT, memory.slice(0, memory.records), ASKED, 9);
    const all = memory.slice(0, memory.records);
    const contest = (what: string, segment: Segment, goal: number): Contest => ({
      what: `index lookups, ${records / 1e6} M records, ${what}, half known`,
      unit: 'M/s',
      baselineWhat: 'plain binary search in memory',
      goal: atLeast(goal, 'M/s'),
      figure: () => rate(keys, (key) => segment.find(key)),
      baseline: () => rate(keys, (key) => binarySearch(all, records, key)),
    });
    await measure([contest('in memory', memory, 5), contest('from files', file, 1.5)]);
    memory.close();
    file.close();
  },
};

async function writtenSegment(options: BenchOptions, records: number): Promise<string> {
  options.say(`writing ${records} records`);
  const path = join(options.workDir, 'p6.seg');
  const writer = await SegmentWriter.create(path, LAYOUT, records);
  for (const batch of sortedRecords(LAYOUT, records, 7)) await writer.append(batch);
  await writer.finish();
  return path;
}

/** As many keys at a time as stay in the nearest cache, where a request's own keys are too. */
const BLOCK = 2_048;
const block = Array.from({ length: BLOCK }, () => Buffer.alloc(LAYOUT.keyBytes));

/** Millions of calls per second of processor time. Checks that half of the keys were found, so that nothing is optimized away. */
function rate(keys: Buffer, find: (key: Buffer) => number): number {
  let [found, seconds] = [0, 0];
  for (let first = 0; first < ASKED; first += BLOCK) {
    block.forEach((key, i) => keys.copy(key, 0, (first + i) * LAYOUT.keyBytes, (first + i + 1) * LAYOUT.keyBytes));
    seconds += cpuSecondsOf(() => {
      for (const key of block) if (find(key) >= 0) found += 1;
    });
  }
  if (found !== ASKED / 2) throw new Error(`${found} of ${ASKED} found`);
  return ASKED / seconds / 1e6;
}

function binarySearch(records: Buffer, count: number, key: Buffer): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = middle * LAYOUT.recordBytes;
    const order = compare(records, at, key);
    if (order === 0) return at;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return -1;
}

function compare(records: Buffer, at: number, key: Buffer): number {
  for (let i = 0; i < LAYOUT.keyBytes; i++) {
    const difference = (records[at + i] as number) - (key[i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}
