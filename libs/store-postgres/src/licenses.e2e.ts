import { verifyLicenseFile } from '@pksn/licensing';
import { KEY_STATES, keyStateAt } from '@pksn/licensing';
import type { TemporaryDatabase } from '@pksn/testing';
import { forgeVendor, temporaryDatabase } from '@pksn/testing';
import type { DataSource, LicensePlace } from './index';
import { Customers, LICENSE_SORTS, LicenseDesk, Licenses, migrate, openDatabase } from './index';
import { selectKeys } from './license-rows';
import { keyStateSql } from './license-state-sql';

const HOUR_MS = 3_600_000;
const now = Date.now();
const acme = forgeVendor('acme', now);
const rival = forgeVendor('rival', now);
const all = { customerId: null, state: null, search: null };

/** Ids as an order gave them, to be met again the other way round. */
const ORDERS = new Map<string, string[]>();

let database: TemporaryDatabase;
let source: DataSource;
let licenses: Licenses;
let customers: Customers;
let desk: LicenseDesk;
beforeAll(async () => {
  database = await temporaryDatabase({ filledBy: migrate });
  source = await openDatabase(database.url, 4);
  [licenses, customers, desk] = [new Licenses(source), new Customers(source), new LicenseDesk(source)];
});
afterAll(async () => {
  await source?.destroy();
  await database?.stop();
});

async function submit(licenseId: string, id: string, vendor = acme, approved = true): Promise<string> {
  const { text } = vendor.license({ licenseId, customer: { id, name: `Customer ${id}` } });
  const license = verifyLicenseFile(text, [acme.root, rival.root]);
  return (await desk.submit({ license, file: text, actor: 'test', approved })).fingerprint;
}

/** `keys` keys for each of `count` licenses of one customer each two, as submissions would have left them. */
async function fill(first: number, count: number): Promise<void> {
  await source.query(
    `INSERT INTO customer (id, name) SELECT DISTINCT 'c' || lpad((n / 2)::text, 5, '0'), 'Customer ' || n / 2
     FROM generate_series($1::int, $2::int) n ON CONFLICT DO NOTHING`,
    [first, first + count - 1],
  );
  await source.query(
    `INSERT INTO license (vendor, license_id, customer_id, product, edition)
     SELECT 'acme', md5('l' || n), 'c' || lpad((n / 2)::text, 5, '0'), 'p', 'e' FROM generate_series($1::int, $2::int) n`,
    [first, first + count - 1],
  );
  await source.query(
    `INSERT INTO license_key (key_hash, vendor, license_id, digest, supersedes, issued_at, not_before, expires_at, grace_days,
       file, submitted_at, submitted_by, superseded_at)
     SELECT sha256(('k' || n || '-' || k)::bytea), 'acme', md5('l' || n), 'd' || n || k, '{}', now() - (10 - k) * interval '30 days',
       now() - interval '400 days', now() + interval '100 days', 0, 'f', now(), 'test',
       CASE WHEN k < 3 THEN now() - interval '20 days' END
     FROM generate_series($1::int, $2::int) n, generate_series(1, 3) k`,
    [first, first + count - 1],
  );
}

