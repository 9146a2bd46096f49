import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChangeEntry, ChangesAnswer } from '@pksn/contract';
import type { ShelfChange } from '@pksn/endpoint-client';
import { AnswerShelf, identityOf, idOf } from '@pksn/endpoint-client';
import type { NewAnswer } from './answer-store';
import { AnswerStore } from './answer-store';
import { answerKey } from './kept-answer';

const MIB = 1024 * 1024;
const NOW = 1_000_000;
const STATE = { type: 'put', key: 'v!scope', value: 'state' } as const;
const hex = (n: number, digits = 64): string => n.toString(16).padStart(digits, '0');

const fileAnswer = (n: number): NewAnswer => ({
  key: `file:${hex(n)}`,
  type: 'file',
  object: { type: 'file', sha256: hex(n) },
  told: { zone: 'red', source: { kind: 'none' } },
  generation: 1,
  names: [`file-sha256:${hex(n)}`, `file-md5:${hex(n, 32)}`],
  lifeMs: 1_000,
});
const ipAnswer = (ip: string): NewAnswer => {
  const { key, names } = identityOf({ ip });
  return { ...fileAnswer(0), key, type: 'ip', object: null, names };
};
const changed = (section: string, key: string, siblings = {}): ChangeEntry =>
  ({ section, key, siblings }) as ChangeEntry;

