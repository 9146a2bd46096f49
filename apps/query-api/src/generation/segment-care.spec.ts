import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sectionLayout } from '@pksn/domain';
import type { Run } from '@pksn/reputation-index';
import { RunWriter, openRun } from '@pksn/reputation-index';
import { createLogger } from '@pksn/runtime';
import { SegmentScrub } from './segment-scrub';
import { SegmentWarmer } from './segment-warmer';

const LAYOUT = sectionLayout('file-sha256');
const FAST = 1e12;

describe('what looks after segments', () => {
  let folder: string;
  let clock = 1_000;
  const log = createLogger({ name: 'test', level: 'silent' });
  const open: Run[] = [];

  beforeEach(() => {
    clock = 1_000;
    folder = mkdtempSync(join(tmpdir(), 'pksn-care-'));
  });
  afterEach(() => {
    for (const run of open.splice(0)) run.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A published run of some records, open. */
  const written = async (runId: string, mode: 'file' | 'memory' = 'file', records = 2_000): Promise<Run> => {
    const writer = await RunWriter.create(folder, runId);
    const section = await writer.section(LAYOUT, records);
    const bytes = Buffer.alloc(records * LAYOUT.recordBytes);
    for (let i = 0; i < records; i++) {
      bytes.writeUInt32BE(i * 1_000_003, i * LAYOUT.recordBytes);
      bytes[i * LAYOUT.recordBytes + LAYOUT.keyBytes] = 1;
    }
    await section.append(bytes);
    await section.finish();
    await writer.publish();
    const run = openRun(join(folder, 'runs', runId), 'all', mode);
    open.push(run);
    return run;
  };
  const sample = (
    families: { name: string; samples: readonly (readonly [object, number])[] }[],
    name: string,
  ): number => families.find((one) => one.name === name)?.samples[0]?.[1] ?? NaN;

  it('reads each file once, and what is in memory not at all', async () => {
    const [first, second, third] = [await written('1'), await written('2'), await written('3', 'memory')];
    const warmer = new SegmentWarmer(FAST, log);
    const bytes = (): number => sample(warmer.families(), 'pksn_segments_warmed_bytes_total');
    warmer.follow([first, third]);
    while (bytes() === 0) await new Promise(setImmediate);
    const size = first.manifest.sections[0]?.sizeBytes ?? 0;
    warmer.follow([first, second, third]);
    while (bytes() < 2 * size) await new Promise(setImmediate);
    warmer.follow([first, second, third]);
    await warmer.stop();
    expect(bytes()).toBe(2 * size);
    expect(sample(warmer.families(), 'pksn_segments_warming')).toBe(0);
  });

  it('reads nothing when it is told so, and ends when it is stopped', async () => {
    const run = await written('1');
    const off = new SegmentWarmer(0, log);
    off.follow([run]);
    await off.stop();
    expect(sample(off.families(), 'pksn_segments_warmed_bytes_total')).toBe(0);
    // A byte a second: this would take a day.
    const slow = new SegmentWarmer(1, log);
    slow.follow([run]);
    await slow.stop();
    expect(sample(slow.families(), 'pksn_segments_warming')).toBe(0);
  });

  it('finds the one byte that is wrong, says so while the run is in use, and goes on', async () => {
    const [good, bad] = [await written('1'), await written('2')];
    const runs = [good, bad];
    const scrub = new SegmentScrub(() => runs, { everyMs: 1e9, bytesPerSecond: FAST }, { now: () => clock }, log);
    await scrub.round();
    expect([scrub.alarm, sample(scrub.families(), 'pksn_segments_checked_total')]).toEqual([null, 2]);
    expect(sample(scrub.families(), 'pksn_scrub_finished_seconds')).toBe(1);
    const path = join(bad.dir, 'file-sha256.seg');
    const bytes = readFileSync(path);
    const at = bytes.length - 20 * LAYOUT.recordBytes;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    await scrub.round();
    expect(scrub.alarm).toBe('file-sha256.seg of run 2 is damaged: it is being rebuilt');
    expect(sample(scrub.families(), 'pksn_runs_damaged')).toBe(1);
    expect(good.segments.get('file-sha256')?.find(Buffer.alloc(LAYOUT.keyBytes))).toBe(0);
    runs.pop();
    expect(scrub.alarm).toBeNull();
    await scrub.stop();
  });

  it('takes a run that is gone for no damage', async () => {
    const run = await written('1');
    rmSync(run.dir, { recursive: true });
    const scrub = new SegmentScrub(
      () => (looks++ === 0 ? [run] : []),
      { everyMs: 1e9, bytesPerSecond: FAST },
      { now: () => clock },
      log,
    );
    let looks = 0;
    await scrub.round();
    expect(scrub.alarm).toBeNull();
  });
});
