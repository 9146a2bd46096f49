import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import { sectionLayout } from '@pksn/domain';
import { SegmentWriter, openSegment, readThrough } from '@pksn/reputation-index';
import { monotonicMs } from '@pksn/runtime';
import type { BenchOptions, BenchRow, Goal } from '../bench-row';
import { askedKeys, sortedRecords } from '../sorted-records';

const LAYOUT = sectionLayout('file-sha256');
const ASKED = 20_000;
const RATE = 256 * 1024 * 1024;
const CACHES = '/proc/sys/vm/drop_caches';
const AT_MOST: Goal = { text: 'p99 <= the one without', met: (_figure, ratio) => ratio <= 1 };

/**
 * COLD: the 99th percentile of single lookups in a segment that was just opened with a cold page cache, after it was
 * read through in the background and without that.
 */
export const coldReads: BenchRow = {
  id: 'COLD',
  rounds: 5,
  async run(options, measure) {
    const records = options.long ? 10_000_000 : 1_000_000;
    const path = await writtenSegment(options, records);
    const whole = openSegment(path, { memory: true });
    const keys = askedKeys(LAYOUT, whole.slice(0, whole.records), ASKED, 9);
    whole.close();
    const drops = dropCaches();
    options.say(drops ? 'the page cache is dropped before each round' : `${CACHES} cannot be written: not cold`);
    const p99 = async (warm: boolean): Promise<number> => {
      dropCaches();
      const segment = openSegment(path, { memory: false });
      if (warm) await readThrough(path, RATE, new AbortController().signal);
      const took = lookups(keys, (key) => segment.find(key));
      segment.close();
      await delay(0);
      return took;
    };
    await measure([
      {
        what: `p99 of single lookups after opening, cold page cache, ${String(records / 1e6)} M records, warmed`,
        unit: 'µs',
        baselineWhat: 'the same without warming',
        goal: AT_MOST,
        figure: () => p99(true),
        baseline: drops ? () => p99(false) : null,
      },
    ]);
    rmSync(path);
  },
};

async function writtenSegment(options: BenchOptions, records: number): Promise<string> {
  options.say(`writing ${String(records)} records`);
  const path = join(options.workDir, 'cold.seg');
  const writer = await SegmentWriter.create(path, LAYOUT, records);
  for (const batch of sortedRecords(LAYOUT, records, 7)) await writer.append(batch);
  await writer.finish();
  return path;
}

/** Microseconds that 99 of a hundred lookups are below. */
function lookups(keys: Buffer, find: (key: Buffer) => number): number {
  const took = new Float64Array(ASKED);
  for (let i = 0; i < ASKED; i++) {
    const key = keys.subarray(i * LAYOUT.keyBytes, (i + 1) * LAYOUT.keyBytes);
    const startedAt = monotonicMs();
    find(key);
    took[i] = (monotonicMs() - startedAt) * 1_000;
  }
  return took.sort()[Math.floor(ASKED * 0.99)] as number;
}

/** Drops the page cache, where that can be done. */
function dropCaches(): boolean {
  try {
    spawnSync('sync');
    writeFileSync(CACHES, '1');
    return true;
  } catch {
    return false;
  }
}
