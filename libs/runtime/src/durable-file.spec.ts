import { mkdtemp, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskFault, fileSystemOf } from './disk';
import { createDurable, DurableFile, makeDirectory, removeDurable, writeDurable } from './durable-file';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'durable-'));
});

test('writeDurable replaces whole files with the given mode and leaves nothing else', async () => {
  const path = join(dir, 'file');
  await writeFile(path, 'old content');
  await writeDurable(path, 'new', 0o600);
  expect(await readFile(path, 'utf8')).toBe('new');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(dir)).toEqual(['file']);
});

test('of many that create the same file one does, and nobody overwrites it', async () => {
  const path = join(dir, 'file');
  const made = await Promise.all(Array.from({ length: 20 }, (_, n) => createDurable(path, `content ${n}`, 0o600)));
  expect(made.filter(Boolean)).toEqual([true]);
  expect(await readFile(path, 'utf8')).toBe(`content ${made.indexOf(true)}`);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(dir)).toEqual(['file']);
});

test('a streamed file appears on commit and not before', async () => {
  const file = await DurableFile.create(join(dir, 'file'));
  await file.write(Buffer.from('xxxx'));
  await file.write(Buffer.from(' body'));
  await file.writeAt(Buffer.from('head'), 0);
  expect(file.sizeBytes).toBe(9);
  expect((await file.readAt(0, 6)).toString()).toBe('head b');
  expect(await readdir(dir)).not.toContain('file');
  await file.commit();
  await file.discard();
  expect(await readFile(join(dir, 'file'), 'utf8')).toBe('head body');
});

test('a discarded file leaves the old one and no temporary file', async () => {
  await writeFile(join(dir, 'file'), 'old');
  const file = await DurableFile.create(join(dir, 'file'));
  await file.write(Buffer.from('new'));
  await file.discard();
  expect(await readFile(join(dir, 'file'), 'utf8')).toBe('old');
  expect(await readdir(dir)).toEqual(['file']);
});

test('a full disk is DISK_FULL and leaves the old file', async () => {
  const error = Object.assign(new Error('write'), { code: 'ENOSPC' });
  expect(diskFault(error, 'x')).toMatchObject({ code: 'DISK_FULL' });
  expect(diskFault(Object.assign(new Error('q'), { code: 'EDQUOT' }), 'x')).toMatchObject({ code: 'DISK_FULL' });
});

test('a file where a folder is needed is DATA_FOLDER', async () => {
  await writeFile(join(dir, 'file'), '');
  await expect(writeDurable(join(dir, 'file', 'below'), '')).rejects.toMatchObject({ code: 'DATA_FOLDER' });
});

test('folders are made with their parents and removed with their content', async () => {
  await makeDirectory(join(dir, 'a/b/c'));
  await writeDurable(join(dir, 'a/b/c/file'), 'x');
  await removeDurable(join(dir, 'a'));
  expect(await readdir(dir)).toEqual([]);
  expect((await fileSystemOf(dir)).freeBytes).toBeGreaterThan(0);
});

test('a folder that is there stays as it is, and many may make one at once', async () => {
  const path = join(dir, 'a/b/c/d');
  await Promise.all(Array.from({ length: 20 }, () => makeDirectory(path, 0o700)));
  await makeDirectory(path, 0o755);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
});

test('where the file system makes no folders is DATA_FOLDER, and no endless loop', async () => {
  await expect(makeDirectory('/proc/pksn/data')).rejects.toMatchObject({ code: 'DATA_FOLDER' });
  await expect(makeDirectory('/proc/pksn')).rejects.toMatchObject({ code: 'DATA_FOLDER' });
});
