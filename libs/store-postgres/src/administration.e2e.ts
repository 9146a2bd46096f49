import { createHash } from 'node:crypto';
import { JudgedClock } from '@pksn/runtime';
import type { TemporaryDatabase } from '@pksn/testing';
import { temporaryDatabase } from '@pksn/testing';
import type { DataSource } from './index';
import {
  Administration,
  ClockKeeper,
  ClockMarks,
  KnockingKeys,
  clearContextTokens,
  migrate,
  openDatabase,
  registerContextToken,
} from './index';

let database: TemporaryDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await temporaryDatabase({ filledBy: migrate });
  source = await openDatabase(database.url, 3);
});
afterAll(async () => {
  await source?.destroy();
  await database?.stop();
});

const order = (role: string, label: string) => ({ role, label, days: 1, customerId: null });
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

describe('tokens', () => {
  it('of a context belong to one start: the next one voids them, and so does stopping', async () => {
    const administration = new Administration(source);
    const { token: lasting } = await administration.createToken(order('viewer', 'script'), 'test');
    await registerContextToken(database.url, hashOf('first'));
    expect(await administration.holder('first')).toMatchObject({ role: 'administrator' });
    await registerContextToken(database.url, hashOf('second'));
    expect(await administration.holder('first')).toBeNull();
    expect(await administration.holder('second')).toMatchObject({ label: 'context file' });
    await clearContextTokens(database.url);
    expect(await administration.holder('second')).toBeNull();
    expect(await administration.holder(lasting)).toMatchObject({ role: 'viewer', label: 'script' });
  });

  it('are kept as hashes only, and end', async () => {
    const administration = new Administration(source);
    const { id, token } = await administration.createToken(order('operator', 'short'), 'test');
    const text = JSON.stringify(
      await source.query(`SELECT encode(token_hash, 'escape') AS hash, label FROM admin_token`),
    );
    expect(text).not.toContain(token);
    expect(JSON.stringify(await source.query('SELECT * FROM audit_entry'))).not.toContain(token);
    await source.query(`UPDATE admin_token SET expires_at = now() - interval '1 s' WHERE id = $1`, [id]);
    expect(await administration.holder(token)).toBeNull();
  });
});

describe('the mark of the clock', () => {
  const YEAR = 365 * 86_400_000;
  const administration = (): Administration => new Administration(source);
  const judgedNow = async (): Promise<number> =>
    ((await source.query('SELECT judged_now() AS now')) as [{ now: Date }])[0].now.getTime();
  afterEach(() => source.query('UPDATE clock_mark SET mark = NULL'));

  it('is what the database judges by when its clock is behind, or leapt ahead', async () => {
    const { token } = await administration().createToken(order('viewer', 'a day'), 'test');
    const held = async (): Promise<boolean> => (await administration().holder(token)) !== null;
    const [from, at] = [Date.now(), Date.now() + YEAR];
    for (const [mark, judged, valid] of [
      [at, at, false],
      [from - YEAR, from - YEAR, true],
    ] as const) {
      await source.query('UPDATE clock_mark SET mark = $1', [new Date(mark)]);
      expect([await judgedNow(), await held()]).toEqual([judged, valid]);
    }
    await source.query('UPDATE clock_mark SET mark = $1', [new Date(from - 3_600_000)]);
    expect(await judgedNow()).toBeGreaterThanOrEqual(from);
  });

  it('only rises, but by a word of a person, which older processes do not undo', async () => {
    const marks = new ClockMarks(source);
    const { resets } = await marks.read();
    const read = async (): Promise<number | null> => (await marks.read()).markMs;
    await marks.keep({ markMs: 5_000, resets });
    await marks.keep({ markMs: 4_000, resets });
    expect(await read()).toBe(5_000);
    expect(await marks.reset({ toMs: 1_500, actor: 'anna', reason: 'it was wrong' })).toEqual({
      markMs: 5_000,
      resets,
    });
    await marks.keep({ markMs: 6_000, resets });
    expect(await marks.read()).toEqual({ markMs: 1_500, resets: resets + 1 });
    const [entry] = (await source.query(
      `SELECT actor, detail FROM audit_entry WHERE action = 'clock.reset'`,
    )) as object[];
    const detail = { reason: 'it was wrong', before: '1970-01-01T00:00:05.000Z', after: '1970-01-01T00:00:01.500Z' };
    expect(entry).toEqual({ actor: 'anna', detail });
  });

  it('is first kept by the first process, and learned by the next', async () => {
    const marks = new ClockMarks(source);
    const wall = Date.now();
    const clockAt = (ms: number): JudgedClock => new JudgedClock({ now: () => ms }, () => 0);
    await new ClockKeeper(clockAt(wall), marks).round();
    expect((await marks.read()).markMs).toBe(wall);
    for (const jump of [12 * YEAR, -10 * YEAR]) {
      const clock = clockAt(wall + jump);
      await new ClockKeeper(clock, marks).round();
      expect(clock.now()).toBe(wall);
    }
  });
});

