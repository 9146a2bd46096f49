import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { temporaryFolder } from '../command-line.fixture';
import { OpenFolder } from './open-folder';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
  mkdirSync(folder.at('real'));
  for (const name of ['a', 'b']) writeFileSync(folder.at(`real/${name}`), '');
  symlinkSync('real', folder.at('link'));
});
afterEach(() => folder.remove());

function open(name: string, isDeep: boolean): Promise<OpenFolder | null> {
  const real = Buffer.from(folder.path);
  const root = { given: real, real, absolute: folder.path, isFolder: true };
  return OpenFolder.open(root, Buffer.from(`/${name}`), isDeep);
}

it.each([true, false])('opens no link, and nothing else that is no folder (deep: %s)', async (isDeep) => {
  expect(await open('link', isDeep)).toBeNull();
  expect(await open('real/a', isDeep)).toBeNull();
  await expect(open('none', isDeep)).rejects.toThrow('ENOENT');
});

it.each([true, false])('gives every entry once (deep: %s)', async (isDeep) => {
  const opened = await open('real', isDeep);
  const names: string[] = [];
  for (let entry = await opened?.next(); entry != null; entry = await opened?.next()) names.push(entry.name.toString());
  await opened?.close();
  expect(names.sort()).toEqual(['a', 'b']);
});
