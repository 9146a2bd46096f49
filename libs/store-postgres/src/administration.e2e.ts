import { createHash } from 'node:crypto';
import type { TemporaryDatabase } from '@pksn/testing';
import { temporaryDatabase } from '@pksn/testing';
import type { DataSource } from './index';
import { Administration, KnockingKeys, clearContextTokens, migrate, openDatabase, registerContextToken } from './index';

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
