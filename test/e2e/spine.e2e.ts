import { generateLicenseKey } from '@pksn/licensing';
import type { ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import type { Answer } from './https-caller';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, importOf, trust } from './steps';

const sha256 = (n: number): string => n.toString(16).padStart(64, 'a');
const sha1 = (n: number): string => n.toString(16).padStart(40, 'b');
const md5 = (n: number): string => n.toString(16).padStart(32, 'c');

/** EICAR's test file, as its makers publish it. */
const EICAR = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const EICAR_MD5 = '44d88612fea8a8f36de82e1278abb02f';
const EICAR_SHA1 = '3395856ce81f2b7382dee72602f798b642f14140';

const FULL = [
  'sha256,sha1,md5,url,domain,ip,certificateSha1,softwareVendor,softwareProduct,softwareVersion,zone,threat,popularity,firstSeen',
  `${EICAR},${EICAR_SHA1},${EICAR_MD5},,,,,,,,red,EICAR-Test-File,1000,2024-05-01`,
  `${sha256(1)},${sha1(1)},${md5(1)},,,,,Debian,bash,5.2,green,,,`,
  `,,,http://testsafebrowsing.appspot.com/s/malware.html,,,,,,,red,Test.Malware,,`,
  `,,,,example.net,,,,,,orange,Test.Domain,,`,
  `,,,,,192.0.2.0/24,,,,,red,Test.Network,,`,
  `,,,,,2001:db8::/32,,,,,red,Test.Network6,,`,
  `,,,,,,${sha1(9)},,,,red,Test.Certificate,,`,
  `,,,,,,,Example,Tool,,yellow,Test.Adware,,`,
].join('\n');