describe('1,000 licenses of 500 customers', () => {
  beforeAll(() => fill(0, 1_000));

  it('come in pages without repeating or skipping any, also while others are added', async () => {
    const seen: string[] = [];
    let after: LicensePlace | null = null;
    let added = 10_000;
    do {
      const page = await licenses.list(all, { after, limit: 37 }, now);
      for (const keys of page.licenses) {
        expect(keys).toHaveLength(3);
        expect(keys[0]?.supersededAt).toBeNull();
        seen.push(keys[0]?.licenseId ?? '');
      }
      await fill((added += 10), 2);
      after = page.next;
    } while (after !== null);
    expect(new Set(seen).size).toBe(seen.length);
    const before = (await source.query(
      `SELECT license_id AS id FROM license WHERE license_id IN (SELECT md5('l' || n) FROM generate_series(0, 999) n)`,
    )) as { id: string }[];
    expect(before.filter(({ id }) => !seen.includes(id))).toEqual([]);
  });

  it('cost two queries a page, whatever it holds', async () => {
    const queries: string[] = [];
    const counting = { query: (text: string, given: unknown[]) => (queries.push(text), source.query(text, given)) };
    const { licenses: found } = await new Licenses({ manager: counting } as never).list(
      all,
      { after: null, limit: 50 },
      now,
    );
    expect([found.length, queries.length]).toEqual([50, 2]);
  });

  it.each(LICENSE_SORTS)('come in the order %s, each once', async (sort) => {
    await source.query(
      `UPDATE license_key SET expires_at = now() + (100 + get_byte(key_hash, 0) % 9) * interval '1 day'`,
    );
    const seen: string[] = [];
    const places: LicensePlace[] = [];
    for (let after: LicensePlace | null = null; ;) {
      const page = await licenses.list({ ...all, search: 'Customer 1' }, { after, limit: 100, sort }, now);
      seen.push(...page.licenses.map((keys) => keys[0]?.licenseId ?? ''));
      if (page.next === null) break;
      places.push((after = page.next));
    }
    const [{ n }] = await source.query(
      `SELECT count(*)::int AS n FROM license l JOIN customer c ON c.id = l.customer_id WHERE name LIKE '%Customer 1%'`,
    );
    expect([seen.length, new Set(seen).size]).toEqual([n, n]);
    const by = places.map(([at, , id]) => (at.includes('T') ? at : '') + id);
    if (sort.endsWith('license')) expect(by).toEqual(sort === 'license' ? by.toSorted() : by.toSorted().reverse());
    if (sort.endsWith('expires')) expect(by).toEqual(sort === 'expires' ? by.toSorted() : by.toSorted().reverse());
    if (!sort.startsWith('-')) ORDERS.set(sort, seen);
    else expect(seen).toEqual(ORDERS.get(sort.slice(1))?.toReversed());
  });

  it('are found by customer, state, text and fingerprint', async () => {
    const page = { after: null, limit: 500 };
    const count = async (filter: object): Promise<number> =>
      (await licenses.list({ ...all, ...filter }, page, Date.now())).licenses.length;
    expect(await count({ customerId: 'c00007' })).toBe(2);
    expect(await count({ search: 'CUSTOMER 499' })).toBe(2);
    expect(await count({ search: '100%' })).toBe(0);
    const [key] = await licenses.keysOf(
      (await licenses.list(all, { after: null, limit: 1 }, now)).licenses[0]?.[0]?.licenseId ?? '',
      null,
    );
    expect(await count({ search: key?.keyHash.toString('hex').slice(0, 8) })).toBe(1);
    expect(await count({ state: 'expired' })).toBe(0);
    await desk.revoke(key?.licenseId ?? '', null, 'stolen', 'test');
    expect(await count({ state: 'revoked' })).toBe(1);
    expect(await count({ state: 'current', customerId: key?.customerId })).toBe(1);
    const [other] = (await licenses.list({ ...all, state: 'current' }, page, now)).licenses;
    await desk.markChanged(other?.[0]?.licenseId ?? '', 'renewed', 'test');
    for (const state of ['overlap', 'awaiting'] as const) expect(await count({ state })).toBe(1);
    for (const state of KEY_STATES.filter((one) => one !== 'current')) {
      expect([state, await count({ state })]).toEqual([state, ['revoked', 'overlap'].includes(state) ? 1 : 0]);
    }
    expect(await count({ state: 'approval' })).toBe(0);
  });
});

it('judges in SQL as the registry does in memory, at every border', async () => {
  const at = new Date(now);
  const times = [null, now - 73 * HOUR_MS, now - 72 * HOUR_MS, now - HOUR_MS, now, now + 1];
  const rows: unknown[][] = [];
  for (const changed of times)
    for (const superseded of times)
      for (const starts of [now - 900 * HOUR_MS, now, now + 1])
        for (const ends of [now + HOUR_MS, now, now - 24 * HOUR_MS, now - 25 * HOUR_MS])
          rows.push([changed, superseded, starts, ends].map((time) => (time === null ? null : new Date(time))));
  await source.query(`INSERT INTO customer (id, name) VALUES ('states', 's')`);
  await source.query(
    `INSERT INTO license (vendor, license_id, customer_id, product, edition) VALUES ('acme', 'states', 'states', 'p', 'e')`,
  );
  for (const [i, row] of rows.entries()) {
    await source.query(
      `INSERT INTO license_key (key_hash, vendor, license_id, digest, supersedes, issued_at, grace_days, file, submitted_at, submitted_by,
         changed_at, superseded_at, not_before, expires_at)
       VALUES (sha256($1::text::bytea), 'acme', 'states', $1::text, '{}', $6, 1, 'f', $6, 'test', $2, $3, $4, $5)`,
      [`state ${String(i)}`, ...row, at],
    );
  }
  const judged = (await source.query(
    `SELECT encode(k.key_hash, 'hex') AS hash, ${keyStateSql('$1::timestamptz')} AS state
     FROM license_key k JOIN license l USING (vendor, license_id) LEFT JOIN revoked_key r ON r.key_hash = k.key_hash
     WHERE license_id = 'states'`,
    [at],
  )) as { hash: string; state: string }[];
  const states = new Map(judged.map(({ hash, state }) => [hash, state]));
  for (const key of await selectKeys(source.manager, `k.license_id = 'states'`)) {
    expect(states.get(key.keyHash.toString('hex'))).toBe(keyStateAt(key, now));
  }
  expect(new Set(states.values()).size).toBe(7);
});

