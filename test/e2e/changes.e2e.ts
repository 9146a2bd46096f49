import type { ForgedLicense, ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import { openDatabase } from '@pksn/store-postgres';
import type { Answer } from './https-caller';
import { EventStream } from './event-stream';
import type { StreamEvent } from './event-stream';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, importOf, submit, trust } from './steps';

const FEED = 'acme/core';
const sha256 = (n: number): string => n.toString(16).padStart(64, 'a');
const md5 = (n: number): string => n.toString(16).padStart(32, 'c');
const HEADER = 'sha256,md5,domain,ip,zone,threat';
const FULL = [
  HEADER,
  ...Array.from({ length: 20 }, (_, n) => `${sha256(n)},${md5(n)},,,red,Test.File`),
  ',,bad.example,,red,Test.Domain',
  ',,,192.0.2.0/24,red,Test.Network',
].join('\n');
/** The whole content after it: a delta is what differs from its base. */
const DELTA = [
  FULL.replace(`${sha256(1)},${md5(1)},,,red,Test.File`, `${sha256(1)},${md5(100)},,,green,`),
  `${sha256(50)},,,,red,Test.New`,
].join('\n');
/** As the first, without one file, and with another verdict of the domain. */
const OTHER_FULL = FULL.replace(`${sha256(2)},${md5(2)},,,red,Test.File\n`, '').replace(
  'bad.example,,red',
  'bad.example,,orange',
);

type Change = { section?: string; key?: string; siblings?: Record<string, string>; license?: { revision: number } };

