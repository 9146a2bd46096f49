import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nameKey, sectionLayout } from '@pksn/domain';
import { openRun, readLeafDigests } from './open-run';
import { RunFiles } from './run-files';
import { LEAF_FILE_BYTES } from './run-flaw';
import { RunWriter } from './run-writer';
import { foundRecord, hashedKey, inTemporaryFolder, putRecord } from './segments.fixture';

const FILES = sectionLayout('file-sha256');
const NAMES = sectionLayout('names');
const KEY = hashedKey(FILES, 1);

async function writeRun(indexDir: string, runId: string, day: number): Promise<RunWriter> {
  const run = await RunWriter.create(indexDir, runId);
  const names = await run.section(NAMES, 1);
  await names.append(Buffer.concat([nameKey('A'), Buffer.of(0, 1), Buffer.from('A')]));
  await names.finish();
  const files = await run.section(FILES, 1);
  await files.append(putRecord(FILES, KEY, day));
  await files.finish();
  await run.leafDigests('file-sha256', Buffer.alloc(LEAF_FILE_BYTES, day));
  return run;
}

const faultOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('runs', () => {
  it('appear whole when they are published, and not before', () =>
    inTemporaryFolder(async (dir) => {
      const files = new RunFiles(join(dir, 'index'));
      const writer = await writeRun(files.indexDir, 'r1', 7);
      expect([await files.published(), await files.staged()]).toEqual([[], ['r1']]);
      const manifest = await writer.publish();
      expect([await files.published(), await files.staged()]).toEqual([['r1'], []]);
      expect(manifest.sections.map((section) => [section.section, section.records])).toEqual([
        ['names', 1],
        ['file-sha256', 1],
      ]);
      const run = openRun(files.runDir('r1'), 'all', 'auto');
      expect(run.texts.get('names')?.get(nameKey('A'))).toBe('A');
      const segment = run.segments.get('file-sha256');
      expect(segment === undefined ? null : foundRecord(segment, KEY, FILES.recordBytes)).toEqual(
        putRecord(FILES, KEY, 7),
      );
      expect(readLeafDigests(files.runDir('r1'), 'file-sha256')?.equals(Buffer.alloc(LEAF_FILE_BYTES, 7))).toBe(true);
      expect(readLeafDigests(files.runDir('r1'), 'web')).toBeNull();
      run.close();
    }));

  it('open with the sections that are asked for', () =>
    inTemporaryFolder(async (dir) => {
      await (await writeRun(dir, 'r1', 7)).publish();
      const run = openRun(new RunFiles(dir).runDir('r1'), ['file-sha256', 'web'], 'file');
      expect([[...run.segments.keys()], [...run.texts.keys()]]).toEqual([['file-sha256'], []]);
      run.close();
    }));

  it('are replaced by a later one of the same id, while readers keep what they opened', () =>
    inTemporaryFolder(async (dir) => {
      const files = new RunFiles(dir);
      await (await writeRun(dir, 'r1', 7)).publish();
      const before = openRun(files.runDir('r1'), 'all', 'file');
      await (await writeRun(dir, 'r1', 8)).publish();
      const after = openRun(files.runDir('r1'), 'all', 'file');
      const day = (run: typeof before): number | undefined => {
        const segment = run.segments.get('file-sha256');
        return segment === undefined ? undefined : foundRecord(segment, KEY, FILES.recordBytes)?.readUInt16BE(36);
      };
      expect([day(before), day(after)]).toEqual([7, 8]);
      expect(await files.staged()).toEqual([]);
      before.close();
      after.close();
    }));

  it('have the same bytes whenever they have the same records', () =>
    inTemporaryFolder(async (dir) => {
      await (await writeRun(join(dir, 'a'), 'r1', 7)).publish();
      await (await writeRun(join(dir, 'b'), 'r1', 7)).publish();
      for (const name of readdirSync(join(dir, 'a/runs/r1')).filter((entry) => entry !== 'leaves')) {
        expect(readFileSync(join(dir, 'a/runs/r1', name))).toEqual(readFileSync(join(dir, 'b/runs/r1', name)));
      }
    }));

  it('that were left behind in staging give way to a new attempt, or are cleared', () =>
    inTemporaryFolder(async (dir) => {
      const files = new RunFiles(dir);
      const left = await RunWriter.create(dir, 'r1');
      const section = await left.section(FILES, 3);
      await section.append(putRecord(FILES, KEY, 1));
      await (await writeRun(dir, 'r1', 7)).publish();
      expect(await files.published()).toEqual(['r1']);
      await RunWriter.create(dir, 'r2');
      await files.clearStaging();
      expect(await files.staged()).toEqual([]);
      await section.discard();
    }));

  it('can be discarded before and removed after they are published', () =>
    inTemporaryFolder(async (dir) => {
      const files = new RunFiles(dir);
      await (await writeRun(dir, 'r1', 7)).discard();
      expect([await files.published(), await files.staged()]).toEqual([[], []]);
      await (await writeRun(dir, 'r2', 7)).publish();
      await files.remove('r2');
      await files.remove('never-there');
      expect(existsSync(files.runDir('r2'))).toBe(false);
    }));

  it('refuse ids that are no plain names', () => {
    const files = new RunFiles('/index');
    for (const id of ['', '.', '..', 'a/b', '../x', 'a'.repeat(65)])
      expect(() => files.runDir(id)).toThrow('not a run id');
  });

  it('that are damaged are refused', () =>
    inTemporaryFolder(async (dir) => {
      const run = new RunFiles(dir).runDir('r1');
      await (await writeRun(dir, 'r1', 7)).publish();
      const open = (): unknown => faultOf(() => openRun(run, 'all', 'file').close());
      expect(open()).toBeUndefined();
      const manifest = readFileSync(join(run, 'run.json'), 'utf8');
      for (const text of [
        '',
        'null',
        '{}',
        manifest.replace('"records": 1', '"records": 2'),
        manifest.replace('names', 'name'),
      ]) {
        writeFileSync(join(run, 'run.json'), text);
        expect([text.slice(0, 10), open()]).toEqual([text.slice(0, 10), 'SEGMENT_CORRUPT']);
      }
      writeFileSync(join(run, 'run.json'), manifest);
      writeFileSync(join(run, 'leaves/file-sha256.leaf'), Buffer.alloc(LEAF_FILE_BYTES, 9));
      expect(faultOf(() => readLeafDigests(run, 'file-sha256'))).toBe('SEGMENT_CORRUPT');
      expect(faultOf(() => openRun(join(dir, 'runs/none'), 'all', 'file'))).toBe('SEGMENT_CORRUPT');
    }));
});
