import { encodeAlias, encodeRecord, encodeRemoval, sectionLayout } from '@pksn/domain';
import { RunFiles } from '../run-files';
import type { RunContent } from '../feeds.fixture';
import { feedOf } from '../feeds.fixture';
import { openRun } from '../open-run';
import type { Run } from '../open-run';
import { RunWriter } from '../run-writer';
import { PLAIN_VALUE, ascending, hashedKey, inTemporaryFolder, putRecord } from '../segments.fixture';
import type { ChangeRows } from './change-rows';
import { snapshotChanges } from './snapshot-changes';

const FILES = sectionLayout('file-sha256');
const ALIASES = sectionLayout('alias-md5');
const WEB = sectionLayout('web');
const key = (n: number): Buffer => hashedKey(FILES, n);
const md5 = (n: number): Buffer => hashedKey(sectionLayout('file-md5'), n);
const file = (n: number, named: { md5?: Buffer } = {}): RunContent['records'][0] => ({
  section: 'file-sha256',
  bytes: encodeRecord(FILES, key(n), { ...PLAIN_VALUE, ...named }),
});
const noFile = (n: number): RunContent['records'][0] => ({
  section: 'file-sha256',
  bytes: encodeRemoval(FILES, key(n)),
});

function result(before: readonly Run[], after: readonly Run[], limit = 1_000): ChangeRows | null {
  const work = snapshotChanges(before, after, limit);
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

const told = (rows: ChangeRows | null): unknown =>
  [...(rows?.after(null) ?? [])].map(({ section, key: changed, siblings }) => [
    section,
    changed.toString('hex'),
    Object.fromEntries(Object.entries(siblings).map(([kind, hash]) => [kind, hash.toString('hex')])),
  ]);
const hex = (bytes: Buffer): string => bytes.toString('hex');
const row = (n: number, siblings: object = {}): unknown => ['file-sha256', hex(key(n)), siblings];
const inOrder = (...rows: unknown[]): unknown[] =>
  rows.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** Runs oldest first, each given by its records. */
async function runsOf(dir: string, name: string, contents: RunContent['records'][]): Promise<Run[]> {
  const newestFirst = contents.map((records) => ({ records })).reverse();
  return [...(await feedOf(dir, { feed: name }, newestFirst)).runs].reverse();
}

it('tells the keys of the runs that were stacked or taken away, with what the base says of them', () =>
  inTemporaryFolder(async (dir) => {
    const runs = await runsOf(dir, 'a', [
      [file(1, { md5: md5(1) }), file(2), file(3)],
      [file(1, { md5: md5(9) }), noFile(2), file(4)],
    ]);
    const rows = inOrder(row(1, { md5: hex(md5(1)) }), row(1, { md5: hex(md5(9)) }), row(2), row(4));
    expect(inOrder(...(told(result(runs.slice(0, 1), runs)) as unknown[]))).toEqual(rows);
    expect(inOrder(...(told(result(runs, runs.slice(0, 1))) as unknown[]))).toEqual(rows);
    expect(told(result(runs, runs))).toEqual([]);
    for (const run of runs) run.close();
  }));

it('compares two snapshots that share no run, and tells only what differs', () =>
  inTemporaryFolder(async (dir) => {
    const alias = (to: number): RunContent['records'][0] => ({
      section: 'alias-md5',
      bytes: encodeAlias(ALIASES, md5(1), { section: 'file-sha256', key: key(to) }),
    });
    const web = { section: 'web' as const, bytes: putRecord(WEB, hashedKey(WEB, 1), 3) };
    const before = await runsOf(dir, 'a', [[file(1), file(2), file(3), alias(1)], [noFile(3)]]);
    const after = await runsOf(dir, 'b', [[file(1), file(2, { md5: md5(2) }), alias(2), web]]);
    expect(told(result(before, after))).toEqual([
      row(2, { md5: hex(md5(2)) }),
      ['file-md5', hex(md5(1)), { sha256: hex(key(1)) }],
      ['file-md5', hex(md5(1)), { sha256: hex(key(2)) }],
      ['web', hex(hashedKey(WEB, 1)), {}],
    ]);
    for (const run of [...before, ...after]) run.close();
  }));

it('tells everything of a feed that came or went, and the rest behind a position', () =>
  inTemporaryFolder(async (dir) => {
    const records = Array.from({ length: 500 }, (_, n) => file(n));
    const [run] = (await runsOf(dir, 'a', [records])) as [Run];
    for (const rows of [result([], [run]), result([run], [])]) {
      const all = [...(rows?.after(null) ?? [])];
      expect(all.map((one) => hex(one.key))).toEqual(
        ascending(records.map((one) => one.bytes)).map((one) => hex(one.subarray(0, 32))),
      );
      const at = { sectionId: FILES.id, key: (all[123] as { key: Buffer }).key };
      expect([...(rows?.after(at) ?? [])].map((one) => hex(one.key))).toEqual(
        all.slice(124).map((one) => hex(one.key)),
      );
      expect([...(rows?.after({ sectionId: FILES.id + 1, key: at.key }) ?? [])]).toEqual([]);
    }
    expect(result([], [run], 499)).toBeNull();
    expect(result([], [run], 500)?.count).toBe(500);
    run.close();
  }));

it('gives up at its limit, whichever way it looks', () =>
  inTemporaryFolder(async (dir) => {
    const some = (from: number): RunContent['records'] => Array.from({ length: 300 }, (_, n) => file(from + n));
    const stacked = await runsOf(dir, 'a', [some(0), some(1_000), some(2_000)]);
    const other = await runsOf(dir, 'b', [some(3_000)]);
    expect(result(stacked.slice(0, 1), stacked, 599)).toBeNull();
    expect(result(stacked.slice(0, 1), stacked, 600)?.count).toBe(600);
    expect(result(stacked, other, 1_199)).toBeNull();
    expect(result(stacked, other, 1_200)?.count).toBe(1_200);
    for (const run of [...stacked, ...other]) run.close();
  }));

it('does not read leaves whose digests are the same', () =>
  inTemporaryFolder(async (dir) => {
    const runs: Run[] = [];
    for (const [id, day] of [
      ['one', 1],
      ['two', 2],
    ] as const) {
      const writer = await RunWriter.create(dir, id);
      const section = await writer.section(FILES, 2);
      await section.append(Buffer.concat(ascending([1, 2].map((n) => putRecord(FILES, key(n), day)))));
      await section.finish();
      // The digest of the leaf of key 1 says that nothing is new there; that is believed.
      const digests = Buffer.alloc(65_536 * 32);
      digests.fill(day, key(2).readUInt16BE(0) * 32, key(2).readUInt16BE(0) * 32 + 32);
      await writer.leafDigests('file-sha256', digests);
      await writer.publish();
      runs.push(openRun(new RunFiles(dir).runDir(id), 'all', 'file'));
    }
    const [one, two] = runs as [Run, Run];
    expect(told(result([one], [two]))).toEqual([row(2)]);
    for (const run of runs) run.close();
  }));

it('reads a leaf over all runs of a snapshot', () =>
  inTemporaryFolder(async (dir) => {
    const crowded = (n: number): Buffer => Buffer.concat([Buffer.of(0xaa, 0xaa), key(n).subarray(2)]);
    const write = async (id: string, day: number, keys: readonly number[]): Promise<Run> => {
      const writer = await RunWriter.create(dir, id);
      const section = await writer.section(FILES, keys.length);
      await section.append(Buffer.concat(ascending(keys.map((n) => putRecord(FILES, crowded(n), n === 1 ? day : 7)))));
      await section.finish();
      const digests = Buffer.alloc(65_536 * 32).fill(day, 0xaaaa * 32, 0xaaaa * 32 + 32);
      await writer.leafDigests('file-sha256', digests);
      await writer.publish();
      return openRun(new RunFiles(dir).runDir(id), ['file-sha256'], 'file');
    };
    const some = Array.from({ length: 20 }, (_, n) => n);
    const [base, delta, full] = [
      await write('1', 1, some),
      await write('2', 2, [1, 50]),
      await write('3', 3, some.slice(3)),
    ];
    const keys = [...(result([base, delta], [full])?.after(null) ?? [])].map((one) => hex(one.key));
    expect(keys.sort()).toEqual([0, 1, 2, 50].map((n) => hex(crowded(n))).sort());
    for (const run of [base, delta, full]) run.close();
  }));
