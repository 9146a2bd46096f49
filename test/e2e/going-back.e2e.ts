import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from '@pksn/store-postgres';
import { openDatabase } from '@pksn/store-postgres';
import type { ForgedLicense, ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import { EventStream } from './event-stream';
import type { Answer } from './https-caller';
import type { CommandEnd } from './pksn-command';
import { pksnCommand } from './pksn-command';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, importOf, submit, trust } from './steps';

const FEED = 'acme/core';
/** The lock of the worker that rebuilds: libs/store-postgres/src/locks.ts. */
const REBUILDING = 7_310;
const HEADER = 'sha256,domain,zone,threat';
const file = (n: number): string => n.toString(16).padStart(64, 'a');
const V1 = [HEADER, `${file(1)},,red,Old.Threat`, `${file(2)},,green,`, ',bad.example,red,Test.Domain'].join('\n');
/** Turns a file of the operating system red, and knows one more. */
const V2 = [V1.replace(`${file(2)},,green,`, `${file(2)},,red,False.Alarm`), `${file(3)},,red,New.Threat`].join('\n');
const V3 = [V1, `${file(3)},,red,New.Threat`].join('\n');

describe('going back', () => {
  let service: Service;
  let vendor: ForgedVendor;
  let license: ForgedLicense;
  let revoked: ForgedLicense;
  let source: DataSource;
  let stream: EventStream;
  let packages: Record<'first' | 'second' | 'third', Buffer>;

  const pksn = (...args: string[]): Promise<CommandEnd> => pksnCommand([...args, ...service.adminFlags]);
  const json = async (...args: string[]): Promise<Answer['body']> => {
    const { exitCode, out, err } = await pksn(...args, '--json');
    if (exitCode !== 0) throw new Error(err);
    return JSON.parse(out) as unknown;
  };
  const post = (path: string, body: object = {}): Promise<Answer> => service.admin.post(`/api/v1/${path}`, { body });
  const feedOf = async (feed: string): Promise<Answer['body']> =>
    (await service.admin.get(`/api/v1/feeds/${feed}`)).body;
  const snapshotOf = async (feed: string, version: number): Promise<Answer['body']> => {
    const { body } = await service.admin.get(`/api/v1/snapshots?feed=${feed}`);
    return (body.snapshots as { version: number }[]).find((one) => one.version === version);
  };
  const setFeed = (feed: string, activation: string): Promise<Answer> =>
    service.admin.send('PATCH', `/api/v1/feeds/${feed}`, { body: { activation } });
  const zoneOf = (n: number): Promise<string> =>
    service
      .query(license.key)
      .get(`/v1/files/${file(n)}`)
      .then(({ body }) => body.zone as string);
  const zonesAre = (...zones: string[]): Promise<string[]> =>
    eventually(
      () => Promise.all(zones.map((_, n) => zoneOf(n + 1))),
      (found) => found.join() === zones.join(),
    );
  /** The generation's number, and whatever a reversal must leave alone. */
  const untouched = async (): Promise<unknown> => ({
    overrides: await source.query('SELECT * FROM override ORDER BY id'),
    licenses: await source.query('SELECT * FROM license_key ORDER BY key_hash'),
    revoked: await source.query('SELECT * FROM revoked_key ORDER BY key_hash'),
    floors: await source.query('SELECT name, floor_version, floor_digest FROM feed ORDER BY name'),
  });
  const held = async (feed: string, version: number, rows = V1): Promise<Answer['body']> =>
    importOf(service, await samplePackage(vendor, { feed, version, rows }));
  const runDirOf = async (feed: string, version: number): Promise<string> => {
    const [{ run }] = (await source.query(
      'SELECT runs[cardinality(runs)] AS run FROM snapshot WHERE feed = $1 AND version = $2',
      [feed, version],
    )) as [{ run: string }];
    return join(service.dataDir, 'index/runs', run);
  };

  beforeAll(async () => {
    service = await Service.create();
    await service.startAll({ PKSN_RETRY_INTERVAL: '200ms' });
    source = await openDatabase(service.database.url, 2);
    vendor = forgeVendor('acme', Date.now());
    await trust(service, vendor);
    license = vendor.license({ licenseId: 'mine' });
    revoked = vendor.license({ licenseId: 'revoked' });
    await submit(service, license, revoked);
    const first = await samplePackage(vendor, { feed: FEED, version: 1, rows: V1 });
    const licensing = [vendor.status({ revoked: [revoked.keyHash] })];
    const second = await samplePackage(vendor, { feed: FEED, version: 2, rows: V2, base: [first], licensing });
    const third = await samplePackage(vendor, { feed: FEED, version: 3, rows: V3, base: [first, second] });
    packages = { first, second, third };
    expect(await importOf(service, first)).toMatchObject({ state: 'active' });
    const object = { domain: 'ours.example' };
    expect((await post('overrides', { object, zone: 'green', reason: 'ours' })).status).toBe(201);
    expect(await importOf(service, second)).toMatchObject({ state: 'active' });
    expect(await zonesAre('red', 'red', 'red')).toEqual(['red', 'red', 'red']);
  }, 120_000);
  afterAll(async () => {
    if (process.env.PKSN_TEST_LOGS) for (const app of service.apps.values()) process.stderr.write(app.log());
    stream?.close();
    await source?.destroy();
    await service?.stop();
  });

  it('takes a second, tells who holds old answers, and touches nothing else', async () => {
    const before = await untouched();
    const cursor = (await service.query(license.key).get('/v1/changes')).body.cursor as string;
    const { key } = license;
    stream = await EventStream.open({ port: service.portOf('query-api'), ca: service.ca, key, path: '/v1/changes' });
    const asked = await service.admin.get(`/api/v1/feeds/${FEED}/revert-preview`);
    expect(asked.body).toMatchObject({
      ...{ from: 2, to: 1, guard: null, trips: [] },
      snapshot: { version: 1, state: 'retained' },
      preview: { against: { version: 2 }, records: { gone: expect.any(Number) } },
    });
    const turns = (asked.body.preview.transitions as Record<string, unknown>[]).map(
      ({ kind, from, to, count }) => `${String(count)} ${String(kind)} ${String(from)} ${String(to)}`,
    );
    expect(turns.sort()).toEqual(['1 file red green', '1 file red grey']);
    const none = await service.admin.get(`/api/v1/feeds/${FEED}/revert-preview?to=2`);
    expect(none.body).toMatchObject({ code: 'IMPORT_STATE', detail: expect.stringContaining('is live already') });
    const done = await json('snapshot', 'revert', FEED, '--reason', 'a false alarm');
    expect(done).toMatchObject({ feed: FEED, from: 2, version: 1, generation: expect.any(Number) });
    expect(await zonesAre('red', 'green', 'grey')).toEqual(['red', 'green', 'grey']);
    const told = await stream.until(
      ({ event, data }) =>
        event === 'changes' &&
        [2, 3].every((n) => (data.changes as { key?: string }[]).some((one) => one.key === file(n))),
    );
    expect(told?.data).toMatchObject({ reset: false });
    const page = await service.query(license.key).get(`/v1/changes?cursor=${cursor}`);
    const keys = (page.body.changes as { key?: string }[]).map((one) => one.key);
    expect(keys).toEqual(expect.arrayContaining([file(2), file(3)]));
    expect(keys).not.toContain(file(1));
    expect(await untouched()).toEqual(before);
    expect((await service.query(revoked.key).get('/v1/status')).body.code).toBe('LICENSE_REVOKED');
    expect((await service.query(license.key).get('/v1/domains/ours.example')).body.source).toMatchObject({
      kind: 'override',
    });
    expect(await feedOf(FEED)).toMatchObject({
      ...{ version: 1, floorVersion: 2, pinned: true },
      pin: { reason: 'a false alarm', since: expect.any(String), by: expect.any(String) },
    });
    const [audit] = (await source.query(`SELECT detail FROM audit_entry WHERE action = 'feed.reverted'`)) as {
      detail: object;
    }[];
    expect(audit?.detail).toMatchObject({ from: 2, version: 1, reason: expect.stringContaining('a false alarm') });
  });

  it('keeps the floor: what was accepted is not taken again, nor anything older, nor another of that version', async () => {
    expect(await importOf(service, packages.second)).toMatchObject({ state: 'unchanged' });
    expect(await importOf(service, packages.first)).toMatchObject({ state: 'rejected', code: 'PACKAGE_ROLLBACK' });
    expect(await held(FEED, 2)).toMatchObject({ state: 'rejected', code: 'PACKAGE_EQUIVOCATION' });
    expect(await feedOf(FEED)).toMatchObject({ version: 1, floorVersion: 2, pinned: true });
  });

  it('does not go back twice when an answer was lost, and not further than there is anything', async () => {
    expect(await post(`feeds/${FEED}/revert`, { from: 2 })).toMatchObject({
      status: 409,
      body: { code: 'IMPORT_STATE' },
    });
    const further = await pksn('snapshot', 'revert', FEED);
    expect(further.err).toContain('SNAPSHOT_NOTHING_EARLIER');
    expect((await post('feeds/acme/nothing/revert')).body.code).toBe('NOT_FOUND');
    expect((await post(`feeds/${FEED}/revert`, { to: 0 })).status).toBe(400);
  });

  it('holds a delta on its true base until the release, which goes to it', async () => {
    const end = await importOf(service, packages.third);
    expect(end).toMatchObject({ state: 'held', detail: expect.stringContaining('pinned') });
    const second = await snapshotOf(FEED, 2);
    expect(await snapshotOf(FEED, 3)).toMatchObject({ state: 'held', baseId: second.id, hold: { kind: 'pinned' } });
    expect((await pksn('snapshot', 'show', String(end.snapshotId))).out).toContain('pinned since somebody went back');
    expect(await zoneOf(3)).toBe('grey');
    const released = await json('feed', 'release', FEED, '--reason', 'version 3 is right');
    expect(released).toMatchObject({ released: true, live: { version: 3 }, held: [] });
    expect(await zonesAre('red', 'green', 'red')).toEqual(['red', 'green', 'red']);
    expect(await feedOf(FEED)).toMatchObject({ version: 3, pinned: false, pin: null });
    expect((await service.admin.get(`/api/v1/imports/${end.id as string}`)).body.state).toBe('active');
    expect((await pksn('snapshot', 'release', FEED)).out).toContain('was not pinned');
  });

  it('lists imports, snapshots and generations by page, filter and order', async () => {
    const page = async (path: string): Promise<Answer['body']> => (await service.admin.get(`/api/v1/${path}`)).body;
    const all = async (path: string, rows: string, what: (row: Answer['body']) => unknown): Promise<unknown[]> => {
      const found: unknown[] = [];
      for (let cursor = ''; ;) {
        const body = await page(`${path}&limit=2${cursor}`);
        found.push(...(body[rows] as Answer['body'][]).map(what));
        if (body.next === null) return found;
        cursor = `&cursor=${String(body.next)}`;
      }
    };
    const states = await all(`imports?feed=${FEED}&sort=createdAt`, 'imports', ({ state }) => state as string);
    expect(states.slice(0, 3)).toEqual(['active', 'active', 'unchanged']);
    expect(await all(`imports?feed=${FEED}`, 'imports', ({ state }) => state as string)).toEqual(states.reverse());
    expect(await page('imports?search=no%25such')).toMatchObject({ imports: [], next: null });
    const versions = ({ version }: Answer['body']): unknown => version;
    expect(await all(`snapshots?feed=${FEED}`, 'snapshots', versions)).toEqual([3, 2, 1]);
    expect(await all(`snapshots?sort=-createdAt`, 'snapshots', versions)).toEqual([3, 2, 1]);
    expect(await all(`snapshots?feed=${FEED}&state=active`, 'snapshots', versions)).toEqual([3]);
    const numbers = (await all('generations?', 'generations', ({ number }) => number as number)) as number[];
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    expect(numbers.at(-1)).toBe(1);
    const { body } = await service.admin.get(`/api/v1/snapshots?cursor=${Buffer.from('["1"]').toString('base64url')}`);
    expect(body.code).toBe('REQUEST_MALFORMED');
  });

  it('goes to a version that is named, and forward again by hand', async () => {
    expect(await json('snapshot', 'revert', FEED, '--to', '1')).toMatchObject({ from: 3, version: 1 });
    const third = await snapshotOf(FEED, 3);
    expect((await pksn('snapshot', 'activate', String(third.id))).exitCode).toBe(0);
    expect(await feedOf(FEED)).toMatchObject({ version: 3, pinned: true });
    expect(await json('feed', 'release', FEED)).toMatchObject({ live: null });
    expect(await feedOf(FEED)).toMatchObject({ version: 3, pinned: false });
  });

  it('refuses a snapshot whose files or records are not whole, and goes on with what is live', async () => {
    const feed = 'acme/damaged';
    await held(feed, 1);
    await held(feed, 2, V2);
    const segment = join(await runDirOf(feed, 1), 'file-sha256.seg');
    const whole = readFileSync(segment);
    const bent = Buffer.from(whole);
    bent.writeUInt8(bent.readUInt8(bent.length - 200) ^ 1, bent.length - 200);
    const before = await source.query('SELECT max(number) FROM generation');
    const refused = async (): Promise<void> => {
      const answer = await post(`feeds/${feed}/revert`);
      expect(answer).toMatchObject({ status: 409, body: { code: 'SNAPSHOT_DAMAGED' } });
      expect(answer.text).not.toContain(service.dataDir);
    };
    for (const bytes of [bent, whole.subarray(0, -1)]) {
      writeFileSync(segment, bytes);
      await refused();
    }
    writeFileSync(segment, whole);
    const leaves = join(await runDirOf(feed, 1), 'leaves/file-sha256.leaf');
    const digests = readFileSync(leaves);
    writeFileSync(leaves, Buffer.from(digests).fill(1, 0, 32));
    await refused();
    writeFileSync(leaves, digests);
    const [{ run }] = (await source.query('SELECT runs[1] AS run FROM snapshot WHERE feed = $1 AND version = 1', [
      feed,
    ])) as [{ run: string }];
    const table = `reputation_run_${run}`;
    await source.query(`ALTER TABLE reputation_record DETACH PARTITION ${table}`);
    await refused();
    await source.query(`ALTER TABLE reputation_record ATTACH PARTITION ${table} FOR VALUES IN (${run})`);
    expect(await source.query('SELECT max(number) FROM generation')).toEqual(before);
    expect(await feedOf(feed)).toMatchObject({ version: 2, pinned: false });
    expect((await post(`feeds/${feed}/revert`)).status).toBe(200);
  });

  it('activates at the hour of a feed: another hour, at once, by hand; and what a person holds, not', async () => {
    const feed = 'acme/nightly';
    await held(feed, 1);
    // Whatever time it is: the next minute of that hour is at least ten hours away.
    const far = `${String((new Date().getUTCHours() + 12) % 24).padStart(2, '0')}:00`;
    const set = await pksn('feed', 'set', feed, '--activation', far);
    expect(set.out).toContain(`${far} UTC`);
    expect((await setFeed(feed, '03:30 Mars/Base')).body.code).toBe('FEED_ACTIVATION');
    expect(await held(feed, 2)).toMatchObject({ state: 'held', detail: expect.stringContaining(`until ${far} UTC`) });
    const { hold } = await snapshotOf(feed, 2);
    expect(hold).toMatchObject({ kind: 'policy', activateAt: expect.stringContaining(`T${far}:00.000Z`) });
    await setFeed(feed, 'manual');
    expect((await snapshotOf(feed, 2)).hold).toMatchObject({ kind: 'policy', activateAt: null });
    await setFeed(feed, far);
    expect(await held(feed, 3)).toMatchObject({ state: 'held' });
    const third = await snapshotOf(feed, 3);
    expect((await pksn('snapshot', 'hold', String(third.id), '--reason', 'after the holidays')).exitCode).toBe(0);
    expect(await held(feed, 4)).toMatchObject({ state: 'held' });
    await setFeed(feed, 'immediate');
    expect(
      await eventually(
        () => feedOf(feed),
        ({ version }) => version === 4,
      ),
    ).toMatchObject({ version: 4 });
    expect(await snapshotOf(feed, 3)).toMatchObject({ state: 'retained', hold: null });
    expect((await post(`snapshots/${String(third.id)}/hold`)).body.code).toBe('IMPORT_STATE');
  });

  it('lets no feed that fails delay another', async () => {
    const [broken, sound] = ['acme/broken', 'acme/sound'];
    for (const feed of [broken, sound]) {
      await held(feed, 1);
      await setFeed(feed, `${String((new Date().getUTCHours() + 12) % 24).padStart(2, '0')}:00 UTC`);
      await held(feed, 2);
    }
    const run = await runDirOf(broken, 2);
    expect(readdirSync(run)).toContain('run.json');
    // Else the worker rebuilds the run as soon as it is missed, and the feed goes on by itself.
    const rebuilder = source.createQueryRunner();
    await rebuilder.query('SELECT pg_advisory_lock($1)', [REBUILDING]);
    rmSync(run, { recursive: true });
    await setFeed(broken, 'immediate');
    await eventually(
      () => Promise.resolve(service.apps.get('import-worker')?.log() ?? ''),
      (log) => log.includes('SNAPSHOT_DAMAGED'),
    );
    await setFeed(sound, 'immediate');
    expect(
      await eventually(
        () => feedOf(sound),
        ({ version }) => version === 2,
      ),
    ).toMatchObject({ version: 2 });
    expect(await feedOf(broken)).toMatchObject({ version: 1 });
    expect(await snapshotOf(broken, 2)).toMatchObject({ state: 'held' });
    expect(await held(broken, 3)).toMatchObject({ state: 'active' });
    await rebuilder.query('SELECT pg_advisory_unlock($1)', [REBUILDING]);
    await rebuilder.release();
  });

  it('asks for a reason where a guard holds, and keeps it in the audit log', async () => {
    const feed = 'acme/guarded';
    await held(feed, 1);
    await setFeed(feed, 'manual');
    const { snapshotId } = await held(feed, 2);
    await source.query(`UPDATE snapshot SET hold_kind = 'guard', hold_reason = 'a guarded file' WHERE id = $1`, [
      snapshotId,
    ]);
    const refused = await pksn('snapshot', 'activate', String(snapshotId));
    expect(refused.err).toContain('SNAPSHOT_REASON');
    expect((await post(`snapshots/${String(snapshotId)}/hold`)).body.code).toBe('IMPORT_STATE');
    expect((await post(`snapshots/${String(snapshotId)}/activate`, { reason: ' ' })).status).toBe(400);
    expect(
      (await pksn('snapshot', 'activate', String(snapshotId), '--reason', 'the vendor confirmed it')).exitCode,
    ).toBe(0);
    const [entry] = (await source.query(
      `SELECT detail FROM audit_entry WHERE action = 'snapshot.activated' AND subject = $1 ORDER BY id DESC LIMIT 1`,
      [feed],
    )) as { detail: object }[];
    expect(entry?.detail).toMatchObject({ reason: 'the vendor confirmed it', version: 2 });
  });
});
