import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { temporaryFolder } from '../command-line.fixture';
import { exclusionOf } from './exclusions';
import { shownPath } from './file-name';
import { givenPath } from './found-file';
import { HashPool } from './hash-pool';
import { nothingLeftOut } from './left-out';
import { OpenFolder } from './open-folder';
import { TreeWalk } from './tree-walk';
import type { WalkOptions } from './tree-walk';

jest.mock('./hash-thread', (): unknown => jest.requireActual('./hash-thread.fixture'));

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const OPTIONS: WalkOptions = {
  recursive: true,
  oneFileSystem: false,
  exclusion: exclusionOf([], false),
  signal: new AbortController().signal,
};

interface Seen {
  readonly files: Record<string, string | null>;
  readonly leftOut: ReturnType<typeof nothingLeftOut>;
}

/** What a check of `paths` sees: the hash of each file, or why there is none. */
async function seen(
  paths: string[],
  options: Partial<WalkOptions> = {},
  meanwhile?: (name: string) => void,
): Promise<Seen> {
  const leftOut = nothingLeftOut();
  const walk = new TreeWalk({ ...OPTIONS, ...options }, leftOut);
  const files: Seen['files'] = {};
  const found = async function* () {
    for await (const one of walk.files(paths)) {
      meanwhile?.(givenPath(one).toString());
      yield one;
    }
  };
  for await (const group of new HashPool(2).run(found()))
    for (const one of group) files[shownPath(givenPath(one)).text.replace(folder.path, '')] = one.sha256 ?? one.flaw;
  return { files, leftOut };
}

const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

it('reads every regular file and nothing else, whatever its name', async () => {
  mkdirSync(folder.at('d/e'), { recursive: true });
  writeFileSync(folder.at('d/e/abc'), 'abc');
  writeFileSync(folder.at('d/.hidden'), '');
  writeFileSync(Buffer.concat([Buffer.from(folder.at('d/')), Buffer.from([0xff, 0x1b, 0x5b])]), 'abc');
  writeFileSync(folder.at('d/big'), Buffer.alloc(3 * 1024 * 1024 + 5, 7));
  symlinkSync('..', folder.at('d/e/up'));
  symlinkSync('/nowhere', folder.at('d/dead'));
  execFileSync('mkfifo', [folder.at('d/pipe')]);
  const socket = createServer().listen(folder.at('d/socket'));
  try {
    const { files, leftOut } = await seen([folder.at('d')]);
    expect(files).toEqual({
      '/d/e/abc': ABC,
      '/d/.hidden': EMPTY,
      '/d/\\xff\\x1b[': ABC,
      '/d/big': '017b6f47a7a2ec2d8f3c666e017e2328d3541e1c7ec04d43360e9976e850c20d',
    });
    expect(leftOut).toEqual({ links: 2, special: 2, excluded: 0, mounts: 0 });
  } finally {
    socket.close();
  }
});

it('names what stands in the way, and goes on', async () => {
  writeFileSync(folder.at('f'), 'abc');
  symlinkSync('f', folder.at('link'));
  execFileSync('mkfifo', [folder.at('pipe')]);
  const paths = ['missing', 'pipe', '', 'link', 'f'].map((name) => folder.at(name));
  expect((await seen(paths, { recursive: false })).files).toEqual({
    '/missing': 'there is no such file or folder',
    '/pipe': 'is not a regular file',
    '': 'is a folder; pass -r',
    '/link': ABC,
    '/f': ABC,
  });
  const system = await seen(['/proc', '/proc/version', '/dev/null']);
  expect(Object.values(system.files)).toEqual([
    'belongs to the system, not to a disk',
    'belongs to the system, not to a disk',
    'is not a regular file',
  ]);
});

it('leaves out what is excluded, without going in', async () => {
  for (const name of ['a/.git/x', 'a/node_modules/y', 'a/keep', 'a/z.log']) {
    mkdirSync(folder.at(name.replace(/\/[^/]*$/, '')), { recursive: true });
    writeFileSync(folder.at(name), 'abc');
  }
  const exclusion = exclusionOf(['node_modules', '*.log'], true);
  const { files, leftOut } = await seen([folder.at('a')], { exclusion });
  expect([Object.keys(files), leftOut.excluded]).toEqual([['/a/keep'], 3]);
});

it('follows no link that takes the place of a folder or file meanwhile', async () => {
  for (const name of ['in/a', 'in/b', 'out/a', 'out/b']) mkdirSync(folder.at(name), { recursive: true });
  for (const name of ['in/a/1', 'in/a/2', 'in/b/3', 'out/a/1', 'out/a/2', 'out/b/3'])
    writeFileSync(folder.at(name), name.startsWith('out') ? 'secret' : 'abc');
  let isSwapped = false;
  const { files } = await seen([folder.at('in')], {}, () => {
    if (isSwapped) return;
    isSwapped = true;
    for (const name of ['a', 'b']) {
      renameSync(folder.at(`in/${name}`), folder.at(`gone-${name}`));
      symlinkSync(folder.at(`out/${name}`), folder.at(`in/${name}`));
    }
  });
  expect(isSwapped).toBe(true);
  expect(Object.values(files).filter((one) => /^[0-9a-f]{64}$/.test(one ?? '') && one !== ABC)).toEqual([]);
  expect(Object.values(files)).toContain('it was moved or replaced while it was read');
});

it('takes trees that are deeper than folders may be open', async () => {
  const deep = Array.from({ length: 150 }, () => 'd').join('/');
  mkdirSync(folder.at(deep), { recursive: true });
  for (const depth of [1, 63, 64, 65, 150]) writeFileSync(folder.at(`${'d/'.repeat(depth)}f`), 'abc');
  const { files } = await seen([folder.at('d')]);
  expect(Object.values(files)).toEqual([ABC, ABC, ABC, ABC, ABC]);
});

it('ends when it is stopped, with a file under way', async () => {
  writeFileSync(folder.at('f'), Buffer.alloc(1 << 20));
  const pool = new HashPool(1);
  const walk = new TreeWalk(OPTIONS, nothingLeftOut());
  const groups: unknown[] = [];
  const stopping = pool.stop();
  for await (const group of pool.run(walk.files([folder.at('f')]))) groups.push(group);
  await stopping;
  expect(groups).toEqual([]);
});

it('goes on beside a folder that the disk cannot read to its end', async () => {
  for (const name of ['a', 'b', 'c']) {
    mkdirSync(folder.at(`d/${name}`), { recursive: true });
    writeFileSync(folder.at(`d/${name}/abc`), 'abc');
  }
  const realNext = Object.getOwnPropertyDescriptor(OpenFolder.prototype, 'next')?.value as OpenFolder['next'];
  const broken = jest.spyOn(OpenFolder.prototype, 'next').mockImplementation(function (this: OpenFolder) {
    if (this.below.toString() === '/b') return Promise.reject(Object.assign(new Error('disk'), { code: 'EIO' }));
    return realNext.call(this);
  });
  const { files } = await seen([folder.at('d')]);
  broken.mockRestore();
  expect(files).toEqual({ '/d/a/abc': ABC, '/d/b': expect.stringMatching(/./) as string, '/d/c/abc': ABC });
});
