import type { LicensePayload } from '@pksn/licensing';
import { DAY_MS, EndpointSketch, HOUR_MS, endpointMark, verifyLicenseFile } from '@pksn/licensing';
import type { DataSource } from '@pksn/store-postgres';
import {
  KeyUseLedger,
  KnockingKeys,
  LicenseDesk,
  PostgresFeedLedger,
  TrustedVendors,
  migrate,
  openDatabase,
} from '@pksn/store-postgres';
import type { ForgedLicense, TemporaryDatabase } from '@pksn/testing';
import { forgeVendor, temporaryDatabase } from '@pksn/testing';
import type { Alert } from './alert';
import { AlertBoard } from './alert-board';
import { alertSources } from './alert-sources';

const now = Date.now();
const iso = (ms: number): string => new Date(ms).toISOString();
const acme = forgeVendor('acme', now);

let database: TemporaryDatabase;
let source: DataSource;
let desk: LicenseDesk;
beforeAll(async () => {
  database = await temporaryDatabase({ filledBy: migrate });
  source = await openDatabase(database.url, 4);
  desk = new LicenseDesk(source);
  await source.query(`INSERT INTO feed (name, vendor) VALUES ('acme/served', 'acme')`);
  await source.query(
    `INSERT INTO snapshot (feed, version, kind, state, state_hash, manifest_digest, manifest, counts, runs)
     VALUES ('acme/served', 1, 'full', 'active', '', '', '{}', '{}', '{}')`,
  );
});
afterAll(async () => {
  await source?.destroy();
  await database?.stop();
});

const license = (licenseId: string, change: Partial<LicensePayload> = {}): ForgedLicense =>
  acme.license({
    licenseId,
    customer: { id: `of ${licenseId}`, name: `Customer ${licenseId}` },
    issuedAt: iso(now - 2 * DAY_MS),
    notBefore: iso(now - 90 * DAY_MS),
    expiresAt: iso(now + 300 * DAY_MS),
    graceDays: 3,
    ...change,
  });
const submit = async (one: ForgedLicense, approved = true): Promise<void> => {
  const verified = verifyLicenseFile(one.text, [acme.root]);
  await desk.submit({ license: verified, file: one.text, actor: 'test', approved });
};
const board = (scope: string | null = null, at = now): Promise<Alert[]> =>
  new AlertBoard(alertSources(source), { now: () => at }).list(scope);
const of = (alerts: readonly Alert[], code: string): unknown[] =>
  alerts.filter((one) => one.code === code).map((one) => [one.subject, one.severity, one.due]);

it('has nothing to say about a service where all is well', async () => {
  await submit(license('well'));
  expect(await board()).toEqual([]);
});

it('warns 30, 7 and 1 days before a license ends, in its grace, and when it is over', async () => {
  const ends = { far: 31, month: 29, week: 6, day: 0.9, grace: -2, over: -4, ancient: -40 };
  for (const [id, days] of Object.entries(ends)) await submit(license(id, { expiresAt: iso(now + days * DAY_MS) }));
  const renewed = license('renewed', { expiresAt: iso(now + DAY_MS) });
  await submit(renewed);
  await submit(license('renewed', { issuedAt: iso(now - DAY_MS) }));
  const revoked = license('gone', { expiresAt: iso(now + DAY_MS) });
  await submit(revoked);
  await desk.revoke('gone', null, 'stolen', 'test');
  const alerts = await board();
  expect(of(alerts, 'license-expiring')).toEqual([
    ['day', 'critical', iso(now + 0.9 * DAY_MS)],
    ['week', 'warning', iso(now + 6 * DAY_MS)],
    ['month', 'info', iso(now + 29 * DAY_MS)],
  ]);
  expect(of(alerts, 'license-in-grace')).toEqual([['grace', 'critical', iso(now + DAY_MS)]]);
  expect(of(alerts, 'license-expired')).toEqual([['over', 'critical', null]]);
  expect(alerts[0]).toEqual({
    code: 'license-expiring',
    severity: 'critical',
    subject: 'day',
    sentence: expect.stringMatching(/^The license day of Customer day \(acme\) expires on .* UTC, in 22 hours\.$/),
    next: 'Renew it with the vendor, then: pksn license submit FILE',
    since: null,
    due: iso(now + 0.9 * DAY_MS),
    facts: {
      ...{ licenseId: 'day', vendor: 'acme', customer: 'Customer day' },
      ...{ expiresAt: iso(now + 0.9 * DAY_MS), graceEndsAt: iso(now + 3.9 * DAY_MS) },
    },
  });
});

