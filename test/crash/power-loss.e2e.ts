import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sectionLayout } from '@pksn/domain';
import { RunFiles, RunWriter, openRun, runSegmentFiles, verifySegment } from '@pksn/reputation-index';
import { makeDirectory, writeDurable } from '@pksn/runtime';
import { Prng } from '../fuzz/prng';
import { digest, put } from '../fuzz/sample-content';
import { EffectJournal } from './effect-journal';
import { imageAfter, restore } from './power-loss';

const IMAGES = Number(process.env.PKSN_TEST_IMAGES ?? 2_000);
const SEED = Number(process.env.PKSN_TEST_SEED ?? 20_261_122);
const RUNS = 4;
const SECTION = sectionLayout('file-sha256');
const spoolText = (n: number): string => `upload ${String(n)} `.repeat(50);

/** TARGETS R3: what was told to be kept is whole after any loss of power; a run under `runs` is whole or not there. */
it(`opens ${String(IMAGES)} disks whose power failed (PKSN_TEST_SEED=${String(SEED)})`, async () => {
  const root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'pksn-power-'));
  const live = join(root, 'live');
  mkdirSync(live);
  const journal = EffectJournal.install(live);
  try {
    for (let n = 1; n <= RUNS; n++) await work(live, n, journal);
  } finally {
    journal.remove();
  }
  const prng = new Prng(SEED);
  const wrong: string[] = [];
  let promised = 0;
  for (let n = 0; n < IMAGES; n++) {
    const length = 1 + prng.below(journal.effects.length);
    const image = imageAfter(journal.effects, length, live, prng);
    const at = join(root, 'image');
    restore(image, live, at);
    promised += image.promises.size;
    for (const one of await flaws(at, image.promises)) wrong.push(`after ${String(length)} effects: ${one}`);
    rmSync(at, { recursive: true, force: true });
  }
  rmSync(root, { recursive: true, force: true });
  expect(wrong).toEqual([]);
  expect(promised).toBeGreaterThan(IMAGES);
}, 3_600_000);

/** An upload that is acknowledged, and the run that is made of it before the database is told. */
async function work(dir: string, n: number, journal: EffectJournal): Promise<void> {
  await makeDirectory(join(dir, 'spool'));
  await writeDurable(join(dir, 'spool', `${String(n)}.rpk`), spoolText(n));
  journal.promise(`upload ${String(n)}`);
  const run = await RunWriter.create(join(dir, 'index'), String(n));
  const writer = await run.section(SECTION, 1);
  await writer.append(put('file-sha256', digest('sha256', String(n)), { zone: 'green', threat: null }));
  await writer.finish();
  await run.publish();
  journal.promise(`run ${String(n)}`);
}

async function flaws(dir: string, promises: ReadonlySet<string>): Promise<string[]> {
  const files = new RunFiles(join(dir, 'index'));
  const found: string[] = [];
  const runs = existsSync(files.runsDir) ? readdirSync(files.runsDir) : [];
  for (const id of runs) if (!(await isWhole(files, id))) found.push(`run ${id} is there and not whole`);
  for (const promise of promises) {
    const [what, n = ''] = promise.split(' ');
    if (what === 'run' && !runs.includes(n)) found.push(`run ${n} is lost`);
    if (what !== 'upload') continue;
    const path = join(dir, 'spool', `${n}.rpk`);
    if (!existsSync(path) || readFileSync(path, 'utf8') !== spoolText(Number(n))) found.push(`${promise} is lost`);
  }
  return found;
}

async function isWhole(files: RunFiles, id: string): Promise<boolean> {
  try {
    const run = openRun(files.runDir(id), 'all', 'file');
    const segments = runSegmentFiles(run);
    run.close();
    for (const { path, digest: expected } of segments) if ((await verifySegment(path)) !== expected) return false;
    return segments.length === 1;
  } catch {
    return false;
  }
}