it('names a license by its id, a key, or the only beginning', async () => {
  const fingerprint = await submit('0f-unique-1', 'named');
  await submit('0f-unique-2', 'other');
  const idOf = async (text: string, scope: string | null = null) => (await licenses.keysOf(text, scope))[0]?.licenseId;
  expect(await idOf(fingerprint)).toBe('0f-unique-1');
  expect(await idOf('acme:0f-unique-1')).toBe('0f-unique-1');
  await expect(idOf('0f-unique')).rejects.toMatchObject({
    code: 'LICENSE_AMBIGUOUS',
    detail: expect.stringContaining('2 licenses'),
  });
  expect(await idOf('0f-unique', 'named')).toBe('0f-unique-1');
  await expect(idOf('0f-unique-2', 'named')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(idOf('0f_unique')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(desk.revoke('0f-unique-', null, 'r', 'test')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('keeps every accepted file, and tells the story in order', async () => {
  const first = acme.license({
    licenseId: 'story',
    customer: { id: 'teller', name: 'T' },
    issuedAt: new Date(now - HOUR_MS).toISOString(),
  });
  const second = acme.license({ licenseId: 'story', customer: { id: 'teller', name: 'T' } });
  for (const { text } of [first, second]) {
    await desk.submit({ license: verifyLicenseFile(text, [acme.root]), file: text, actor: 'test', approved: true });
  }
  await desk.setOverlap('story', 0, 'test');
  expect((await licenses.file('story', null, null)).file).toBe(second.text);
  expect((await licenses.file('story', first.keyHash.slice(0, 8), 'teller')).file).toBe(first.text);
  // The previous release writes beside this one, and keeps files with their keys only.
  await source.query(`DELETE FROM license_file WHERE license_id = 'story'`);
  expect((await licenses.file('story', null, null)).file).toBe(second.text);
  expect((await licenses.file('story', first.keyHash.slice(0, 8), 'teller')).file).toBe(first.text);
  await expect(licenses.file('story', 'ffffffff', null)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const story = await licenses.history('story', null);
  const told = ['license.submitted', 'license.submitted', 'license.superseded', 'license.overlap'];
  expect(story.map((one) => one.action)).toEqual(told);
  expect((await customers.holdings('teller')).history.map((one) => one.action)).toEqual(told);
});

describe('a customer that the provider added', () => {
  const facts = { name: 'By hand', contacts: [], note: '', vendor: null };

  it('is joined by the first file that names it, and by no other vendor after that', async () => {
    await customers.add({ ...facts, id: 'hand' }, 'test');
    await expect(customers.add({ ...facts, id: 'hand' }, 'test')).rejects.toMatchObject({ code: 'CUSTOMER_EXISTS' });
    await submit('waits', 'hand', acme, false);
    expect(await desk.pending('hand')).toMatchObject([{ licenseId: 'waits' }]);
    await submit('joins', 'hand');
    await submit('stays-out', 'hand', rival);
    await submit('waits-too', 'hand', rival, false);
    expect((await licenses.keysOf('joins', 'hand'))[0]?.customerName).toBe('By hand');
    expect((await licenses.keysOf('stays-out', null))[0]?.customerId).toBe('rival:hand');
    expect((await desk.pending('hand')).map((one) => one.licenseId)).toEqual(['waits']);
    expect((await desk.pending('rival:hand')).map((one) => one.licenseId)).toEqual(['waits-too']);
  });

  it('is joined by the vendor alone that the provider named', async () => {
    await customers.add({ ...facts, id: 'bound', vendor: 'acme' }, 'test');
    await submit('bound-waits', 'bound', rival, false);
    expect(await desk.pending('bound')).toEqual([]);
    await submit('bound-rival', 'bound', rival);
    await submit('bound-acme', 'bound');
    expect((await licenses.keysOf('bound-rival', null))[0]?.customerId).toBe('rival:bound');
    expect((await licenses.keysOf('bound-acme', null))[0]?.customerId).toBe('bound');
  });

  it('changes with its history', async () => {
    await customers.change('hand', { name: 'Renamed', contacts: ['a@b.example'] }, 'test');
    expect(await customers.one('hand', 'hand')).toMatchObject({
      name: 'Renamed',
      licenses: 1,
      contacts: ['a@b.example'],
    });
    await expect(customers.one('hand', 'bound')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { history } = await customers.holdings('hand');
    expect(history.at(-1)?.detail).toEqual({
      ...{ name: 'Renamed', contacts: ['a@b.example'] },
      before: { name: expect.not.stringMatching('Renamed') as string, contacts: [] },
    });
    const actions = history.map((one) => one.action);
    expect([actions[0], actions.at(-1)]).toEqual(['customer.added', 'customer.changed']);
  });
});

it('grants feeds that exist or are of a trusted vendor, and takes them back', async () => {
  await submit('grants', 'granted');
  await expect(desk.grant('grants', ['typo/feed'], 'test')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await source.query(`INSERT INTO vendor (name, anchor_fingerprint) VALUES ('typo', 'f')`);
  expect(await desk.grant('grants', ['typo/feed'], 'test')).toEqual(['typo/feed']);
  await expect(desk.ungrant('grants', ['typo/other'], 'test')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await desk.ungrant('grants', ['typo/feed'], 'test', 'over');
  expect((await licenses.keysOf('grants', null))[0]?.grantedFeeds).toEqual([]);
});

it('approves and refuses what waits by the fingerprint of its key', async () => {
  const [first, second] = [
    await submit('by-print-1', 'prints', acme, false),
    await submit('by-print-2', 'prints', acme, false),
  ];
  expect(await licenses.notRegistered(null)).toBeGreaterThanOrEqual(2);
  expect([await licenses.notRegistered('prints'), await licenses.notRegistered('nobody')]).toEqual([0, 0]);
  await expect(desk.approve('ffffffff', (file) => verifyLicenseFile(file, [acme.root]), 'test')).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  expect(await desk.approve(first.toUpperCase(), (file) => verifyLicenseFile(file, [acme.root]), 'test')).toMatchObject(
    { state: 'submitted' },
  );
  await desk.refuse(second, 'test', 'not ordered');
  expect(
    await source.query(
      `SELECT detail->>'reason' AS reason FROM audit_entry WHERE action = 'license.submission-refused'`,
    ),
  ).toEqual([{ reason: 'not ordered' }]);
  expect((await licenses.history('by-print-1', null)).map((one) => one.action)).toEqual([
    'license.submission-received',
    'license.submitted',
  ]);
});

it('adds and changes a customer for a trusted vendor, and takes out one that has nothing', async () => {
  const facts = { id: 'by-hand', name: 'By hand', contacts: [], note: '', vendor: 'nosuch' };
  await expect(customers.add(facts, 'test', false)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await customers.add(facts, 'test', true);
  await expect(customers.change('by-hand', { vendor: 'other' }, 'test', false)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  await source.query(`INSERT INTO vendor (name, anchor_fingerprint) VALUES ('known', 'f') ON CONFLICT DO NOTHING`);
  await customers.change('by-hand', { vendor: 'known' }, 'test', false);
  expect(await customers.one('by-hand', null)).toMatchObject({ vendor: 'known', name: 'By hand' });
  await customers.change('by-hand', { vendor: null }, 'test', false);
  expect((await customers.one('by-hand', null)).vendor).toBeNull();
  await submit('kept-license', 'kept');
  const { customerId = '' } = (await licenses.keysOf('kept-license', null))[0] ?? {};
  await expect(customers.remove(customerId, 'test')).rejects.toMatchObject({ code: 'CUSTOMER_IN_USE' });
  await customers.remove('by-hand', 'test');
  await expect(customers.one('by-hand', null)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