it('shows a customer what is its own, and nothing else', async () => {
  expect((await board('of week')).map((one) => [one.code, one.subject, one.next])).toEqual([
    ['license-expiring', 'week', 'Renew it with the vendor, then: pksn endpoint submit FILE'],
  ]);
  expect(await board('of well')).toEqual([]);
  expect(await board('nobody')).toEqual([]);
});

it('says that a changed license awaits its key, until the key comes', async () => {
  await submit(license('changed'));
  await desk.markChanged('changed', 'renewed', 'test');
  expect(of(await board(), 'license-key-awaited')).toEqual([['changed', 'warning', expect.any(String)]]);
  expect(of(await board(null, now + 4 * DAY_MS), 'license-key-awaited')).toEqual([
    ['changed', 'critical', expect.any(String)],
  ]);
  expect(await board('of changed')).toHaveLength(1);
  await submit(license('changed', { issuedAt: iso(now + HOUR_MS) }));
  expect(of(await board(), 'license-key-awaited')).toEqual([]);
});

it('says that an overlap ends while endpoints use the old key, and only then', async () => {
  const ledger = new KeyUseLedger(source);
  const old = license('rolling', { issuedAt: iso(now - 5 * DAY_MS) });
  await submit(old);
  await submit(license('rolling'));
  await desk.setOverlap('rolling', 20, 'test');
  expect(of(await board(), 'key-overlap-ending')).toEqual([]);
  const sketch = new EndpointSketch();
  for (let n = 0; n < 30; n++) sketch.add(endpointMark('salt', String(n)));
  const day = now - (now % DAY_MS);
  await ledger.add([
    { keyHash: Buffer.from(old.keyHash, 'hex'), day, requests: 90, malformedIds: 0, lastSeen: now, sketch },
  ]);
  const [alert, ...others] = (await board('of rolling')).filter((one) => one.code === 'key-overlap-ending');
  expect(others).toEqual([]);
  expect([alert?.subject, alert?.severity, alert?.next]).toEqual([
    'rolling',
    'warning',
    'pksn license rollout rolling',
  ]);
  expect(alert?.sentence).toContain(`Key ${old.keyHash.slice(0, 8)} of Customer rolling ends on`);
  expect(alert?.sentence).toContain('still used by 30 endpoints a day');
  await desk.setOverlap('rolling', 72, 'test');
  expect(of(await board(), 'key-overlap-ending')).toEqual([]);
  expect(of(await board(null, now + 5 * DAY_MS), 'key-overlap-ending')).toEqual([]);
});

it('says that a renewal leaves a gap, what closes it, and no more once it is closed', async () => {
  const old = license('ahead', { issuedAt: iso(now - 5 * DAY_MS) });
  const fresh = license('ahead', { issuedAt: iso(now - DAY_MS), notBefore: iso(now + 10 * DAY_MS) });
  await submit(old);
  await submit(fresh);
  const gap = async (scope: string | null, at = now): Promise<Alert | undefined> => {
    const found = (await board(scope, at)).filter((one) => one.code === 'license-renewal-gap');
    expect(found.length).toBeLessThan(2);
    return found[0];
  };
  expect(await gap(null)).toMatchObject({
    subject: 'ahead',
    severity: 'warning',
    next: expect.stringMatching(/ --hours 240$/),
  });
  expect((await gap(null))?.sentence).toMatch(
    new RegExp(
      `^The old key ${old.keyHash.slice(0, 8)} of .* ends at .*, the new one ${fresh.keyHash.slice(0, 8)} begins at `,
    ),
  );
  expect((await gap('of ahead'))?.next).toMatch(/^Ask the provider/);
  expect(await gap('of well')).toBeUndefined();
  expect((await gap(null, now + 4 * DAY_MS))?.severity).toBe('critical');
  expect(await gap(null, now + 11 * DAY_MS)).toBeUndefined();
  await desk.setOverlap('ahead', 240, 'test');
  expect(await gap(null)).toBeUndefined();
  // One that ends by itself before is not ended by its overlap.
  await submit(license('ended', { issuedAt: iso(now - 5 * DAY_MS), expiresAt: iso(now + DAY_MS), graceDays: 0 }));
  await submit(license('ended', { issuedAt: iso(now - DAY_MS), notBefore: iso(now + 10 * DAY_MS) }));
  expect(await gap('of ended')).toBeUndefined();
});

