import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Fault } from '@pksn/domain';
import { AnswerShelf } from '@pksn/endpoint-client';
import type { Logger } from '@pksn/runtime';
import type { Upstream, UpstreamAnswer } from '../upstream/upstream';
import { DeliveryLoop } from './delivery-loop';
import type { Answered } from './entry-sender';
import { EntrySender } from './entry-sender';
import { QueueBook } from './queue-book';
import type { Head } from './queue-book';
import { entryDigest } from './queue-entry';
import type { Lane, QueueEntry } from './queue-entry';
import type { SampleVault } from './sample-vault';

const entry = (customer: string, n: number): QueueEntry => ({
  ...{ kind: 'statistics', customer, keyHash: 'ab'.repeat(32), judgedAt: 1, takenAt: n },
  ...{ endpointId: 'cd'.repeat(16), bytes: 10, report: '{}' },
});
const later = (why: string, isOwn = false, afterMs: number | null = null): Answered => ({
  ...{ what: 'later', why, isOwn, afterMs },
});

describe('delivering what waits', () => {
  let folder: string;
  let book: QueueBook;
  let loop: DeliveryLoop;
  let now: number;
  let sent: string[];
  let ids: Set<string>;
  let sender: { send(lane: Lane, head: Head): Promise<Answered> };
  let answer: (customer: string, n: number) => Answered;
  let logged: object[];
  const note = (facts: object): void => void logged.push(facts);
  const quiet = { warn: note, error: note, info: note } as unknown as Logger;

  const loopOf = (): DeliveryLoop => {
    const vault = { remove: () => Promise.resolve() };
    return new DeliveryLoop({ book, sender, vault, elapsedMs: () => now, random: () => 0, log: quiet });
  };
  /** Until nothing is under way any more. */
  const settled = async (): Promise<void> => {
    for (let before = -1; before !== sent.length;) {
      before = sent.length;
      for (let i = 0; i < 200; i++) await setImmediate();
      await book.open();
    }
  };
  const pass = async (ms: number): Promise<string[]> => {
    now += ms;
    sent = [];
    loop.nudge();
    await settled();
    return sent;
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pksn-queue-'));
    book = new QueueBook(join(folder, 'entries'), () => undefined);
    await book.open();
    [now, sent, ids, logged] = [0, [], new Set(), []];
    answer = () => ({ what: 'delivered' });
    sender = {
      send: ({ customer, id }: Lane, { entry: one }: Head): Promise<Answered> => {
        sent.push(`${customer}${String(one?.takenAt)}`);
        ids.add(id);
        return Promise.resolve(answer(customer, one?.takenAt ?? 0));
      },
    };
    loop = loopOf();
  });
  afterEach(async () => {
    await loop.stop();
    await book.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('goes by customers in turn, each in order', async () => {
    for (const n of [1, 2, 3]) await book.put(entry('a', n));
    for (const n of [1, 2]) await book.put(entry('b', n));
    loop.start();
    await settled();
    expect(sent.filter((one) => one.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
    expect(sent.slice(0, 4).sort()).toEqual(['a1', 'a2', 'b1', 'b2']);
    expect(book.counts.delivered).toBe(5);
  });

  it('waits longer after each failure, up to a minute, and not at all when the link is back', async () => {
    await book.put(entry('a', 1));
    answer = () => later('SERVICE_UNREACHABLE');
    loop.start();
    await settled();
    expect([sent, loop.isWaitingFor]).toEqual([['a1'], 'SERVICE_UNREACHABLE']);
    for (const pause of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
      expect(await pass(pause - 1)).toEqual([]);
      expect(await pass(1)).toEqual(['a1']);
    }
    answer = () => ({ what: 'delivered' });
    sent = [];
    loop.linked();
    await settled();
    expect([sent, loop.isWaitingFor, book.counts.delivered]).toEqual([['a1'], null, 1]);
  });

  it('tries each at once when the link is back, and says what keeps it then', async () => {
    for (const customer of ['a', 'b']) await book.put(entry(customer, 1));
    answer = () => later('SERVICE_UNREACHABLE');
    loop.start();
    await settled();
    for (const pause of [1_000, 2_000, 4_000]) await pass(pause);
    answer = () => later('STATISTICS_QUOTA', true, 600_000);
    sent = [];
    loop.linked();
    expect(loop.isWaitingFor).toBeNull();
    await settled();
    expect([[...sent].sort(), loop.isWaitingFor]).toEqual([['a1', 'b1'], 'STATISTICS_QUOTA']);
    // What comes then is tried again after the shortest pause.
    await book.put(entry('c', 1));
    answer = () => later('SERVICE_UNREACHABLE');
    expect(await pass(0)).toEqual(['c1']);
    expect(await pass(1_000)).toEqual(['c1']);
  });

  it('does not go by an earlier failure once the service was heard', async () => {
    await book.put(entry('a', 1));
    answer = () => later('SERVICE_UNREACHABLE');
    loop.start();
    await settled();
    for (const pause of [1_000, 2_000, 4_000]) await pass(pause);
    answer = () => later('STATISTICS_QUOTA', true, 600_000);
    await pass(8_000);
    expect(loop.isWaitingFor).toBe('STATISTICS_QUOTA');
    await book.put(entry('b', 1));
    answer = () => later('SERVICE_UNREACHABLE');
    expect([await pass(0), await pass(1_000)]).toEqual([['b1'], ['b1']]);
  });

  it('logs once how many were handed in after a wait, and each that is dropped', async () => {
    for (const n of [1, 2, 3]) await book.put(entry('a', n));
    answer = (_customer, n) => (n === 2 ? { what: 'refused', why: 'LICENSE_REVOKED' } : { what: 'delivered' });
    loop.start();
    await settled();
    await pass(1_000);
    expect(logged).toEqual([{ code: 'LICENSE_REVOKED', kind: 'statistics', customer: 'a' }, { handedIn: 2 }]);
  });

  it('takes nothing more of a customer who is not its own, once that was said of what it kept', async () => {
    await book.put(entry('a', 1));
    await book.put(entry('b', 1));
    answer = (customer) => (customer === 'b' ? { what: 'refused', why: 'PROXY_CUSTOMER' } : { what: 'delivered' });
    loop.start();
    await settled();
    expect([book.counts.delivered, book.counts.refused, loop.isWaitingFor]).toEqual([1, { PROXY_CUSTOMER: 1 }, null]);
    expect([loop.barsSome, loop.bars(null), loop.bars('a'), loop.bars('b')]).toEqual([true, false, false, true]);
  });

  it('lets all others go on where one customer has to wait', async () => {
    for (const customer of ['a', 'b']) for (const n of [1, 2]) await book.put(entry(customer, n));
    answer = (customer) => (customer === 'a' ? later('STATISTICS_QUOTA', true, 5_000) : { what: 'delivered' });
    loop.start();
    await settled();
    expect([...sent].sort()).toEqual(['a1', 'b1', 'b2']);
    expect(loop.isWaitingFor).toBe('STATISTICS_QUOTA');
    expect(await pass(4_999)).toEqual([]);
    answer = () => ({ what: 'delivered' });
    expect(await pass(1)).toEqual(['a1', 'a2']);
  });

  it('knows that it is not let hand in, until the service takes something; silence says nothing', async () => {
    const bars = (): boolean[] => [loop.barsSome, loop.bars(null), loop.bars('a')];
    for (const customer of ['a', 'b']) await book.put(entry(customer, 1));
    expect(bars()).toEqual([false, false, false]);
    answer = () => later('PROXY_REVOKED');
    loop.start();
    await settled();
    expect(bars()).toEqual([true, true, true]);
    answer = () => later('SERVICE_UNREACHABLE');
    await pass(1_000);
    expect(bars()).toEqual([true, true, true]);
    answer = () => ({ what: 'delivered' });
    await pass(60_000);
    expect(bars()).toEqual([false, false, false]);
  });

  it('counts what is refused and lost, and goes on', async () => {
    for (const n of [1, 2, 3]) await book.put(entry('a', n));
    answer = (_customer, n) =>
      n === 1
        ? { what: 'refused', why: 'PARTICIPATION_REQUIRED' }
        : n === 2
          ? { what: 'lost', why: 'SAMPLE_DAMAGED' }
          : { what: 'delivered' };
    loop.start();
    await settled();
    expect(book.counts).toEqual({ delivered: 1, refused: { PARTICIPATION_REQUIRED: 1 }, lost: 1 });
  });

  it('opens what the disk did not let be opened at the start, and delivers it', async () => {
    await book.put(entry('a', 1));
    await book.close();
    book = new QueueBook(join(folder, 'entries'), () => undefined);
    const full = new Error('IO error: No space left on device');
    const failing = jest.spyOn(AnswerShelf, 'openKept').mockRejectedValue(full);
    await expect(book.open()).rejects.toThrow('DISK_FULL');
    loop = loopOf();
    loop.start();
    for (let i = 0; i < 200; i++) await setImmediate();
    expect([sent, loop.isWaitingFor]).toEqual([[], 'DISK_ERROR']);
    failing.mockRestore();
    expect(await pass(1_000)).toEqual(['a1']);
    expect(loop.isWaitingFor).toBeNull();
  });

  it('does not hurry where the service is ahead of every id', async () => {
    await book.put(entry('a', 1));
    answer = () => (ids.size < 20 ? { what: 'ahead' } : { what: 'delivered' });
    loop.start();
    await settled();
    expect(sent).toEqual(['a1', 'a1']);
    expect(await pass(1_000)).toEqual(['a1']);
    expect(await pass(1_999)).toEqual([]);
  });

  it('goes on under another id where the service is ahead of what is here', async () => {
    await book.put(entry('a', 1));
    answer = () => (ids.size === 1 ? { what: 'ahead' } : { what: 'delivered' });
    loop.start();
    await settled();
    expect([sent, ids.size, book.counts.delivered]).toEqual([['a1', 'a1'], 2, 1]);
  });
});

describe('what the service made of an entry', () => {
  const lane = { name: 'a'.repeat(32), id: 'b'.repeat(32), kind: 'statistics', customer: 'a' } as Lane;
  const head = { number: 7, entry: entry('a', 1) };
  const sendTo = (answered: Partial<UpstreamAnswer> | Error): Promise<Answered> => {
    const upstream = {
      send: () =>
        answered instanceof Error ? Promise.reject(answered) : Promise.resolve({ headers: {}, ...answered }),
      garbage: (cause: unknown) => cause,
    } as unknown as Upstream;
    return new EntrySender(upstream, {} as SampleVault).send(lane, head);
  };
  const said = (status: number, body: object, headers = {}): Promise<Answered> =>
    sendTo({ status, headers, body: Buffer.from(JSON.stringify(body)) });

  it.each([
    [200, { delivered: 7, entry: entryDigest(head.entry) }, 'delivered'],
    [200, { delivered: 7, entry: entryDigest(entry('a', 2)) }, 'ahead'],
    [200, { delivered: 9, entry: entryDigest(head.entry) }, 'ahead'],
    [200, { delivered: 6, entry: entryDigest(head.entry) }, 'later'],
    [200, { delivered: 7 }, 'later'],
    [200, {}, 'later'],
    [400, { code: 'STATISTICS_PERSONAL' }, 'refused'],
    [403, { code: 'PARTICIPATION_REQUIRED' }, 'refused'],
    [403, { code: 'LICENSE_REVOKED' }, 'refused'],
    [401, { code: 'LICENSE_KEY_NOT_SUBMITTED' }, 'refused'],
    [413, { code: 'SAMPLE_TOO_LARGE' }, 'refused'],
    [401, { code: 'PROXY_UNKNOWN' }, 'later'],
    [403, { code: 'PROXY_REVOKED' }, 'later'],
    [404, { code: 'ROUTE_NOT_FOUND' }, 'later'],
    [400, { code: 'UPLOAD_INCOMPLETE' }, 'later'],
    [408, { code: 'REQUEST_TIMEOUT' }, 'later'],
    [403, { code: 'PROXY_CUSTOMER' }, 'later'],
    [403, { code: 'PROXY_CUSTOMER', concerns: 'license' }, 'refused'],
    [503, { code: 'SERVICE_UNAVAILABLE' }, 'later'],
    [500, { code: 'INTERNAL' }, 'later'],
    [403, { code: 'of nobody' }, 'later'],
    [204, {}, 'later'],
  ])('%d %j: %s', async (status, body, what) => expect(await said(status, body)).toMatchObject({ what }));

  it.each([
    ['EMFILE', 'later'],
    ['EIO', 'later'],
    ['ENOENT', 'lost'],
  ])('a file that cannot be read (%s): %s', async (code, what) => {
    const cause = Object.assign(new Error(code), { code });
    expect(await sendTo(new Fault('SAMPLE_DAMAGED', 'the sealed file cannot be read', { cause }))).toMatchObject({
      what,
    });
  });

  it.each([
    [429, 'STATISTICS_QUOTA', '30', 30_000],
    [507, 'SAMPLE_STORE_FULL', undefined, null],
  ])('%d %s concerns its customer alone', async (status, code, seconds, afterMs) => {
    const headers = seconds === undefined ? {} : { 'retry-after': seconds };
    expect(await said(status, { code }, headers)).toEqual({ what: 'later', why: code, isOwn: true, afterMs });
  });
});
