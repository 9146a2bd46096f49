import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GrowingFile, fileFacts, fileStart, touchFile } from './growing-file';

let dir: string;
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'growing-'))));
afterEach(() => rm(dir, { recursive: true, force: true }));

it('goes on at the end of what is there', async () => {
  const path = join(dir, 'a');
  expect(await fileFacts(path)).toBeNull();
  for (const part of ['one', 'two']) {
    const file = await GrowingFile.open(path);
    await file.write(Buffer.from(part));
    await file.sync();
    await file.close();
  }
  expect(await readFile(path, 'utf8')).toBe('onetwo');
  expect((await fileFacts(path))?.sizeBytes).toBe(6);
  const start: Buffer[] = [];
  for await (const piece of fileStart(path, 4)) start.push(piece);
  expect(Buffer.concat(start).toString()).toBe('onet');
  await touchFile(path, 86_400_000);
  expect((await stat(path)).mtimeMs).toBe(86_400_000);
});

it('takes back what was written behind a place, and goes on there', async () => {
  const path = join(dir, 'a');
  const file = await GrowingFile.open(path);
  await file.write(Buffer.from('sound, not'));
  await file.cutTo(20);
  await file.cutTo(7);
  await file.write(Buffer.from('whole'));
  expect(file.sizeBytes).toBe(12);
  await file.close();
  expect(await readFile(path, 'utf8')).toBe('sound, whole');
});

it('is refused where nothing can be written', async () => {
  await expect(GrowingFile.open(join(dir, 'missing', 'a'))).rejects.toMatchObject({ code: 'ENOENT' });
});