it('lists keys that knock and submissions that wait, with the command that answers them', async () => {
  const waiting = license('waiting');
  await submit(waiting, false);
  const print = waiting.keyHash.slice(0, 8);
  const seen = { firstSeen: new Date(now - DAY_MS), lastSeen: new Date(now), knocks: 4 };
  const past = new Date(now - 8 * DAY_MS);
  await new KnockingKeys(source).add([
    { fingerprint: print, ...seen },
    { fingerprint: '0badc0de', ...seen },
    { fingerprint: '0badcafe', firstSeen: past, lastSeen: past, knocks: 1 },
  ]);
  const alerts = await board();
  const knocking = alerts.filter((one) => one.code === 'key-knocking').map((one) => [one.subject, one.next]);
  expect(knocking.sort()).toEqual(
    [
      ['0badc0de', 'pksn license answer 0badc0de [FILE...]'],
      [print, `pksn license approve ${print}`],
    ].sort(),
  );
  expect(alerts.find((one) => one.code === 'submission-pending')).toMatchObject({
    subject: 'waiting',
    next: `pksn license approve ${print}`,
  });
  expect(await board('of waiting')).toEqual([]);
  await submit(waiting);
  expect(of(await board(), 'submission-pending')).toEqual([]);
  expect(of(await board(), 'key-knocking').map((one) => (one as string[])[0])).toEqual(['0badc0de']);
});

it('warns of licenses that cover nothing that is served, all that cover the same at once', async () => {
  await submit(license('typo-1', { feeds: ['acme/typo'] }));
  await submit(license('typo-2', { feeds: ['acme/typo'] }));
  await submit(license('served', { feeds: ['acme/typo', 'acme/served'] }));
  const vain = async (): Promise<unknown[]> => of(await board(), 'license-without-content');
  expect(await vain()).toEqual([['typo-1', 'warning', null]]);
  expect((await board('of typo-2')).map((one) => [one.code, one.subject])).toEqual([
    ['license-without-content', 'typo-2'],
  ]);
  await source.query(`UPDATE license SET granted_feeds = '{acme/served}' WHERE license_id = 'typo-1'`);
  expect(await vain()).toEqual([['typo-2', 'warning', null]]);
  await source.query(`UPDATE snapshot SET state = 'retained' WHERE feed = 'acme/served'`);
  expect((await vain()).length).toBeGreaterThan(1);
  await source.query(`UPDATE feed SET open = true WHERE name = 'acme/served'`);
  await source.query(`UPDATE snapshot SET state = 'active' WHERE feed = 'acme/served'`);
  expect(await vain()).toEqual([]);
});

it('tells of proxies that are silent, and of none that is revoked or was never there', async () => {
  const seen = (name: string, minutesAgo: number | null, revoked = false): Promise<unknown> =>
    source.query(
      `INSERT INTO proxy (id, name, enrolled_at, enrolled_by, last_seen_at, revoked_at) VALUES (gen_random_uuid(), $1, $2, 'test', $3, $4)`,
      [
        name,
        new Date(now),
        minutesAgo === null ? null : new Date(now - minutesAgo * 60_000),
        revoked ? new Date(now) : null,
      ],
    );
  await seen('here', 5);
  await seen('silent', 11);
  await seen('long-gone', 1_500);
  await seen('revoked', 50, true);
  await seen('new', null);
  expect(of(await board(), 'proxy-silent')).toEqual([
    ['long-gone', 'warning', null],
    ['silent', 'info', null],
  ]);
  expect(await board('of well')).toEqual([]);
  await source.query('DELETE FROM proxy');
});