describe('what may have changed', () => {
  let service: Service;
  let vendor: ForgedVendor;
  let mine: ForgedLicense;
  let other: ForgedLicense;
  let full: Buffer;
  const streams: EventStream[] = [];

  beforeAll(async () => {
    service = await Service.create();
    await service.startAll();
    await service.start('query-api', 'second');
    vendor = forgeVendor('acme', Date.now());
    await trust(service, vendor);
    full = await samplePackage(vendor, { feed: FEED, version: 1, rows: FULL });
    expect(await importOf(service, full)).toMatchObject({ state: 'active' });
    mine = vendor.license({ licenseId: 'mine', customer: { id: 'alpha', name: 'Alpha' } });
    other = vendor.license({ licenseId: 'other', customer: { id: 'beta', name: 'Beta' } });
    await submit(service, mine, other);
    for (const as of ['query-api', 'second']) {
      await eventually(
        () => service.query(other.key, as).get('/v1/status'),
        ({ status }) => status === 200,
      );
    }
  }, 120_000);
  afterEach(() => {
    for (const stream of streams.splice(0)) stream.close();
  });
  afterAll(async () => {
    if (process.env.PKSN_TEST_LOGS) for (const app of service.apps.values()) process.stderr.write(app.log());
    await service?.stop();
  });

  const changes = (cursor: string | null, as = 'query-api', key = mine.key): Promise<Answer> =>
    service.query(key, as).get(`/v1/changes${cursor === null ? '' : `?cursor=${cursor}`}`);
  const start = async (as?: string, key?: string): Promise<string> =>
    (await changes(null, as, key)).body.cursor as string;
  const objects = (body: { changes: Change[] }): string[] =>
    body.changes
      .filter((one) => one.section !== undefined)
      .map((one) => `${one.section} ${one.key}`)
      .sort();
  /** Asked until the process has heard of generation `from` + 1 or later. */
  const heard = (cursor: string, after: number, as?: string, key?: string): Promise<Answer> =>
    eventually(
      () => changes(cursor, as, key),
      ({ body }) => body.generation > after,
    );
  const generation = async (): Promise<number> => (await changes(null)).body.generation as number;
  const override = async (object: object, zone: string, customer: string | null): Promise<void> => {
    const body = { object, zone, reason: 'test', ...(customer === null ? {} : { customer }) };
    const answer = await service.admin.post('/api/v1/overrides', { body });
    if (answer.status !== 201) throw new Error(answer.text);
  };
  const stream = async (
    key: string,
    options: { as?: string; path?: string; lastEventId?: string } = {},
  ): Promise<EventStream> => {
    const { as = 'query-api', path = '/v1/changes', ...rest } = options;
    const opened = await EventStream.open({ port: service.portOf(as), ca: service.ca, key, path, ...rest });
    streams.push(opened);
    return opened;
  };
  const tells = (key: string) => (event: StreamEvent) =>
    event.event === 'changes' && (event.data.changes as Change[]).some((one) => one.key === key);

  it('tells of a delta, of another full package and of overrides at either process by the cursor of the other', async () => {
    const [cursor, before] = [await start('second'), await generation()];
    const delta = await samplePackage(vendor, { feed: FEED, version: 2, rows: DELTA, base: [full] });
    expect(await importOf(service, delta)).toMatchObject({ state: 'active' });
    const first = await heard(cursor, before);
    expect(first.body).toMatchObject({ reset: false, more: false, infrastructure: 'private' });
    expect(objects(first.body)).toEqual(
      expect.arrayContaining([`file-sha256 ${sha256(1)}`, `file-sha256 ${sha256(50)}`]),
    );
    const siblings = (first.body.changes as Change[])
      .filter((one) => one.key === sha256(1))
      .map((one) => one.siblings?.md5);
    expect(siblings.sort()).toEqual([md5(100), md5(1)]);

    const next = await samplePackage(vendor, { feed: FEED, version: 3, rows: OTHER_FULL });
    expect(await importOf(service, next)).toMatchObject({ state: 'active' });
    const second = await heard(first.body.cursor, first.body.generation, 'second');
    const keys = objects(second.body);
    expect(keys).toEqual(expect.arrayContaining([sha256(1), sha256(2), sha256(50)].map((key) => `file-sha256 ${key}`)));
    expect(keys.some((key) => key.startsWith('web '))).toBe(true);
    expect(keys).not.toContain(`file-sha256 ${sha256(3)}`);

    await override({ file: sha256(5) }, 'green', 'alpha');
    const third = await heard(second.body.cursor, second.body.generation);
    expect(third.body.changes).toEqual([{ section: 'file-sha256', key: sha256(5), siblings: { md5: md5(5) } }]);
    const theirs = await heard(await start('second', other.key), 0, 'second', other.key);
    expect(theirs.body.changes).toEqual([]);
    const all = await changes(cursor, 'second');
    expect(objects(all.body)).toEqual(expect.arrayContaining(keys));
  });

  it('answers another customer, and nonsense, with a reset, and nothing else', async () => {
    const cursor = await start();
    for (const [text, key] of [
      [cursor, other.key],
      ['nonsense', mine.key],
      [`${cursor}A`, mine.key],
      ['%00', mine.key],
    ] as const) {
      const { status, body } = await changes(text, 'query-api', key);
      expect({ status, reset: body.reset, changes: body.changes }).toEqual({ status: 200, reset: true, changes: [] });
      expect((await changes(body.cursor as string, 'second', key)).body.reset).toBe(false);
    }
  });

  it('streams an override at once to those who may know it, and goes on where a stream was cut', async () => {
    const [own, foreign] = [await stream(mine.key), await stream(other.key, { as: 'second' })];
    expect(own.response.statusCode).toBe(200);
    expect(own.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    const begun = await own.until((event) => event.event === 'changes');
    await override({ file: sha256(6) }, 'green', 'alpha');
    expect(await own.until(tells(sha256(6)))).toBeDefined();
    own.close();
    await override({ file: sha256(7) }, 'green', null);
    expect(await foreign.until(tells(sha256(7)))).toBeDefined();
    expect(foreign.events.some(tells(sha256(6)))).toBe(false);
    const again = await stream(mine.key, { as: 'second', lastEventId: begun?.id as string });
    expect(await again.until(tells(sha256(6)))).toBeDefined();
    expect(await again.until(tells(sha256(7)))).toBeDefined();
  });

  it('streams to nobody who asks for the head alone', async () => {
    const headers = { accept: 'text/event-stream' };
    const { status, headers: said } = await service.query(mine.key).send('HEAD', '/v1/changes', { headers });
    expect([status, said['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
  });

  it('tells of the registry, and ends the stream of a key that is revoked with the reason', async () => {
    const gone = vendor.license({ licenseId: 'gone', customer: { id: 'alpha', name: 'Alpha' } });
    const watching = await stream(mine.key);
    await watching.until((event) => event.event === 'changes');
    await submit(service, gone);
    const isLicense = ({ data }: StreamEvent): boolean =>
      (data.changes as Change[] | undefined)?.some((one) => one.license) === true;
    expect(await watching.until(isLicense)).toBeDefined();
    await eventually(
      () => service.query(gone.key).get('/v1/status'),
      ({ status }) => status === 200,
    );
    const ended = await stream(gone.key);
    await ended.until((event) => event.event === 'changes');
    await service.admin.post('/api/v1/licenses/gone/revoke', { body: { reason: 'stolen' } });
    expect((await ended.until((event) => event.event === 'end'))?.data).toMatchObject({
      code: 'LICENSE_REVOKED',
      status: 403,
    });
    expect(await ended.until(() => false)).toBeUndefined();
    expect(watching.isOver).toBe(false);
  });

  it('resets when other feeds are seen', async () => {
    const cursor = await start();
    await service.admin.post('/api/v1/licenses/mine/grant', { body: { feeds: [FEED] } });
    expect(
      (
        await eventually(
          () => changes(cursor),
          ({ body }) => body.reset === true,
        )
      ).body.reset,
    ).toBe(true);
  });

  it('goes on after a restart, and ends streams of a process that stops so that they come back', async () => {
    const cursor = await start('second');
    const cut = await stream(mine.key, { as: 'second' });
    await cut.until((event) => event.event === 'changes');
    await service.kill('second', 'SIGTERM');
    expect((await cut.until((event) => event.event === 'end'))?.data).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    const before = await generation();
    await override({ domain: 'restarted.example' }, 'red', 'alpha');
    await service.start('query-api', 'second');
    const { body } = await heard(cursor, before, 'second');
    expect(body.reset).toBe(false);
    expect(objects(body)).toHaveLength(1);
  });

  it('lists under a prefix what single lookups say', async () => {
    const { status, headers, body } = await service.query(mine.key).get('/v1/prefixes/file-sha256/aaaa');
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('private, max-age=600');
    expect(body).toMatchObject({
      section: 'file-sha256',
      prefix: 'aaaa',
      cursor: null,
      cache: { present: 3600, absent: 600 },
    });
    const known = new Map((body.entries as { key: string }[]).map((one) => [one.key, one]));
    for (let n = 0; n < 21; n++) {
      const single = (await service.query(mine.key).get(`/v1/files/${sha256(n)}`)).body;
      const { zone, source, threat, popularity } = single;
      if (single.source.kind === 'none') expect(known.has(sha256(n))).toBe(false);
      else expect(known.get(sha256(n))).toMatchObject({ zone, source, threat, popularity });
    }
    const { prefixBytes, cache } = (await service.query(mine.key).get('/v1/status')).body;
    expect({ prefixBytes, cache }).toMatchObject({
      prefixBytes: { 'file-sha256': null, web: null },
      cache: { present: 3600 },
    });
  });

  it.each([
    ['/v1/prefixes/ip4/c000', 'PREFIX_SECTION'],
    ['/v1/prefixes/alias-md5/c000', 'PREFIX_SECTION'],
    ['/v1/prefixes/web/aa', 'OBJECT_MALFORMED'],
    ['/v1/prefixes/web/aaaaa', 'OBJECT_MALFORMED'],
    ['/v1/prefixes/web/aaaaaaaaaa', 'OBJECT_MALFORMED'],
    ['/v1/prefixes/web/zzzz', 'OBJECT_MALFORMED'],
  ])('refuses %s', async (path, code) => {
    const { status, body } = await service.query(mine.key).get(path);
    expect({ status, code: body.code as string }).toEqual({ status: 400, code });
  });

  it('resets everybody when the store was restored into a new epoch', async () => {
    const cursor = await start();
    const source = await openDatabase(service.database.url, 1);
    await source.query('UPDATE installation SET epoch = gen_random_uuid()');
    await source.destroy();
    expect(
      (
        await eventually(
          () => changes(cursor),
          ({ body }) => body.reset === true,
        )
      ).body.reset,
    ).toBe(true);
  });
});
