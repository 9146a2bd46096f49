import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { missingBytes } from './work-room';

const HUGE = 2 ** 60;
const free = (): number => {
  const { bavail, bsize } = statfsSync(tmpdir());
  return bavail * bsize;
};
const missing = (databaseDir: string | null, indexBytes: number, databaseBytes: number, reserveBytes = 0) =>
  missingBytes({ indexDir: tmpdir(), databaseDir, reserveBytes }, { indexBytes, databaseBytes });
/** What others write meanwhile is less than this. */
const ABOUT = -11;

it('lacks nothing where there is room', async () => {
  expect(await missing(null, 1, 1)).toBe(0);
  expect(await missing(tmpdir(), 1, 1)).toBe(0);
});

it('adds up what goes to one disk, and leaves its reserve alone', async () => {
  for (const databaseDir of [null, tmpdir()]) {
    expect(await missing(databaseDir, HUGE, HUGE)).toBeCloseTo(2 * HUGE - free(), ABOUT);
    expect(await missing(databaseDir, 1, 1, HUGE)).toBeCloseTo(HUGE - free(), ABOUT);
  }
});

it('looks at each of two disks', async () => {
  // Nothing is ever free on /proc.
  expect(await missing('/proc', 1, 5_000)).toBe(5_000);
  expect(await missing('/proc', HUGE, 0)).toBeCloseTo(HUGE - free(), ABOUT);
});

it('asks the folder above for one that is not there yet', async () => {
  expect(
    await missingBytes(
      { indexDir: `${tmpdir()}/not/there`, databaseDir: null, reserveBytes: 0 },
      { indexBytes: 1, databaseBytes: 1 },
    ),
  ).toBe(0);
});