it('tells how many proposals wait for a second person, each customer of its own', async () => {
  const propose = (customer: string | null, state: string, days: number): Promise<unknown> =>
    source.query(
      `INSERT INTO proposal (kind, subject, customer_id, request, likeness, basis, state, proposed_by, principal, holder, role,
         proposed_at, expires_at, ended_at)
       VALUES ('override', 'x', $1, '{}', sha256(gen_random_uuid()::text::bytea), '{}', $2, 'a', 'a', 'a', 'operator', $3, $4, $5)`,
      [customer, state, new Date(now), new Date(now + days * DAY_MS), state === 'waiting' ? null : new Date(now)],
    );
  await propose(null, 'waiting', 7);
  await propose('of well', 'waiting', 3);
  await propose(null, 'waiting', -1);
  await propose(null, 'refused', 7);
  const counts = async (scope: string | null): Promise<unknown[]> =>
    (await board(scope)).filter(({ code }) => code === 'proposals-waiting').map(({ facts, due }) => [facts.count, due]);
  expect(await counts(null)).toEqual([[2, iso(now + 3 * DAY_MS)]]);
  expect(await counts('of well')).toEqual([[1, iso(now + 3 * DAY_MS)]]);
  expect(await counts('of week')).toEqual([]);
  await source.query('DELETE FROM proposal');
});

it('warns of trust roots before they expire', async () => {
  const vendors = new TrustedVendors(source);
  const { root } = acme;
  const stored = { vendor: 'acme', version: 1, fingerprint: root.fingerprint, envelope: JSON.parse(root.text) };
  await vendors.add({ ...stored, expiresAt: iso(now + 365 * DAY_MS) } as never, 'test');
  expect(of(await board(null, now + 300 * DAY_MS), 'trust-root-expiring')).toEqual([]);
  // Open to everybody: each license in force would miss it.
  const stakes = await vendors.stakes('acme');
  expect(stakes.feeds).toEqual(['acme/served']);
  expect(stakes.licenses).toBeGreaterThan(5);
  await expect(vendors.stakes('nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const due = (await new PostgresFeedLedger(source).roots())[0]?.expiresAt;
  expect(of(await board(null, now + 340 * DAY_MS), 'trust-root-expiring')).toEqual([['acme', 'warning', due]]);
  expect(of(await board(null, now + 360 * DAY_MS), 'trust-root-expiring')).toEqual([['acme', 'critical', due]]);
  expect(of(await board(null, now + 366 * DAY_MS), 'trust-root-expired')).toEqual([['acme', 'critical', due]]);
});

it('lists stale feeds and held snapshots', async () => {
  const manifest = { freshUntil: iso(now - HOUR_MS) };
  await source.query(`INSERT INTO feed (name, vendor) VALUES ('acme/core', 'acme')`);
  const [{ id }] = (await source.query(
    `INSERT INTO snapshot (feed, version, kind, state, state_hash, manifest_digest, manifest, counts, runs)
     VALUES ('acme/core', 7, 'full', 'active', '', '', $1, '{}', '{}'), ('acme/core', 8, 'full', 'held', '', '', $1, '{}', '{}')
     RETURNING id`,
    [JSON.stringify(manifest)],
  )) as [{ id: string }];
  await source.query(`INSERT INTO generation (number, reason, actor, feeds) VALUES (2, 'test', 'test', $1)`, [
    JSON.stringify([{ feed: 'acme/core', snapshotId: Number(id), version: 7, priority: 100 }]),
  ]);
  const alerts = await board();
  expect(of(alerts, 'feed-stale')).toEqual([['acme/core', 'warning', null]]);
  const [held] = alerts.filter((one) => one.code === 'snapshot-held');
  expect([held?.sentence, held?.next]).toEqual([
    'Version 8 of acme/core is held until somebody activates it.',
    `pksn snapshot activate ${String(Number(id) + 1)}`,
  ]);
  const heldBy = async (kind: string, due: number | null): Promise<unknown> => {
    const when = due === null ? null : new Date(due);
    await source.query(`UPDATE snapshot SET hold_kind = $1, activate_at = $2 WHERE state = 'held'`, [kind, when]);
    return (await board()).find((one) => one.code === 'snapshot-held')?.next;
  };
  expect(await heldBy('guard', null)).toContain(`activate ${String(Number(id) + 1)} --reason TEXT`);
  expect(await heldBy('pinned', null)).toBe('pksn feed release acme/core');
  // Goes live by itself, but for one whose hour has passed.
  expect(await heldBy('policy', now + HOUR_MS)).toBeUndefined();
  expect(await heldBy('policy', now - HOUR_MS)).toBeDefined();
  expect(of(await board(null, now - 2 * HOUR_MS), 'feed-stale')).toEqual([]);
  // The worst first.
  const severities = alerts.map((one) => one.severity);
  expect(severities).toEqual([...severities].sort((a, b) => rank(a) - rank(b)));
});

const rank = (severity: string): number => ['critical', 'warning', 'info'].indexOf(severity);
