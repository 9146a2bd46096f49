import { isLetThrough, OBJECT_TYPES } from '@pksn/domain';
import type { SourcedRestriction } from '@pksn/domain';
import type { ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import type { Answer } from './https-caller';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, importOf, submit, trust } from './steps';

const [A, B] = ['aa', 'bb'].map((byte) => ({ 'pksn-endpoint': byte.repeat(16) }));

describe('statements and participation', () => {
  let service: Service;
  let vendor: ForgedVendor;
  let key: string;
  let otherKey: string;

  const ask = (path: string, headers?: Record<string, string>, from = key): Promise<Answer> =>
    service.query(from).get(path, { headers: headers ?? {} });
  const answer = (headers: Record<string, string> | undefined, body: object, from = key): Promise<Answer> =>
    service.query(from).send('PUT', '/v1/participation', { headers: headers ?? {}, body });
  const publish = (body: object): Promise<Answer> => service.admin.post('/api/v1/statements', { body });
  const inForce = (id: number): Promise<Answer> =>
    eventually(
      () => ask('/v1/status'),
      ({ body }) => body.statement?.id === id,
    );

  beforeAll(async () => {
    const now = Date.now();
    service = await Service.create();
    await service.startAll({ PKSN_LOOK_INTERVAL: '100ms', PKSN_LEARN_INTERVAL: '100ms' });
    vendor = forgeVendor('acme', now);
    await trust(service, vendor);
    const [one, two] = ['one', 'two'].map((id) =>
      vendor.license({ licenseId: id, customer: { id: `customer-${id}`, name: id } }),
    );
    if (one === undefined || two === undefined) throw new Error('no licenses');
    await submit(service, one, two);
    [key, otherKey] = [one.key, two.key];
    await eventually(
      () => ask('/v1/status'),
      ({ status }) => status === 200,
    );
  }, 120_000);
  afterAll(() => service.stop());

  it('says that there is none, to a key whose vendor serves nothing yet', async () => {
    expect((await ask('/v1/status')).body).toMatchObject({ status: 'enabled', statement: null });
    expect(await ask('/v1/statements/en')).toMatchObject({ status: 404, body: { code: 'STATEMENT_UNKNOWN' } });
    expect(await answer(A, { statement: 1, language: 'en', accepted: true })).toMatchObject({
      status: 404,
      body: { code: 'STATEMENT_UNKNOWN' },
    });
  });

  it('gives the text in the language that is asked for', async () => {
    const texts = [
      { language: 'en', text: '\uFEFFWe ask.\r\nYou answer.\r\n' },
      { language: 'pt-BR', text: 'Perguntamos.' },
    ];
    expect(await publish({ texts })).toMatchObject({ status: 201, body: { id: 1, source: 'provider' } });
    expect((await inForce(1)).body.statement).toEqual({ id: 1, languages: ['en', 'pt-BR'] });
    expect((await ask('/v1/statements/en-GB')).body).toEqual({ id: 1, language: 'en', text: 'We ask.\nYou answer.\n' });
    expect((await ask('/v1/statements/PT-br')).body).toMatchObject({ language: 'pt-BR' });
    expect(await ask('/v1/statements/ru')).toMatchObject({ status: 404, body: { languages: ['en', 'pt-BR'] } });
  });

  it('never changes what somebody may have accepted', async () => {
    expect(await publish({ id: 1, texts: [{ language: 'EN'.toLowerCase(), text: 'Other words.' }] })).toMatchObject({
      status: 409,
      body: { code: 'STATEMENT_EXISTS' },
    });
    expect((await publish({ id: 1, texts: [{ language: 'ru', text: 'Мы спрашиваем.' }] })).status).toBe(201);
    const bell = await publish({ texts: [{ language: 'en', text: 'a bell \u0007' }] });
    expect(bell).toMatchObject({ status: 400, body: { code: 'REQUEST_MALFORMED' } });
    expect((await service.admin.get('/api/v1/statements/1/en')).body).toMatchObject({ text: 'We ask.\nYou answer.\n' });
  });

  it("is each endpoint's own, and each customer's", async () => {
    const yes = { statement: 1, language: 'en', accepted: true };
    expect((await answer(A, yes)).body).toMatchObject({
      accepted: true,
      outdated: false,
      requests: true,
      contributions: true,
    });
    expect((await ask('/v1/participation', A)).body).toMatchObject({ accepted: true, statement: 1, language: 'en' });
    expect((await ask('/v1/participation', B)).body).toMatchObject({ accepted: false, since: null });
    expect((await ask('/v1/participation', A, otherKey)).body).toMatchObject({ accepted: false });
    expect((await answer(A, { ...yes, contributions: false })).body).toMatchObject({
      requests: true,
      contributions: false,
    });
    expect((await answer(A, { ...yes, accepted: false })).body).toMatchObject({ accepted: false, statement: null });
    expect((await ask('/v1/participation', A)).body).toMatchObject({ accepted: false });
  });

  it('needs to know which endpoint, and takes nothing that it does not know', async () => {
    const yes = { statement: 1, language: 'en', accepted: true };
    const refused = async (headers: Record<string, string>, body: object, code: string): Promise<void> => {
      expect(await answer(headers, body)).toMatchObject({ body: { code } });
    };
    await refused({}, yes, 'ENDPOINT_ID_REQUIRED');
    await refused({ 'pksn-endpoint': 'my-laptop' }, yes, 'ENDPOINT_ID_MALFORMED');
    await refused({ ...A }, { ...yes, userName: 'bob' }, 'REQUEST_MALFORMED');
    await refused({ ...A }, { ...yes, statement: '1' }, 'REQUEST_MALFORMED');
    await refused({ ...A }, { ...yes, accepted: false, contributions: true }, 'REQUEST_MALFORMED');
    expect((await ask('/v1/participation', A)).body).toMatchObject({ accepted: false });
  });

  it('asks again when a newer version is in force, and takes one ahead of its time', async () => {
    await answer(A, { statement: 1, language: 'en', accepted: true });
    const from = new Date(Date.now() + 86_400_000).toISOString();
    const text = (language: string): object => ({ texts: [{ language, text: 'We ask more.' }] });
    expect((await publish({ id: 7, ...text('en'), inForceFrom: from })).status).toBe(201);
    const { body } = await eventually(
      () => ask('/v1/status'),
      ({ body: said }) => said.statement?.next !== undefined,
    );
    expect(body.statement).toMatchObject({ id: 1, next: { id: 7, languages: ['en'], from } });
    expect((await answer(B, { statement: 7, language: 'en', accepted: true })).body).toMatchObject({ outdated: false });
    expect((await publish({ id: 8, ...text('en') })).status).toBe(201);
    await inForce(8);
    for (const endpoint of [A, B])
      expect((await ask('/v1/participation', endpoint)).body).toMatchObject({ outdated: true });
    expect(await answer(A, { statement: 1, language: 'en', accepted: true })).toMatchObject({
      status: 409,
      body: { code: 'STATEMENT_OUTDATED', statement: 8 },
    });
    expect(await publish({ id: 3, ...text('en') })).toMatchObject({ body: { code: 'STATEMENT_OUTDATED' } });
    const { body: listed } = await service.admin.get('/api/v1/statements');
    expect(listed.statements).toMatchObject([
      { id: 8, accepted: 0 },
      { id: 7, accepted: 1, contributing: 1 },
      { id: 1, accepted: 1 },
    ]);
  });

  it('comes with a package, too, and names its texts in the settings file', async () => {
    const statements = [
      { id: 8, language: 'en', text: 'Other words for what is there.' },
      { id: 9, language: 'en', text: 'We ask most.' },
    ];
    await importOf(
      service,
      await samplePackage(vendor, { feed: 'acme/core', version: 1, rows: 'domain,zone\nexample.net,red', statements }),
    );
    await inForce(9);
    expect((await ask('/v1/statements/en')).body).toMatchObject({ id: 9, text: 'We ask most.' });
    expect((await ask('/v1/statements/en?id=8')).body).toMatchObject({ text: 'We ask more.' });
    const { body } = await service.admin.get('/api/v1/audit?action=statement.carried');
    expect(body.entries).toMatchObject([{ subject: '9', actor: 'feed acme/core' }]);
  });

  const report = (headers: Record<string, string> | undefined, body: object = {}, from = key): Promise<Answer> =>
    service.query(from).send('POST', '/v1/statistics', {
      headers: headers ?? {},
      body: { applicationVersion: '1.0', counters: [], ...body },
    });
  const agree = (headers: Record<string, string> | undefined, contributions = true): Promise<Answer> =>
    answer(headers, { statement: 9, language: 'en', accepted: true, contributions });
  const hour = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000).toISOString();

  it('takes statistics only where they are contributed, and never what could be about a person', async () => {
    const off = { status: 403, body: { code: 'PARTICIPATION_REQUIRED' } };
    await answer(A, { statement: 9, language: 'en', accepted: false });
    expect(await report(A)).toMatchObject(off);
    expect(await report({})).toMatchObject({ status: 400, body: { code: 'ENDPOINT_ID_REQUIRED' } });
    await agree(A, false);
    expect(await report(A)).toMatchObject(off);
    await agree(A);
    expect(await report(A)).toMatchObject({ status: 200, body: { hours: 0 } });
    // B accepted a version that is outdated by now.
    for (const [headers, from] of [
      [B, key],
      [A, otherKey],
    ] as const)
      expect(await report(headers, {}, from)).toMatchObject(off);
    const personal = { code: 'STATISTICS_PERSONAL', field: 'userName' };
    const refused = await report(A, { userName: 'bob-the-user' });
    expect(refused).toMatchObject({ status: 400, body: personal });
    expect(JSON.stringify(refused.body)).not.toContain('bob');
    expect(await report(A, { counters: {} })).toMatchObject({ status: 400, body: { code: 'REQUEST_MALFORMED' } });
  });

  it('counts what an endpoint says of an hour once, and adds it up without the endpoint', async () => {
    const counted = (customer: string): Promise<Answer> =>
      service.admin.get(`/api/v1/contributions/counters?by=hour&customer=${customer}`);
    const detections = [
      { object: { web: 'ab'.repeat(32) }, zone: 'red', threat: 'Trojan.Win32.Agent', hour, count: 3 },
    ];
    const saying = (count: number): object => ({ counters: [{ name: 'lookups', hour, count }], detections });
    for (const count of [5, 5, 7]) expect(await report(A, saying(count))).toMatchObject({ body: { hours: 1 } });
    await agree(B);
    expect((await report(B, saying(2))).status).toBe(200);
    const sum = (count: number): Promise<Answer> =>
      eventually(
        () => counted('customer-one'),
        ({ body }) => body.counts.some((one: { count: number }) => one.count === count),
      );
    const { body } = await sum(9);
    expect(body.counts).toEqual([
      { from: hour, customer: 'customer-one', applicationVersion: '1.0', name: 'lookups', count: 9 },
    ]);
    await report(A, saying(1));
    await sum(3);
    expect((await counted('customer-two')).body.counts).toEqual([]);
    expect((await service.admin.get('/api/v1/contributions/detections')).body.detections).toEqual([
      { kind: 'web', key: 'ab'.repeat(32), zone: 'red', threat: 'Trojan.Win32.Agent', count: 6 },
    ]);
    // Who stops leaves the sums as they are, and nothing by which it could be told apart.
    await answer(A, { statement: 9, language: 'en', accepted: false });
    expect(await report(A)).toMatchObject({ status: 403 });
    expect((await counted('customer-one')).body.counts).toMatchObject([{ count: 3 }]);
    await agree(B, false);
    expect((await report(B)).status).toBe(403);
    await answer(B, { statement: 9, language: 'en', accepted: false });
  });

  it('gives back what sixteen endpoints taught of a file, to everyone', async () => {
    const path = `/v1/files/${'cd'.repeat(32)}`;
    const detections = [{ object: { file: 'cd'.repeat(32) }, zone: 'grey', hour }];
    const teach = async (n: number): Promise<void> => {
      const endpoint = { 'pksn-endpoint': n.toString(16).padStart(32, '0') };
      await agree(endpoint);
      expect((await report(endpoint, { detections })).status).toBe(200);
    };
    const { body: begin } = await ask('/v1/changes', {}, otherKey);
    for (let n = 1; n <= 16; n++) await teach(n);
    const { body } = await eventually(
      () => ask(path, {}, otherKey),
      ({ body: said }) => said.popularity !== null,
    );
    expect(body).toMatchObject({
      zone: 'grey',
      popularity: 16,
      firstSeen: hour.slice(0, 10),
      source: { kind: 'none' },
    });
    // As every change of an answer: with a generation, and told to who keeps answers.
    expect(body.generation).toBeGreaterThan(begin.generation as number);
    const { body: told } = await ask(`/v1/changes?cursor=${String(begin.cursor)}`, {}, otherKey);
    expect(told).toMatchObject({ reset: false, changes: [{ section: 'file-sha256', key: 'cd'.repeat(32) }] });
  });

  describe('restrictions', () => {
    const HASH = 'ab'.repeat(32);
    const restrict = (body: object): Promise<Answer> => service.admin.post('/api/v1/restrictions', { body });
    const lift = (objects: readonly string[]): Promise<Answer> =>
      service.admin.post('/api/v1/restrictions/lift', { body: { objects } });
    const told = (holds: (status: Answer['body']) => boolean, from = key): Promise<Answer> =>
      eventually(
        () => ask('/v1/status', {}, from),
        ({ body }) => holds(body),
      );
    const bulk = (objects: object[]): Promise<Answer> => service.query(key).post('/v1/lookup', { body: { objects } });
    const seconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
    const vendorPolicy = (objects: readonly (typeof OBJECT_TYPES)[number][]) => ({
      objects,
      mode: 'disabled' as const,
      sample: null,
      notBefore: seconds(Date.now() - 60_000),
      until: seconds(Date.now() + 3_600_000),
      reason: 'the data is being repaired',
    });
    const offered = async (from: ForgedVendor, sample: Omit<Parameters<typeof samplePackage>[1], 'base'>) =>
      importOf(service, await samplePackage(from, sample));

    it('switch requests for a kind off on every route, and on again', async () => {
      expect(await restrict({ objects: ['file'], mode: 'sampled', reason: 'no share' })).toMatchObject({ status: 400 });
      expect(await restrict({ objects: ['mail'], mode: 'disabled', reason: 'x' })).toMatchObject({ status: 400 });
      expect(await restrict({ objects: ['ip'], mode: 'disabled', until: '2020-01-01', reason: 'x' })).toMatchObject({ status: 400 }); // prettier-ignore
      const set = await restrict({ objects: ['file'], mode: 'disabled', until: '30m', reason: 'a flood' });
      expect(set).toMatchObject({ status: 200, body: { restrictions: [{ objects: ['file'] }] } });
      const { body: status } = await told(({ status: word }) => word === 'restricted');
      expect(status.restrictions).toMatchObject([
        { objects: ['file'], mode: 'disabled', sample: null, reason: 'a flood', source: 'provider' },
      ]);
      const single = await ask(`/v1/files/${HASH}`);
      const { until } = status.restrictions[0];
      expect(single).toMatchObject({
        status: 503,
        body: { code: 'SERVICE_RESTRICTED', kind: 'file', reason: 'a flood', until },
      });
      const wait = Number(single.headers['retry-after']);
      expect(wait).toBeGreaterThan(1_700);
      expect(wait).toBeLessThanOrEqual(1_800);
      const refused = { error: { code: 'SERVICE_RESTRICTED', kind: 'file', reason: 'a flood', until } };
      const mixed = await bulk([{ file: HASH }, { domain: 'example.net' }]);
      expect(mixed).toMatchObject({ status: 200, body: { results: [refused, { zone: 'red' }] } });
      expect((await bulk([{ file: HASH }, { file: HASH }])).body.results).toMatchObject([refused, refused]);
      expect(await ask(`/v1/prefixes/file-sha256/${HASH.slice(0, 8)}`)).toMatchObject({ status: 503 });
      expect(await ask(`/v1/prefixes/web/${HASH.slice(0, 8)}`)).toMatchObject({ status: 200 });
      expect((await ask('/v1/domains/example.net')).body).toMatchObject({ zone: 'red' });
      expect((await lift(['file'])).body).toEqual({ restrictions: [] });
      expect(await lift(['file'])).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
      await told(({ status: word }) => word === 'enabled');
      expect(await ask(`/v1/files/${HASH}`)).toMatchObject({ status: 200, body: { zone: 'grey' } });
      const { body: audit } = await service.admin.get('/api/v1/audit?action=restriction.set');
      expect(audit.entries).toMatchObject([{ subject: 'file', detail: { mode: 'disabled', reason: 'a flood' } }]);
    });

    it('take the requests of a share of endpoints, and always of the same ones', async () => {
      await restrict({ objects: ['url', 'file'], mode: 'sampled', sample: 50, reason: 'half of you' });
      const { body: status } = await told(({ status: word }) => word === 'restricted');
      const [restriction] = status.restrictions as [SourcedRestriction];
      expect(restriction).toMatchObject({ objects: ['file', 'url'], sample: 50, until: null });
      const ids = Array.from({ length: 24 }, (_, n) => (n + 1).toString(16).padStart(32, '5'));
      const wanted = ids.map((id) => (isLetThrough(restriction, id) ? 200 : 503));
      expect(new Set(wanted).size).toBe(2);
      for (const path of [`/v1/files/${HASH}`, '/v1/urls?url=http%3A%2F%2Fexample.org%2F']) {
        const got: number[] = [];
        for (const id of ids) got.push((await ask(path, { 'PKSN-Endpoint': id.toUpperCase() })).status);
        expect(got).toEqual(wanted);
      }
      const others = new Set<number>();
      for (let n = 0; n < 3; n++) others.add((await ask(`/v1/files/${HASH}`)).status);
      expect(others.size).toBe(1);
      await lift(['file', 'url']);
    });

    it('say that the service is off when all kinds are, and leave what is no lookup alone', async () => {
      await restrict({ objects: [...OBJECT_TYPES], mode: 'disabled', reason: 'maintenance' });
      await told(({ status: word }) => word === 'disabled');
      expect(await ask('/v1/participation', A)).toMatchObject({ status: 200 });
      expect(await ask('/v1/ips/192.0.2.1')).toMatchObject({ status: 503, body: { until: null, kind: 'ip' } });
      await lift(OBJECT_TYPES);
      await told(({ status: word }) => word === 'enabled');
    });

    it("come with a package, and bind nobody who sees another vendor's data of that kind", async () => {
      const url = '/v1/urls?url=http%3A%2F%2Fbad.example%2Fx';
      const domains = 'domain,zone\nexample.net,red';
      await offered(vendor, { feed: 'acme/core', version: 2, rows: domains, policy: [vendorPolicy(['url', 'file'])] });
      const { body } = await told(({ status: word }) => word === 'restricted');
      expect(body.restrictions).toMatchObject([{ objects: ['file', 'url'], source: 'vendor acme' }]);
      for (const one of [key, otherKey])
        expect(await ask(url, {}, one)).toMatchObject({ status: 503, body: { source: 'vendor acme', kind: 'url' } });

      const beta = forgeVendor('beta', Date.now());
      await trust(service, beta);
      const urls = 'url,zone\nhttp://bad.example/x,red';
      await offered(beta, { feed: 'beta/web', version: 1, rows: urls });
      await service.admin.post('/api/v1/licenses/one/grant', { body: { feeds: ['beta/web'] } });
      await eventually(
        () => ask(url),
        ({ status }) => status === 200,
      );
      expect((await ask(url)).body).toMatchObject({ zone: 'red', source: { feed: 'beta/web' } });
      expect(await ask(url, {}, otherKey)).toMatchObject({ status: 503 });

      await offered(beta, { feed: 'beta/web', version: 2, rows: urls, policy: [vendorPolicy(OBJECT_TYPES)] });
      await eventually(
        () => ask(url),
        ({ status }) => status === 503,
      );
      expect((await ask('/v1/status')).body).toMatchObject({ status: 'restricted' });
      for (const one of [key, otherKey])
        expect(await ask('/v1/domains/example.net', {}, one)).toMatchObject({ status: 200, body: { zone: 'red' } });
      await offered(vendor, { feed: 'acme/core', version: 3, rows: domains });
      await told(({ status: word }) => word === 'enabled', otherKey);
      expect(await ask(url, {}, otherKey)).toMatchObject({ status: 200 });
      expect(await ask(`/v1/files/${HASH}`)).toMatchObject({ status: 200 });
    });
  });

  it('lets nobody ask in the global network who has not accepted', async () => {
    await service.kill('query-api', 'SIGTERM');
    await service.start('query-api', 'query-api', { PKSN_INFRASTRUCTURE: 'global' });
    const file = `/v1/files/${'a'.repeat(64)}`;
    await eventually(
      () => ask('/v1/status'),
      ({ status }) => status === 200,
    );
    expect((await ask('/v1/status')).body).toMatchObject({ infrastructure: 'global' });
    expect(await ask(file)).toMatchObject({ status: 400, body: { code: 'ENDPOINT_ID_REQUIRED' } });
    expect(await ask(file, A)).toMatchObject({ status: 403, body: { code: 'PARTICIPATION_REQUIRED' } });
    await answer(A, { statement: 9, language: 'en', accepted: true });
    expect(await ask(file, A)).toMatchObject({ status: 200, body: { zone: 'grey', infrastructure: 'global' } });
    expect(await ask(file, B)).toMatchObject({ status: 403 });
    await answer(A, { statement: 9, language: 'en', accepted: true, requests: false });
    expect(await ask(file, A)).toMatchObject({ status: 403, body: { code: 'PARTICIPATION_REQUIRED' } });
  });
});