describe('from a package file to a verdict', () => {
  let service: Service;
  let vendor: ForgedVendor;
  let key: string;
  let full: Buffer;

  beforeAll(async () => {
    service = await Service.create();
    await service.startAll();
    vendor = forgeVendor('acme', Date.now());
  }, 120_000);
  afterAll(async () => {
    if (process.env.PKSN_TEST_LOGS) for (const app of service.apps.values()) process.stderr.write(app.log());
    await service.stop();
  });

  it('refuses a package of a vendor that nobody trusts', async () => {
    full = await samplePackage(vendor, { feed: 'acme/core', version: 1, rows: FULL });
    const refused = await importOf(service, full);
    expect(refused).toMatchObject({ state: 'rejected', code: 'PACKAGE_UNTRUSTED' });
    expect(refused.advice).toContain('pksn trust add');
  });

  it('trusts a vendor by its fingerprint only', async () => {
    const root: unknown = JSON.parse(vendor.root.text);
    const add = (fingerprint?: string): Promise<Answer> =>
      service.admin.post('/api/v1/trust', { body: { root, fingerprint } });
    expect((await add()).body.code).toBe('TRUST_FINGERPRINT_REQUIRED');
    expect((await add('0'.repeat(64))).body.code).toBe('TRUST_FINGERPRINT_MISMATCH');
    expect((await add(vendor.root.fingerprint)).status).toBe(201);
    expect((await add(vendor.root.fingerprint)).body.code).toBe('TRUST_VENDOR_EXISTS');
  });

  it('makes an imported package live', async () => {
    const done = await importOf(service, full);
    expect(done).toMatchObject({ state: 'active', feed: 'acme/core', version: 1, kind: 'full', code: null });
    const [newest] = (await service.admin.get('/api/v1/generations')).body.generations;
    expect(newest.number).toBe(done.generation);
  });

  it('refuses whoever did not submit a key, and serves whoever did', async () => {
    const path = `/v1/files/${EICAR}`;
    expect((await service.query(null).get(path)).body.code).toBe('LICENSE_KEY_MISSING');
    const license = vendor.license({ licenseId: 'L-1', customer: { id: 'first', name: 'First customer' } });
    await service.admin.send('PUT', '/api/v1/provider', {
      body: { name: 'Example provider', contacts: ['help@example.org'] },
    });
    const refused = await eventually(
      () => service.query(license.key).get(path),
      (answer) => answer.body.provider?.name === 'Example provider',
    );
    expect(refused.status).toBe(401);
    expect(refused.headers['content-type']).toContain('application/problem+json');
    expect(refused.body).toMatchObject({
      code: 'LICENSE_KEY_NOT_SUBMITTED',
      provider: { contacts: ['help@example.org'] },
    });
    const submitted = await service.admin.post('/api/v1/license-submissions', {
      body: { files: [license.text, 'not a license'] },
    });
    expect(submitted.body.results).toMatchObject([
      { ok: true, state: 'submitted' },
      { ok: false, code: 'LICENSE_FILE_MALFORMED' },
    ]);
    key = license.key;
    const served = await eventually(
      () => service.query(key).get(path),
      (answer) => answer.status === 200,
    );
    expect(served.body).toMatchObject({
      object: { type: 'file', sha256: EICAR, sha1: EICAR_SHA1, md5: EICAR_MD5 },
      zone: 'red',
      threat: 'EICAR-Test-File',
      product: null,
      trustGroup: 'untrusted',
      popularity: 512,
      firstSeen: '2024-05-01',
      source: { kind: 'feed', feed: 'acme/core', version: 1 },
      stale: false,
      coverage: 'partial',
      infrastructure: 'private',
    });
  });

  it('answers every kind of object, alone and in a bulk', async () => {
    const query = service.query(key);
    const single = async (path: string): Promise<Answer['body']> => (await query.get(path)).body;
    expect(await single(`/v1/files/${EICAR_MD5.toUpperCase()}`)).toMatchObject({
      zone: 'red',
      object: { sha256: EICAR },
    });
    expect(await single(`/v1/files/${sha1(1)}`)).toMatchObject({
      zone: 'green',
      product: 'Debian / bash / 5.2',
      threat: null,
    });
    const url = encodeURIComponent('testsafebrowsing.appspot.com:443/s/malware.html#x');
    expect(await single(`/v1/urls?url=${url}`)).toMatchObject({
      zone: 'red',
      matched: 'testsafebrowsing.appspot.com/s/malware.html',
    });
    expect(await single('/v1/domains/www.example.net')).toMatchObject({ zone: 'orange', matched: 'example.net/' });
    expect(await single('/v1/ips/192.0.2.77')).toMatchObject({ zone: 'red', matched: '192.0.2.0/24' });
    expect(await single('/v1/ips/2001:db8::1')).toMatchObject({ zone: 'red', threat: 'Test.Network6' });
    expect(await single(`/v1/urls?url=${encodeURIComponent('http://192.0.2.9/x')}`)).toMatchObject({
      zone: 'red',
      threat: 'Test.Network',
    });
    expect(await single(`/v1/certificates/${sha1(9)}`)).toMatchObject({ zone: 'red', threat: 'Test.Certificate' });
    expect(await single('/v1/software?vendor=EXAMPLE&product=tool&version=9')).toMatchObject({ zone: 'yellow' });
    expect(await single(`/v1/files/${sha256(77)}`)).toMatchObject({
      zone: 'grey',
      source: { kind: 'none' },
      threat: null,
    });

    const bulk = await query.post('/v1/lookup', {
      body: {
        objects: [
          { file: EICAR },
          { file: 'zz' },
          { url: `http://x/${'y'.repeat(100_000)}` },
          { domain: 'example.net' },
          { ip: '198.51.100.1' },
        ],
      },
    });
    expect(bulk.status).toBe(200);
    expect(bulk.body.generation).toBeGreaterThan(1);
    expect(bulk.body.results).toMatchObject([
      { zone: 'red' },
      { error: { code: 'OBJECT_MALFORMED' } },
      { error: { code: 'OBJECT_MALFORMED' } },
      { zone: 'orange' },
      { zone: 'grey' },
    ]);
  });

  it('answers bad requests with their typed error', async () => {
    const query = service.query(key);
    const code = async (answer: Promise<Answer>): Promise<[number, string]> => {
      const { status, body } = await answer;
      return [status, body.code];
    };
    const file = { file: EICAR };
    expect(await code(query.get('/v1/files/abc'))).toEqual([400, 'OBJECT_MALFORMED']);
    expect(await code(query.get('/v1/urls?url=mailto:a@b'))).toEqual([400, 'OBJECT_MALFORMED']);
    expect(await code(query.get(`/v1/urls?url=${'u'.repeat(100_000)}`))).toEqual([431, 'REQUEST_TOO_LARGE']);
    expect(await code(query.get('/v1/urls'))).toEqual([400, 'REQUEST_MALFORMED']);
    expect(await code(query.get('/v1/urls?url=a.example&url=b.example'))).toEqual([400, 'REQUEST_MALFORMED']);
    expect(await code(query.post('/v1/lookup', { body: { objects: new Array(1_001).fill(file) } }))).toEqual([
      413,
      'REQUEST_TOO_LARGE',
    ]);
    expect(await code(query.post('/v1/lookup', { body: { objects: [file], extra: 1 } }))).toEqual([
      400,
      'REQUEST_MALFORMED',
    ]);
    expect(await code(query.post('/v1/lookup', { body: { objects: [{ ...file, ip: '192.0.2.1' }] } }))).toEqual([
      400,
      'REQUEST_MALFORMED',
    ]);
    expect(await code(query.post('/v1/lookup', { body: { objects: [{ nonsense: 1 }] } }))).toEqual([
      400,
      'REQUEST_MALFORMED',
    ]);
    const json = { 'content-type': 'application/json' };
    expect(await code(query.post('/v1/lookup', { raw: '{"objects":[', headers: json }))).toEqual([
      400,
      'REQUEST_MALFORMED',
    ]);
    expect(await code(query.post('/v1/lookup', { raw: '', headers: json }))).toEqual([400, 'REQUEST_MALFORMED']);
    expect(await code(query.post('/v1/lookup', { raw: 'x', headers: { 'content-type': 'text/xml' } }))).toEqual([
      415,
      'REQUEST_UNSUPPORTED_TYPE',
    ]);
    expect(
      await code(query.post('/v1/lookup', { raw: ' ', headers: { ...json, 'content-length': '5000000' } })),
    ).toEqual([413, 'REQUEST_TOO_LARGE']);
    expect(await code(query.get('/v2/nothing'))).toEqual([404, 'ROUTE_NOT_FOUND']);
    expect((await query.post('/v1/lookup', { body: { objects: [] } })).body.results).toEqual([]);
  });

  it('follows a delta: what it changes, adds and removes', async () => {
    const rows = [
      'sha256,sha1,md5,domain,zone,threat',
      `${EICAR},${EICAR_SHA1},${EICAR_MD5},,red,EICAR-Renamed`,
      `${sha256(2)},${sha1(2)},,,yellow,Test.New`,
      ',,,example.net,orange,Test.Domain',
    ].join('\n');
    const delta = await samplePackage(vendor, { feed: 'acme/core', version: 2, rows, base: [full] });
    expect(delta.length).toBeLessThan(full.length * 2);
    expect(await importOf(service, delta)).toMatchObject({ state: 'active', version: 2, kind: 'delta' });
    const query = service.query(key);
    const zoneOf = async (path: string): Promise<Answer['body']> => (await query.get(path)).body;
    await eventually(
      () => zoneOf(`/v1/files/${EICAR_SHA1}`),
      (answer) => answer.threat === 'EICAR-Renamed',
    );
    expect(await zoneOf(`/v1/files/${EICAR_SHA1}`)).toMatchObject({ threat: 'EICAR-Renamed', source: { version: 2 } });
    expect(await zoneOf(`/v1/files/${sha1(2)}`)).toMatchObject({
      zone: 'yellow',
      threat: 'Test.New',
      object: { sha256: sha256(2) },
    });
    expect(await zoneOf(`/v1/files/${md5(1)}`)).toMatchObject({ zone: 'grey' });
    expect(await zoneOf('/v1/ips/192.0.2.77')).toMatchObject({ zone: 'grey' });

    expect(await importOf(service, delta)).toMatchObject({ state: 'unchanged' });
    expect(await importOf(service, full)).toMatchObject({ state: 'rejected', code: 'PACKAGE_ROLLBACK' });
    const twin = await samplePackage(vendor, { feed: 'acme/core', version: 2, rows: FULL });
    expect(await importOf(service, twin)).toMatchObject({ state: 'rejected', code: 'PACKAGE_EQUIVOCATION' });
    const orphan = await samplePackage(vendor, { feed: 'acme/core', version: 9, rows: FULL, base: [twin] });
    expect(await importOf(service, orphan)).toMatchObject({ state: 'rejected', code: 'PACKAGE_BASE_MISSING' });
    expect(await zoneOf(`/v1/files/${EICAR}`)).toMatchObject({ threat: 'EICAR-Renamed' });
  });

  it('lets an override outrank the feed, until it is removed', async () => {
    const query = service.query(key);
    const generation = (await query.get('/v1/status')).body.database.generation;
    const added = await service.admin.post('/api/v1/overrides', {
      body: { object: { file: EICAR_MD5 }, zone: 'green', reason: 'a test file' },
    });
    expect(added.status).toBe(201);
    // The override stands under the weaker MD5, so it does not turn the answer about the SHA-256 green.
    const byMd5 = await eventually(
      async () => (await query.get(`/v1/files/${EICAR_MD5}`)).body,
      (answer) => answer.source.kind === 'override',
    );
    expect(byMd5).toMatchObject({
      zone: 'green',
      source: { kind: 'override', owner: 'provider', reason: 'a test file' },
    });
    expect(byMd5.generation).toBeGreaterThan(generation);
    expect((await query.get(`/v1/files/${EICAR}`)).body).toMatchObject({ zone: 'red' });
    await service.admin.send('DELETE', `/api/v1/overrides/${String(added.body.override.id)}`);
    const back = await eventually(
      async () => (await query.get(`/v1/files/${EICAR_MD5}`)).body,
      (answer) => answer.source.kind === 'feed',
    );
    expect(back).toMatchObject({ zone: 'red' });
    const bad = await service.admin.post('/api/v1/overrides', {
      body: { object: { file: EICAR }, zone: 'orange', reason: 'x' },
    });
    expect(bad.body.code).toBe('OVERRIDE_INVALID');
  });

  it('ends an override when its time has come, as a new generation', async () => {
    const query = service.query(key);
    const expires = new Date(Date.now() + 1_500).toISOString();
    await service.admin.post('/api/v1/overrides', {
      body: { object: { ip: '203.0.113.0/24' }, zone: 'red', reason: 'for a moment', expires },
    });
    const red = await eventually(
      async () => (await query.get('/v1/ips/203.0.113.5')).body,
      (answer) => answer.zone === 'red',
    );
    expect(red).toMatchObject({ zone: 'red', matched: '203.0.113.0/24' });
    const grey = await eventually(
      async () => (await query.get('/v1/ips/203.0.113.5')).body,
      (answer) => answer.zone === 'grey',
    );
    expect(grey.generation).toBeGreaterThan(red.generation);
  });

  it('shows a license only the feeds that it covers', async () => {
    const other = forgeVendor('other', Date.now());
    await trust(service, other);
    const license = other.license({ customer: { id: 'second', name: 'Second customer' } });
    const submitted = await service.query(null).post('/v1/license-submissions', { body: { file: license.text } });
    expect(submitted).toMatchObject({ status: 200, body: { state: 'submitted' } });
    const refused = await eventually(
      () => service.query(license.key).get(`/v1/files/${EICAR}`),
      (answer) => answer.body.code !== 'LICENSE_KEY_NOT_SUBMITTED',
    );
    expect(refused).toMatchObject({ status: 403, body: { code: 'LICENSE_SCOPE' } });
    const rows = 'sha256,zone\n' + sha256(500) + ',green';
    await importOf(service, await samplePackage(other, { feed: 'other/files', version: 1, rows }));
    const grey = await eventually(
      () => service.query(license.key).get(`/v1/files/${EICAR}`),
      (answer) => answer.status === 200,
    );
    expect(grey.body).toMatchObject({ zone: 'grey', object: { type: 'file', sha256: EICAR } });
    expect(grey.body.object.md5).toBeUndefined();
  });

  it('holds a snapshot when asked to, and lets a person activate it', async () => {
    const rows = 'sha256,zone\n' + sha256(600) + ',green';
    const held = await importOf(
      service,
      await samplePackage(vendor, { feed: 'acme/held', version: 1, rows }),
      '?hold=true',
    );
    expect(held).toMatchObject({ state: 'held' });
    expect((await service.query(key).get(`/v1/files/${sha256(600)}`)).body.zone).toBe('grey');
    const activated = await service.admin.post(`/api/v1/snapshots/${String(held.snapshotId)}/activate`, {
      body: { reason: 'looked at it' },
    });
    expect(activated.status).toBe(200);
    const again = await service.admin.post(`/api/v1/snapshots/${String(held.snapshotId)}/activate`, { body: {} });
    expect(again).toMatchObject({ status: 409, body: { code: 'IMPORT_STATE' } });
    const green = await eventually(
      async () => (await service.query(key).get(`/v1/files/${sha256(600)}`)).body,
      (answer) => answer.zone === 'green',
    );
    expect(green).toMatchObject({ zone: 'green', source: { feed: 'acme/held' } });
  });

  it('takes only so many submissions at once from customers', async () => {
    const submissions = Array.from({ length: 120 }, () =>
      service.query(null).post('/v1/license-submissions', { body: { file: 'not a license' } }),
    );
    const answers = await Promise.all(submissions);
    const throttled = answers.find((answer) => answer.body.code === 'SUBMISSION_THROTTLED');
    expect(throttled).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
    expect(answers.some((answer) => answer.body.code === 'LICENSE_FILE_MALFORMED')).toBe(true);
  });

  it('counts keys that knock, and says so', async () => {
    const stranger = generateLicenseKey();
    await service.query(stranger).get('/v1/status');
    const seen = await eventually(
      async () => (await service.admin.get('/api/v1/licenses/knocking')).body.keys,
      (keys: unknown[]) => keys.length > 0,
    );
    expect(seen[0]).toMatchObject({ count: expect.any(Number) });
    expect(JSON.stringify(seen)).not.toContain(stranger);
  });

  it('needs a token with the right role on every admin route', async () => {
    const token = (await service.admin.post('/api/v1/tokens', { body: { role: 'viewer', days: 1 } })).body.token;
    const headers = { authorization: `Bearer ${String(token)}` };
    expect((await service.admin.get('/api/v1/feeds', { headers })).status).toBe(200);
    expect((await service.admin.post('/api/v1/tokens', { headers, body: { role: 'viewer' } })).body.code).toBe(
      'ADMIN_FORBIDDEN',
    );
    const nobody = { authorization: 'Bearer pksn_0000000000000000' };
    expect((await service.admin.get('/api/v1/feeds', { headers: nobody })).body.code).toBe('ADMIN_UNAUTHENTICATED');
    expect((await service.admin.get('/api/v1/feeds?x=1', { headers })).status).toBe(200);
    expect((await service.admin.post('/api/v1/overrides', { body: { zone: 'red', unknown: 1 } })).body.code).toBe(
      'REQUEST_MALFORMED',
    );
  });
});