describe('answers on disk', () => {
  let folder: string;
  let shelf: AnswerShelf;
  let store: AnswerStore;
  let isFull = false;
  const failures: unknown[] = [];

  const open = async (limitBytes = MIB): Promise<void> => {
    ({ shelf } = await AnswerShelf.open(join(folder, 'cache')));
    const write = shelf.write.bind(shelf);
    shelf.write = (...asked) => (isFull ? Promise.reject(new Error('ENOSPC')) : write(...asked));
    store = new AnswerStore(shelf, limitBytes, (error) => failures.push(error), 5);
  };
  const back = (): Promise<void> => new Promise((done) => (store.onBack = done));
  const keep = (view: number, ...answers: NewAnswer[]): Promise<void> =>
    store.keep(
      view,
      answers,
      NOW,
      () => true,
      () => undefined,
    );
  const has = (view: number, key: string): boolean => store.read(view, idOf(key)) !== null;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pksn-store-'));
    isFull = false;
    failures.length = 0;
    await open();
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps views apart, and everything over a restart', async () => {
    await keep(1, fileAnswer(1));
    expect([has(1, fileAnswer(1).key), has(2, fileAnswer(1).key)]).toEqual([true, false]);
    const { sizeBytes } = store;
    await store.close();
    await open();
    expect(store.sizeBytes).toBe(sizeBytes);
    expect(store.read(1, idOf(fileAnswer(1).key))).toMatchObject({ told: { zone: 'red' }, freshUntil: NOW + 1_000 });
  });

  it('drops what a change names by key, by another hash, and by its network, in that view alone', async () => {
    await keep(1, fileAnswer(1), fileAnswer(2), fileAnswer(3), ipAnswer('192.0.2.7'), ipAnswer('192.0.3.7'));
    await keep(2, fileAnswer(1));
    const gone: string[] = [];
    store.onGone = (view, id) => gone.push(`${String(view)} ${id}`);
    const changes = [
      changed('file-sha256', hex(1)),
      changed('file-sha1', hex(9, 40), { md5: hex(2, 32) }),
      changed('ip4', 'c000020018000000'),
    ];
    expect(await store.apply(1, { changes }, STATE)).toBe(3);
    expect([1, 2, 3].map((n) => has(1, fileAnswer(n).key))).toEqual([false, false, true]);
    expect([ipAnswer('192.0.2.7'), ipAnswer('192.0.3.7')].map(({ key }) => has(1, key))).toEqual([false, true]);
    expect(has(2, fileAnswer(1).key)).toBe(true);
    expect(gone.sort()).toEqual(
      [fileAnswer(1), fileAnswer(2), ipAnswer('192.0.2.7')].map(({ key }) => `1 ${idOf(key)}`).sort(),
    );
    expect(shelf.read('v!scope')).toBe('state');
  });

  it('keeps nothing that may not be kept any more when its turn comes', async () => {
    await store.keep(
      1,
      [fileAnswer(1), fileAnswer(2)],
      NOW,
      ({ key }) => key !== fileAnswer(1).key,
      () => undefined,
    );
    expect([1, 2].map((n) => has(1, fileAnswer(n).key))).toEqual([false, true]);
  });

  it('stays within its bytes, and the oldest leave first', async () => {
    await store.close();
    await open(20_000);
    for (let n = 0; n < 100; n++) await keep(1, fileAnswer(n));
    expect(store.sizeBytes).toBeLessThanOrEqual(20_000);
    expect([0, 1, 98, 99].map((n) => has(1, fileAnswer(n).key))).toEqual([false, false, true, true]);
    await store.clear(1);
    expect(store.sizeBytes).toBe(0);
    expect(await shelf.keys('a!', 'a!~', 10)).toEqual([]);
    expect(await shelf.keys('n!', 'n!~', 10)).toEqual([]);
  });

  it('gives nothing from the moment when a change could not be written until the shelf is back', async () => {
    await keep(1, fileAnswer(1), fileAnswer(2));
    const view = store.nextView();
    isFull = true;
    await expect(store.apply(1, { changes: [changed('file-sha256', hex(1))] }, STATE)).rejects.toThrow('ENOSPC');
    expect([store.isUsable, has(1, fileAnswer(1).key), has(1, fileAnswer(2).key)]).toEqual([false, false, false]);
    await expect(keep(1, fileAnswer(3))).rejects.toThrow('the shelf was lost');
    expect(failures).toHaveLength(1);
    isFull = false;
    await back();
    // The cursor is the old one: the change is told again.
    expect([has(1, fileAnswer(2).key), shelf.read('v!scope')]).toEqual([true, undefined]);
    expect(store.nextView()).toBeGreaterThan(view);
    await keep(1, fileAnswer(3));
    expect(has(1, fileAnswer(3).key)).toBe(true);
  });

  it('begins anew when what is kept cannot be read', async () => {
    await keep(1, fileAnswer(1), fileAnswer(2));
    const read = shelf.read.bind(shelf);
    shelf.read = () => {
      shelf.read = read;
      throw Object.assign(new Error('block checksum mismatch'), { code: 'LEVEL_CORRUPTION' });
    };
    expect(has(1, fileAnswer(1).key)).toBe(false);
    expect(store.isUsable).toBe(false);
    await back();
    expect([has(1, fileAnswer(1).key), store.sizeBytes, failures.length]).toEqual([false, 0, 1]);
    await keep(1, fileAnswer(1));
    expect(has(1, fileAnswer(1).key)).toBe(true);
  });

  it('never has a cursor behind which something is kept that it made invalid, whatever a loss of power takes', async () => {
    const written: Write[] = [];
    const { write } = shelf;
    shelf.write = (changes, isDurable = false) => {
      written.push({ changes, isDurable });
      return write(changes, isDurable);
    };
    const page = (...numbers: number[]): Pick<ChangesAnswer, 'changes'> => ({
      changes: numbers.map((n) => changed('file-sha256', hex(n))),
    });
    const cursor = (value: string): ShelfChange => ({ ...STATE, value });
    await keep(1, fileAnswer(1), fileAnswer(2));
    await store.apply(1, page(1), cursor('1'));
    await keep(1, fileAnswer(3));
    await store.apply(1, page(9), cursor('2'));
    await keep(1, fileAnswer(4));
    await store.apply(1, page(3, 4), cursor('3'));
    await store.apply(1, page(9), cursor('4'));
    const gone: Record<string, readonly number[]> = { 1: [1], 2: [1], 3: [1, 3, 4], 4: [1, 3, 4] };
    let states = 0;
    for (const disk of afterLosses(written)) {
      states += 1;
      const at = disk.get('v!scope');
      const kept = [1, 2, 3, 4].filter((n) => disk.has(answerKey(1, idOf(fileAnswer(n).key))));
      expect(kept.filter((n) => gone[at ?? '']?.includes(n))).toEqual([]);
    }
    expect(states).toBeGreaterThan(20);
  });
});

interface Write {
  readonly changes: readonly ShelfChange[];
  readonly isDurable: boolean;
}

/** All that may be on a disk after power was lost at any moment: of what came after the last durable write any part. */
function* afterLosses(written: readonly Write[]): Generator<ReadonlyMap<string, string>> {
  for (let end = 0; end <= written.length; end++) {
    const durable = written.slice(0, end).findLastIndex(({ isDurable }) => isDurable) + 1;
    for (let lost = 0; lost < 2 ** (end - durable); lost++) {
      const disk = new Map<string, string>();
      written.slice(0, end).forEach(({ changes }, n) => {
        if (n >= durable && (lost >> (n - durable)) % 2 === 1) return;
        for (const one of changes) {
          if (one.type === 'put') disk.set(one.key, one.value);
          else disk.delete(one.key);
        }
      });
      yield disk;
    }
  }
}
