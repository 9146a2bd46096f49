import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnswerShelf } from '@pksn/endpoint-client';
import { QueueBook } from './queue-book';
import { entryKey, laneKey } from './queue-entry';
import type { Lane, QueueEntry } from './queue-entry';

const entry = (n: number, change: Partial<QueueEntry> = {}): QueueEntry => ({
  ...{ kind: 'statistics', customer: 'alpha', keyHash: 'ab'.repeat(32), judgedAt: 1, takenAt: n },
  ...{ endpointId: 'cd'.repeat(16), bytes: 1_000, report: `{"n":${String(n)}}` },
  ...change,
});
const code = (one: string): object => expect.objectContaining({ code: one }) as object;

describe('the queue on disk', () => {
  let folder: string;
  let book: QueueBook;
  let damages: string[];
  const at = (): string => join(folder, 'entries');

  const open = async (): Promise<void> => {
    damages = [];
    book = new QueueBook(at(), (damage) => damages.push(damage));
    await book.open();
  };
  const lane = (customer = 'alpha'): Lane => book.laneOf('statistics', customer) as Lane;
  const waiting = (customer = 'alpha'): number[] => [...book.entries(lane(customer))].map(({ takenAt }) => takenAt);
  const putAll = (from: number, to: number): Promise<unknown> =>
    Promise.all(Array.from({ length: to - from + 1 }, (_, i) => book.put(entry(from + i))));
  const settle = async (n: number): Promise<void> => {
    for (let i = 0; i < n; i++) {
      const { number, entry: head } = book.head(lane()) ?? { number: 0, entry: null };
      await book.settle(lane().name, number, { what: 'delivered', bytes: head?.bytes ?? 0 });
    }
  };
  /** As it is after a crash: nothing is closed. */
  const crash = async (): Promise<void> => {
    const copy = join(folder, 'copy');
    cpSync(at(), copy, { recursive: true });
    await book.close();
    rmSync(at(), { recursive: true });
    cpSync(copy, at(), { recursive: true });
    rmSync(copy, { recursive: true });
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pksn-queue-'));
    await open();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await book.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps each customer’s and each kind’s in their order, over a crash', async () => {
    await putAll(1, 40);
    await book.put(entry(99, { customer: 'beta' }));
    const sample = { id: 'x', bytes: 5, confirmed: 'y', part: null };
    const { report, ...rest } = entry(7, { kind: 'submissions', sample });
    expect(report).toBeDefined();
    await book.put(rest);
    await settle(3);
    await book.settle(lane().name, 4, { what: 'refused', code: 'PARTICIPATION_REQUIRED', bytes: 1_000 });
    const { id } = lane();
    await crash();
    await open();
    expect(waiting()).toEqual(Array.from({ length: 36 }, (_, i) => i + 5));
    expect([waiting('beta'), book.laneOf('submissions', 'alpha')]).toMatchObject([[99], { first: 1, next: 2 }]);
    expect(lane()).toMatchObject({ id, first: 5, next: 41, bytes: 36_000 });
    expect(book.counts).toEqual({ delivered: 3, refused: { PARTICIPATION_REQUIRED: 1 }, lost: 0 });
    expect(damages).toEqual([]);
  });

  it('settles nothing but the head', async () => {
    await putAll(1, 3);
    await book.settle(lane().name, 2, { what: 'delivered', bytes: 1_000 });
    await book.settle('none', 1, { what: 'delivered', bytes: 1_000 });
    expect([waiting(), book.counts.delivered]).toEqual([[1, 2, 3], 0]);
  });

  it('says of nothing that it is damaged while it is closed after a failure', async () => {
    await putAll(1, 1);
    jest.spyOn(AnswerShelf.prototype, 'write').mockRejectedValueOnce(new Error('IO error: No space left on device'));
    const { close } = AnswerShelf.prototype;
    const heads: unknown[] = [];
    jest.spyOn(AnswerShelf.prototype, 'close').mockImplementationOnce(async function (this: AnswerShelf) {
      const closed = close.call(this);
      heads.push(book.head(lane()));
      await closed;
    });
    await expect(book.put(entry(2))).rejects.toEqual(code('DISK_FULL'));
    expect(heads).toEqual([null]);
    await book.open();
    expect(book.head(lane())).toMatchObject({ number: 1, entry: { takenAt: 1 } });
  });

  it.each(['before it was written', 'after it was written'])(
    'leaves nothing of what failed %s, and goes on',
    async (when) => {
      await putAll(1, 2);
      const { write } = AnswerShelf.prototype;
      const failing = jest.spyOn(AnswerShelf.prototype, 'write').mockImplementation(async function (
        this: AnswerShelf,
        ...asked
      ) {
        if (when.startsWith('after')) await write.apply(this, asked);
        throw new Error('IO error: 000003.log: No space left on device');
      });
      const refused = await Promise.allSettled([book.put(entry(3)), book.put(entry(4, { customer: 'beta' }))]);
      expect(refused.map((one) => (one as { reason?: unknown }).reason)).toEqual([
        code('DISK_FULL'),
        code('DISK_FULL'),
      ]);
      await expect(book.put(entry(5))).rejects.toEqual(code('DISK_FULL'));
      failing.mockRestore();
      await book.put(entry(6));
      expect([waiting(), lane()]).toMatchObject([[1, 2, 6], { first: 1, next: 4, bytes: 3_000 }]);
      expect(book.laneOf('statistics', 'beta')?.bytes ?? 0).toBe(0);
      await crash();
      await open();
      expect(waiting()).toEqual([1, 2, 6]);
    },
  );

  it('goes on under another id after damage, with what can be read, and counts what cannot', async () => {
    await putAll(1, 5);
    await settle(1);
    const { id } = lane();
    for (const [n, name] of ['CURRENT', 'MANIFEST'].entries()) {
      await crash();
      rmSync(join(at(), readdirSync(at()).find((one) => one.startsWith(name)) as string));
      await open();
      expect(damages).toHaveLength(1);
      expect(existsSync(`${at()}.damaged`)).toBe(true);
      expect(waiting()).toEqual([2, 3, 4, 5]);
      expect(lane().id).not.toBe(id);
      expect(lane()).toMatchObject({ next: 6, bytes: 4_000 });
      expect(n).toBeLessThan(2);
    }
    await crash();
    const { shelf } = await AnswerShelf.openKept(at());
    await shelf.write([{ type: 'put', key: entryKey(lane().name, 2), value: '{"half' }]);
    await shelf.close();
    await open();
    expect(book.head(lane())).toEqual({ number: 2, entry: null });
    await book.settle(lane().name, 2, { what: 'lost', bytes: 0 });
    expect([waiting(), book.counts.lost]).toEqual([[3, 4, 5], 1]);
  });

  it('says no number twice, when the record of a lane is older than its entries, or is gone', async () => {
    await putAll(1, 3);
    const old = JSON.stringify(lane());
    await putAll(4, 6);
    const { id, name } = lane();
    for (const change of [
      { type: 'put', key: laneKey(name), value: old } as const,
      { type: 'del', key: laneKey(name) } as const,
    ]) {
      await book.close();
      const { shelf } = await AnswerShelf.openKept(at());
      await shelf.write([change]);
      await shelf.close();
      await open();
      expect(lane()).toMatchObject({ name, first: 1, next: 7, bytes: 6_000 });
      expect(lane().id).not.toBe(id);
      expect(waiting()).toEqual([1, 2, 3, 4, 5, 6]);
    }
  });

  it('removes what was taken out, when that comes back', async () => {
    await putAll(1, 3);
    const { id, name } = lane();
    await settle(2);
    await book.close();
    const { shelf } = await AnswerShelf.openKept(at());
    await shelf.write([{ type: 'put', key: entryKey(name, 1), value: JSON.stringify(entry(1)) }]);
    await shelf.close();
    await open();
    expect([waiting(), lane().id]).toEqual([[3], id]);
    await book.close();
    const again = await AnswerShelf.openKept(at());
    expect(again.shelf.read(entryKey(name, 1))).toBeUndefined();
    await again.shelf.close();
  });

  it('is nothing but empty where all is damaged', async () => {
    await putAll(1, 3);
    await book.close();
    for (const file of readdirSync(at())) truncateSync(join(at(), file), 10);
    await open();
    expect([damages.length, [...book.lanes].length]).toEqual([1, 0]);
    await book.put(entry(9));
    expect(waiting()).toEqual([9]);
  });
});
