import { mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@pksn/domain';
import { PACKAGE_LIMITS } from '@pksn/package-format';
import { forgeVendor } from '@pksn/testing';
import type { ForgedVendor } from '@pksn/testing';
import { MAX_FAILURES, NO_GUARDS, PackageImporter, PackageStager, PrefixSet, judgeStored, storedRoot } from './index';
import type { ImportNews } from './index';
import { MemoryInstallation } from './memory-ports.fixture';
import { sha256, smallPackage } from './small-package.fixture';

const NOW = Date.UTC(2026, 10, 21);

let vendor: ForgedVendor;
let full: Buffer;
let delta: Buffer;
let indexDir: string;
let here: MemoryInstallation;
let importer: PackageImporter;
let told: ImportNews['event'][];
let missingBytes: number;

beforeAll(async () => {
  vendor = forgeVendor('acme', NOW);
  full = await smallPackage(vendor, NOW, { feed: 'acme/core', version: 1, files: ['a', 'b'] });
  delta = await smallPackage(vendor, NOW, { feed: 'acme/core', version: 2, files: ['b', 'c'], base: [full] });
});
beforeEach(async () => {
  indexDir = await mkdtemp(join(tmpdir(), 'ingest-'));
  here = new MemoryInstallation();
  here.storedRoots = [storedRoot(vendor.root)];
  told = [];
  missingBytes = 0;
  const { judgements } = here;
  const ports = { ledger: here, feeds: here, spool: here, judgements };
  const stager = new PackageStager(
    { ...ports, now: () => NOW, missingBytes: async () => missingBytes },
    { indexDir, limits: PACKAGE_LIMITS },
  );
  const judge = async (id: number): Promise<void> => {
    const snapshot = here.snapshots.get(id);
    if (snapshot !== undefined) here.judged(id, await judgeStored(indexDir, snapshot, judgements));
  };
  const tell = ({ event }: ImportNews): void => void told.push(event);
  importer = new PackageImporter({ ...ports, judge, tell, now: () => NOW }, stager);
});
afterEach(async () => {
  expect(here.openStages).toBe(0);
  expect(await readdir(join(indexDir, 'staging')).catch(() => [])).toEqual([]);
  await rm(indexDir, { recursive: true, force: true });
});

const published = async (): Promise<number[]> =>
  (await readdir(join(indexDir, 'runs')).catch(() => [])).map(Number).sort();

/** Two files whose records stand in one leaf of the state. */
function ofOneLeaf(): [string, string] {
  const seen = new Map<string, string>();
  for (let n = 0; ; n++) {
    const name = `file ${String(n)}`;
    const leaf = sha256(name).slice(0, 4);
    const other = seen.get(leaf);
    if (other !== undefined) return [other, name];
    seen.set(leaf, name);
  }
}

/** Fails the named operation as often as told. */
function failing(operation: string, times: number, error: () => unknown): void {
  let left = times;
  here.trouble = (name) => {
    if (name !== operation || left === 0) return;
    left -= 1;
    throw error();
  };
}

describe('an import', () => {
  it('goes from received to active, and leaves no upload behind', async () => {
    here.receive('one', full);
    expect(await importer.advance('one')).toBe('ended');
    expect(here.rows.get('one')).toMatchObject({ state: 'active', feed: 'acme/core', code: null, attempts: 0 });
    expect(here.live.get('acme/core')).toBe(1);
    expect(here.files.size).toBe(0);
    expect(await published()).toEqual(here.committedRuns);
    expect(told).toEqual(['started', 'staged', 'active']);
  });

  it('is not done twice, however often it is called', async () => {
    here.receive('one', full);
    await importer.advance('one');
    const { generation } = here;
    expect(await importer.advance('one')).toBe('ended');
    expect(await importer.advance('no such import')).toBe('ended');
    expect(here.generation).toBe(generation);
    expect(here.committedRuns).toHaveLength(1);
  });

  it('is left alone while another process works on it', async () => {
    here.receive('one', full);
    here.locked.add('one');
    expect(await importer.advance('one')).toBe('busy');
    expect(here.rows.get('one')).toMatchObject({ state: 'received' });
    here.locked.delete('one');
    const [first, second] = await Promise.all([importer.advance('one'), importer.advance('one')]);
    expect([first, second].sort()).toEqual(['busy', 'ended']);
    expect(here.committedRuns).toHaveLength(1);
  });

  it('over which the worker died again and again is rejected, and the same package may come again', async () => {
    here.receive('one', full);
    here.deaths.set('one', 4);
    failing('markVerified', 1, () => new Fault('DISK_FULL', 'full'));
    expect(await importer.advance('one')).toBe('failed');
    // It failed, and nobody died.
    expect(here.deaths.get('one')).toBe(0);
    here.deaths.set('one', 5);
    expect(await importer.advance('one')).toBe('ended');
    expect(here.rows.get('one')).toMatchObject({ state: 'rejected', code: 'IMPORT_CRASHES' });
    here.receive('again', full);
    expect(await importer.advance('again')).toBe('ended');
    expect(here.rows.get('again')).toMatchObject({ state: 'active' });
  });

  it.each(['before it was counted', 'at work'])('that an orderly stop cuts short, %s, killed nobody', async (when) => {
    here.receive('one', full);
    here.trouble = (operation) => {
      if (operation !== (when === 'at work' ? 'markVerified' : 'find')) return;
      here.trouble = () => undefined;
      void importer.leave();
    };
    await importer.advance('one');
    expect(here.deaths.get('one')).toBe(0);
  });

  it('that fails with the database gone killed nobody, and the next attempt says so', async () => {
    here.receive('one', full);
    here.trouble = (operation) => {
      if (operation === 'find' || operation === 'begin') return;
      here.connected = false;
      throw new Error('the database is away');
    };
    await expect(importer.advance('one')).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(here.deaths.get('one')).toBe(1);
    here.trouble = () => undefined;
    here.connected = true;
    const counted: number[] = [];
    const begin = here.begin.bind(here);
    here.begin = async (id) => {
      counted.push(await begin(id));
      return counted.at(-1) ?? 0;
    };
    expect(await importer.advance('one')).toBe('ended');
    expect(counted).toEqual([0]);
  });

  it('of the same package changes nothing and succeeds', async () => {
    here.receive('one', full);
    here.receive('again', full);
    await importer.advance('one');
    const { generation } = here;
    expect(await importer.advance('again')).toBe('ended');
    expect(here.rows.get('again')).toMatchObject({ state: 'unchanged', code: null });
    expect(here.generation).toBe(generation);
    expect(here.files.size).toBe(0);
  });

  it.each<[string, (id: string) => void]>([
    ['asked for', (id) => here.receive(id, full, true)],
    ["the feed's policy", (id) => (here.policies.set('acme/core', 'manual'), here.receive(id, full))],
  ])('is held by %s: staged, and not live', async (_why, receive) => {
    receive('one');
    expect(await importer.advance('one')).toBe('ended');
    expect(here.rows.get('one')).toMatchObject({ state: 'held', snapshotId: 1 });
    expect(here.live.size).toBe(0);
    expect(here.files.size).toBe(0);
    expect(told).toEqual(['started', 'staged', 'held']);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['was live until the trust in its vendor ended', async () => importer.advance('one')],
    [
      'was staged when it was rejected',
      async () => {
        failing('activate', MAX_FAILURES, () => new Error('a defect'));
        for (let n = 0; n < MAX_FAILURES; n++) await importer.advance('one');
      },
    ],
  ])('of the very package that %s makes it live again', async (_what, before) => {
    here.receive('one', full);
    await before();
    here.untrust();
    here.storedRoots = [storedRoot(vendor.root)];
    here.receive('held', full, true);
    here.receive('again', full);
    await importer.advance('held');
    expect(here.rows.get('held')).toMatchObject({ state: 'held', snapshotId: 1 });
    await importer.advance('again');
    expect(here.rows.get('again')).toMatchObject({ state: 'unchanged' });
    here.snapshots.get(1)!.state = 'ready';
    here.receive('once more', full);
    await importer.advance('once more');
    expect(here.rows.get('once more')).toMatchObject({ state: 'active', snapshotId: 1 });
    expect(here.live.get('acme/core')).toBe(1);
    expect(here.committedRuns).toHaveLength(1);
  });

  it('of a delta whose base is held is held, and says why', async () => {
    here.receive('one', full, true);
    here.receive('two', delta);
    await importer.advance('one');
    await importer.advance('two');
    expect(here.rows.get('two')).toMatchObject({
      state: 'held',
      detail: expect.stringContaining('builds on version 1'),
    });
    expect(here.live.size).toBe(0);
  });

  it('of a delta goes on its base, also when something newer is live', async () => {
    here.receive('one', full);
    here.receive('two', delta);
    await importer.advance('one');
    await importer.advance('two');
    expect(here.rows.get('two')).toMatchObject({ state: 'active' });
    expect(here.snapshots.get(2)).toMatchObject({ runs: [1, 2], counts: { 'file-sha256': 2 } });
  });

  it.each(['lost', 'altered'])('of a delta waits, however long, while a segment of its base is %s', async (what) => {
    const [one, two] = ofOneLeaf();
    const base = await smallPackage(vendor, NOW, { feed: 'acme/core', version: 1, files: [one, two] });
    const next = await smallPackage(vendor, NOW, { feed: 'acme/core', version: 2, files: [one, 'c'], base: [base] });
    here.receive('base', base);
    await importer.advance('base');
    const path = join(indexDir, 'runs', '1', 'file-sha256.seg');
    const whole = await readFile(path);
    const bent = Buffer.from(whole);
    const at = bent.indexOf(Buffer.from(sha256(one), 'hex')) + 32;
    bent.writeUInt8(bent.readUInt8(at) ^ 1, at);
    await (what === 'lost' ? rm(path) : writeFile(path, bent));
    here.receive('next', next);
    for (let n = 0; n < 2 * MAX_FAILURES; n++) expect(await importer.advance('next')).toBe('failed');
    expect(here.rows.get('next')).toMatchObject({ state: 'verified', attempts: 0, code: null });
    expect(here.phases.at(-1)).toBe('awaiting-base');
    await writeFile(path, whole);
    expect(await importer.advance('next')).toBe('ended');
    expect(here.rows.get('next')).toMatchObject({ state: 'active' });
  });

  it('that was staged and then overtaken does not take the answers back', async () => {
    here.receive('one', full);
    failing('activate', 1, () => new Error('killed'));
    expect(await importer.advance('one')).toBe('failed');
    expect(here.rows.get('one')).toMatchObject({ state: 'ready' });
    const newer = await smallPackage(vendor, NOW, { feed: 'acme/core', version: 5, files: ['x'] });
    here.receive('five', newer);
    await importer.advance('five');
    expect(await importer.advance('one')).toBe('ended');
    expect(here.rows.get('one')).toMatchObject({ state: 'unchanged' });
    expect(here.live.get('acme/core')).toBe(5);
    expect(here.files.size).toBe(0);
  });
});

describe('a judgement', () => {
  const guards = { ...NO_GUARDS, thresholds: { gonePercent: 50, popularFlips: null, popularFrom: 1 } };
  /** Nothing of what is live is in it. */
  const other = (): Promise<Buffer> => smallPackage(vendor, NOW, { feed: 'acme/core', version: 2, files: ['x', 'y'] });
  const second = async (bytes: Buffer): Promise<string | undefined> => {
    here.receive('two', bytes);
    expect(await importer.advance('two')).toBe('ended');
    return here.rows.get('two')?.state;
  };
  beforeEach(async () => {
    here.guards = guards;
    here.receive('one', full);
    await importer.advance('one');
    expect(here.rows.get('one')).toMatchObject({ state: 'active' });
  });

  it('is about the runs that are live now when those it knew of were folded away', async () => {
    const { live } = here.judgements;
    let asked = 0;
    here.judgements.live = async (feed) => {
      const found = await live(feed);
      return found !== null && asked++ === 0 ? { ...found, runs: [77] } : found;
    };
    expect(await second(await other())).toBe('held');
    expect(here.snapshots.get(2)?.guardReason).toMatch(/gone/);
  });

  it('waits for the files of a run that are being exchanged', async () => {
    const { live } = here.judgements;
    const [place, aside] = ['runs/1', 'runs/aside'].map((name) => join(indexDir, name)) as [string, string];
    let asked = 0;
    here.judgements.live = async (feed) => {
      if (asked++ === 0) await rename(place, aside);
      else if (asked === 2) await rename(aside, place);
      return live(feed);
    };
    expect(await second(await other())).toBe('held');
  });

  it('is made again when guards came while the package was staged', async () => {
    here.guards = NO_GUARDS;
    here.trouble = (name) => {
      if (name === 'commit') here.guards = { ...guards, revision: 'later' };
    };
    expect(await second(await other())).toBe('held');
  });

  it('is of what is answered when a guarded record is gone: a feed behind may call its object red', async () => {
    const prefixes = ['g', 'h'].map((file) => Buffer.from(sha256(file), 'hex').subarray(0, 8));
    const guarded = Buffer.concat(prefixes.sort((a, b) => a.compare(b)));
    const keys = { hashed: new Map([['file-sha256' as const, new PrefixSet(guarded)]]), networks: new Map() };
    const put = async (
      id: string,
      feed: string,
      version: number,
      files: string[],
      zone = 'green',
    ): Promise<unknown> => {
      here.receive(id, await smallPackage(vendor, NOW, { feed, version, files, zone }));
      await importer.advance(id);
      return here.rows.get(id)?.state;
    };
    here.guards = NO_GUARDS;
    expect(await put('behind', 'acme/later', 1, ['g', 'x'], 'red')).toBe('active');
    expect(await put('before', 'acme/first', 1, ['g', 'h', 'x', 'y'])).toBe('active');
    here.guards = { ...NO_GUARDS, revision: 'keys', keys };
    expect(await put('harmless', 'acme/first', 2, ['g', 'y'])).toBe('active');
    expect(await put('guilty', 'acme/first', 3, ['y'])).toBe('held');
    expect([...here.snapshots.values()].at(-1)?.guardReason).toMatch(/a guarded object turns red/);
  });

  it('goes by nothing when what is live stays unreadable: that is how a damaged feed is mended', async () => {
    await rm(join(indexDir, 'runs/1'), { recursive: true });
    expect(await second(await other())).toBe('active');
  });
});

describe('a refusal', () => {
  it.each<[string, () => Buffer | Promise<Buffer>]>([
    ['PACKAGE_MAGIC', () => Buffer.from('not a package at all')],
    ['PACKAGE_TRUNCATED', () => full.subarray(0, full.length - 1)],
    ['PACKAGE_TRAILING', () => Buffer.concat([full, Buffer.from([0])])],
    [
      'PACKAGE_UNTRUSTED',
      () => smallPackage(forgeVendor('acme', NOW), NOW, { feed: 'acme/core', version: 1, files: ['a'] }),
    ],
    ['PACKAGE_BASE_MISSING', () => delta],
    ['PACKAGE_CHUNK_DIGEST', () => flipped(full, full.length - 1)],
    ['PACKAGE_BLOCK_MALFORMED', () => flipped(full, 12)],
  ])('with %s is final at once and leaves nothing', async (code, bytes) => {
    here.receive('bad', await bytes());
    expect(await importer.advance('bad')).toBe('ended');
    expect(here.rows.get('bad')).toMatchObject({ state: 'rejected', code });
    expect(here.files.size).toBe(0);
    expect(here.generation).toBe(1);
    expect(here.floor.size).toBe(0);
    expect(await published()).toEqual([]);
    expect(await importer.advance('bad')).toBe('ended');
    expect(told.filter((event) => event === 'started')).toHaveLength(1);
  });

  it('of an older and of an equivocating package keeps what is live', async () => {
    const twin = await smallPackage(vendor, NOW, { feed: 'acme/core', version: 2, files: ['other'] });
    const older = await smallPackage(vendor, NOW, { feed: 'acme/core', version: 1, files: ['older'] });
    const newest = await smallPackage(vendor, NOW, { feed: 'acme/core', version: 2, files: ['newest'] });
    here.receive('newest', newest);
    await importer.advance('newest');
    here.receive('twin', twin);
    here.receive('older', older);
    await importer.advance('twin');
    await importer.advance('older');
    expect(here.rows.get('twin')).toMatchObject({ state: 'rejected', code: 'PACKAGE_EQUIVOCATION' });
    expect(here.rows.get('older')).toMatchObject({ state: 'rejected', code: 'PACKAGE_ROLLBACK' });
    expect(here.committedRuns).toHaveLength(1);
    expect(await published()).toEqual(here.committedRuns);
  });

  it('by the floor that another process raised meanwhile removes the run that was published', async () => {
    here.receive('late', full);
    here.trouble = (operation) => {
      if (operation === 'seal') here.floor.set('acme/core', { version: 1, manifestDigest: 'another' });
    };
    expect(await importer.advance('late')).toBe('ended');
    expect(here.rows.get('late')).toMatchObject({ state: 'rejected', code: 'PACKAGE_ROLLBACK' });
    expect(await published()).toEqual([]);
  });

  it.each(['seal', 'commit', 'activate'])('by trust that ended at "%s" gets nothing live', async (point) => {
    here.receive('late', full);
    here.trouble = (operation) => {
      if (operation === point) here.untrust();
    };
    expect(await importer.advance('late')).toBe('ended');
    expect(here.rows.get('late')).toMatchObject({ state: 'rejected', code: 'PACKAGE_UNTRUSTED' });
    expect(here.live.size).toBe(0);
    expect(await published()).toEqual(here.committedRuns);
  });

  it('of an upload whose file is gone says so', async () => {
    here.receive('lost', full);
    here.files.clear();
    expect(await importer.advance('lost')).toBe('ended');
    expect(here.rows.get('lost')).toMatchObject({ state: 'rejected', code: 'UPLOAD_INCOMPLETE' });
  });
});

describe('what is worth another try', () => {
  const points = ['open', 'roots', 'markVerified', 'openStage', 'write', 'seal', 'commit', 'markReady', 'activate'];

  it.each(points)('a failure at "%s" is tried again and then goes through', async (point) => {
    here.receive('one', full);
    failing(point, MAX_FAILURES - 1, () => new Error('a defect'));
    for (let n = 1; n < MAX_FAILURES; n++) {
      expect(await importer.advance('one')).toBe('failed');
      expect(here.rows.get('one')).toMatchObject({ attempts: n, code: null });
    }
    expect(await importer.advance('one')).toBe('ended');
    expect(here.rows.get('one')).toMatchObject({ state: 'active' });
    expect(here.live.get('acme/core')).toBe(1);
    expect(here.committedRuns).toHaveLength(1);
  });

  it('has a limit, and the code says what it was', async () => {
    here.receive('one', full);
    missingBytes = 1;
    for (let n = 1; n < MAX_FAILURES; n++) expect(await importer.advance('one')).toBe('failed');
    expect(await importer.advance('one')).toBe('ended');
    expect(here.rows.get('one')).toMatchObject({ state: 'rejected', code: 'DISK_FULL', attempts: MAX_FAILURES });
    expect(here.rows.get('one')?.detail).toMatch(/needs about \d+ bytes .* and \d+ in the database: 1 are missing/);
    expect(here.files.size).toBe(0);
    expect(told.filter((event) => event === 'failed')).toHaveLength(MAX_FAILURES);
    expect(told.at(-1)).toBe('rejected');
  });

  it('goes through when there is room again', async () => {
    here.receive('one', full);
    missingBytes = 1;
    await importer.advance('one');
    missingBytes = 0;
    expect(await importer.advance('one')).toBe('ended');
    expect(here.rows.get('one')).toMatchObject({ state: 'active' });
  });

  it('withholds the text of a defect from the row', async () => {
    here.receive('one', full);
    failing('seal', MAX_FAILURES, () => new Error('postgres://user:secret@host'));
    for (let n = 1; n <= MAX_FAILURES; n++) await importer.advance('one');
    expect(here.rows.get('one')).toMatchObject({ state: 'rejected', code: 'INTERNAL', detail: 'unexpected error' });
  });

  it('is never used up by a database that went away', async () => {
    here.receive('one', full);
    here.connected = false;
    failing('write', 3 * MAX_FAILURES, () => new Error('the connection ended'));
    for (let n = 0; n < 2 * MAX_FAILURES; n++) {
      await expect(importer.advance('one')).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    }
    here.connected = true;
    failing('write', 3 * MAX_FAILURES, () => new Fault('SERVICE_UNAVAILABLE', 'starting'));
    for (let n = 0; n < 2 * MAX_FAILURES; n++) expect(await importer.advance('one')).toBe('failed');
    expect(here.rows.get('one')).toMatchObject({ attempts: 0 });
    here.trouble = () => undefined;
    expect(await importer.advance('one')).toBe('ended');
    expect(here.rows.get('one')).toMatchObject({ state: 'active' });
  });

  it.each(['after commit', 'after activate'])('does nothing twice when the answer was lost "%s"', async (point) => {
    here.receive('one', full);
    failing(point, 1, () => new Error('the connection ended'));
    here.trouble = ((trouble) => (name) => {
      if (name === point) here.openStages = 0;
      trouble(name);
    })(here.trouble);
    const generation = here.generation;
    await importer.advance('one');
    here.openStages = 0;
    expect(await importer.advance('one')).toBe('ended');
    expect(here.rows.get('one')).toMatchObject({ state: 'active' });
    expect(here.generation).toBe(generation + 1);
    expect(await published()).toEqual(here.committedRuns);
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const out = Buffer.from(bytes);
  out[at] = (out[at] ?? 0) ^ 1;
  return out;
}