describe('knocking keys', () => {
  const LIMIT = 10_000;
  const from = Date.now() - 86_400_000;
  const knock = (n: number, at: number, knocks = 1) => ({
    fingerprint: n.toString(16).padStart(8, '0'),
    firstSeen: new Date(from + at),
    lastSeen: new Date(from + at),
    knocks,
  });
  const unknown = { pending: null, revoked: false, older: null };

  it('are summed over processes', async () => {
    const store = new KnockingKeys(source);
    await store.add([]);
    await Promise.all([store.add([knock(1, 5_000, 2)]), store.add([knock(1, 9_000, 3), knock(2, 1_000)])]);
    expect(await store.list(10)).toEqual([
      { ...knock(1, 9_000, 5), ...unknown, firstSeen: expect.any(Date) },
      { ...knock(2, 1_000), ...unknown },
    ]);
  });

  it('never fill more than their table: the longest silent go', async () => {
    const store = new KnockingKeys(source);
    for (let from = 0; from < 12_000; from += 1_000) {
      await store.add(Array.from({ length: 1_000 }, (_, n) => knock(100 + from + n, 10_000 + from + n)));
    }
    const [{ n }] = (await source.query('SELECT count(*)::int AS n FROM knocking_key')) as [{ n: number }];
    expect(n).toBe(LIMIT);
    const listed = await store.list(20_000);
    expect(listed).toHaveLength(LIMIT);
    expect(listed[0]?.fingerprint).toBe(knock(100 + 11_999, 0).fingerprint);
    expect(listed.some(({ fingerprint }) => fingerprint === knock(1, 0).fingerprint)).toBe(false);
  });

  it('do not make processes wait for each other for ever, in whatever order they counted', async () => {
    const many = Array.from({ length: 1_000 }, (_, n) => knock(50_000 + n, 90_000));
    const processes = await Promise.all([1, 2, 3].map(() => openDatabase(database.url, 2)));
    const rounds = processes.flatMap((one, n) => {
      const store = new KnockingKeys(one);
      const own = n % 2 === 0 ? many : [...many].reverse();
      return Array.from({ length: 8 }, () => store.add(own));
    });
    const failed = (await Promise.allSettled(rounds)).flatMap((one) =>
      one.status === 'rejected' ? [String(one.reason)] : [],
    );
    expect(failed).toEqual([]);
    for (const one of processes) await one.destroy();
  });
});

it('keeps the token in use and the last one of an administrator, unless told to void them all the same', async () => {
  await source.query(`DELETE FROM admin_token`);
  const administration = new Administration(source);
  const [first, second] = [
    await administration.createToken(order('administrator', 'one'), 'test'),
    await administration.createToken(order('administrator', 'two'), 'test'),
  ];
  const revoke = (id: string, own: string | null, force = false): Promise<void> =>
    administration.revokeToken(Number(id), 'test', { own, force });
  await expect(revoke(first.id, first.id)).rejects.toMatchObject({ code: 'ADMIN_TOKEN_NEEDED' });
  await revoke(first.id, second.id);
  await expect(revoke(second.id, null)).rejects.toMatchObject({ code: 'ADMIN_TOKEN_NEEDED' });
  expect(await administration.holder(second.token)).toMatchObject({ id: second.id });
  await revoke(second.id, second.id, true);
  expect(await administration.holder(second.token)).toBeNull();
});
