import { PassThrough, Readable } from 'node:stream';
import { generateLicenseKey } from '@pksn/licensing';
import { openDatabase } from '@pksn/store-postgres';
import { forgeVendor } from '@pksn/testing';
import type { ForgedVendor } from '@pksn/testing';
import type { Holdings } from '../crash/leftovers';
import { holdings, strays } from '../crash/leftovers';
import { bent, flipped, signedBy, withManifest } from './bent-package';
import type { Answer, Call } from './https-caller';
import { pksnCommand } from './pksn-command';
import { RawConnection, firstAnswer } from './raw-connection';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { SmallDisk } from './small-disk';
import { eventually, importOf, submit, trust } from './steps';

const DISK_BYTES = 96_000_000;
const FEED = 'acme/core';
const OCTETS = { 'content-type': 'application/octet-stream' };
const JSON_TYPE = { 'content-type': 'application/json' };
const HASH = 'ab'.repeat(32);
const rowsOf = (threat: string): string => `sha256,zone,threat\n${HASH},red,${threat}\n${'cd'.repeat(32)},green,`;

describe('bad input', () => {
  let disk: SmallDisk;
  let service: Service;
  let vendor: ForgedVendor;
  let other: ForgedVendor;
  let key: string;
  let first: Buffer;
  let live: Buffer;
  /** Text of every answer that came, for the canaries. */
  const answers: string[] = [];
  /** Connections that are left half-way at the start and looked at near the end. */
  let slow: RawConnection[] = [];

  const admin = async (method: string, path: string, call: Call = {}): Promise<Answer> => {
    const answer = await service.admin.send(method, path, call);
    answers.push(answer.text);
    return answer;
  };
  const raw = async (app: 'admin-api' | 'query-api', ...parts: (string | Buffer)[]): Promise<RawConnection> =>
    (await RawConnection.tls(service.portOf(app), service.ca)).send(...parts);
  const answerTo = async (
    app: 'admin-api' | 'query-api',
    ...parts: (string | Buffer)[]
  ): Promise<ReturnType<typeof firstAnswer>> => {
    const connection = await raw(app, ...parts);
    const text = await connection.until((seen) => /\r\n\r\n[^]*\}$/.test(seen));
    answers.push(text);
    connection.cut();
    return firstAnswer(text);
  };
  const head = (method: string, path: string, ...lines: string[]): string =>
    [`${method} ${path} HTTP/1.1`, 'host: localhost', ...lines, '', ''].join('\r\n');
  const bearer = (token: string): string => `authorization: Bearer ${token}`;
  const coded = async (answer: Promise<Answer>): Promise<[number, string]> => {
    const { status, body } = await answer;
    return [status, body?.code];
  };

  const verdict = async (): Promise<Answer['body']> => {
    const { body } = await service.query(key).get(`/v1/files/${HASH}`);
    return { zone: body.zone, threat: body.threat, source: body.source, generation: body.generation };
  };
  /** Whatever is done must leave everything as it was: rows, tables, folders, floors, and the answers. */
  const changesNothing = async (work: () => Promise<void>): Promise<void> => {
    const before: [Holdings, unknown] = [await holdings(service), await verdict()];
    await work();
    expect(
      await eventually(
        async () => (await holdings(service)).spool,
        (spool) => spool.length === 0,
      ),
    ).toEqual([]);
    expect([await holdings(service), await verdict()]).toEqual(before);
  };

  beforeAll(async () => {
    disk = SmallDisk.create(DISK_BYTES);
    service = await Service.create({ dataDir: disk.dataDir });
    const common = { PKSN_RETRY_INTERVAL: '100ms', PKSN_LOOK_INTERVAL: '100ms' };
    await Promise.all([
      service.start('query-api'),
      service.start('admin-api', 'admin-api', {
        PKSN_DISK_RESERVE_BYTES: String(disk.reserveBytes),
        PKSN_UPLOAD_SILENCE: '2s',
      }),
      service.start('import-worker', 'import-worker', common),
    ]);
    const now = Date.now();
    vendor = forgeVendor('acme', now);
    other = forgeVendor('other', now);
    await trust(service, vendor);
    await trust(service, other);
    const license = vendor.license();
    key = license.key;
    await submit(service, license);
    first = await samplePackage(vendor, { feed: FEED, version: 4, rows: rowsOf('Test.First') });
    live = await samplePackage(vendor, { feed: FEED, version: 5, rows: rowsOf('Test.Live') });
    expect(await importOf(service, first)).toMatchObject({ state: 'active' });
    expect(await importOf(service, live)).toMatchObject({ state: 'active' });
    await eventually(verdict, ({ threat }) => threat === 'Test.Live');
    slow = [
      await raw('query-api', 'GET /v1/status HTTP/1.1\r\nhost: loc'),
      await raw(
        'query-api',
        head('POST', '/v1/lookup', bearer(key), 'content-type: application/json', 'content-length: 50'),
        '{"obj',
      ),
      await raw('admin-api', 'POST /api/v1/packages HTTP/1.1\r\nhost: '),
      await RawConnection.plain(service.portOf('query-api')),
    ];
  }, 120_000);
  afterAll(async () => {
    if (process.env.PKSN_TEST_LOGS) for (const app of service.apps.values()) process.stderr.write(app.log());
    for (const connection of slow) connection.cut();
    await service?.stop().finally(() => disk.dispose());
  });

  describe('a package', () => {
    it.each<[string, string, () => Buffer | Promise<Buffer>]>([
      ['that is none', 'PACKAGE_MAGIC', () => Buffer.from('<html>404</html>')],
      ['truncated in its chunks', 'PACKAGE_TRUNCATED', async () => (await next()).subarray(0, -1)],
      ['truncated in its header', 'PACKAGE_TRUNCATED', async () => (await next()).subarray(0, 300)],
      ['altered in its records', 'PACKAGE_CHUNK_DIGEST', async () => flipped(await next(), (await next()).length - 1)],
      [
        'altered in its manifest',
        'PACKAGE_SIGNATURE',
        async () => withManifest(await next(), (text) => text.replace('"version":6', '"version":7')),
      ],
      ['altered in its spelling', 'PACKAGE_BLOCK_MALFORMED', async () => flipped(await next(), 14)],
      [
        'with something behind its end',
        'PACKAGE_TRAILING',
        async () => Buffer.concat([await next(), Buffer.from([0])]),
      ],
      [
        'without signatures',
        'PACKAGE_BLOCK_MALFORMED',
        async () => bent(await next(), (block) => ({ ...block, manifest: { ...block.manifest, signatures: [] } })),
      ],
      [
        'signed by a stranger',
        'PACKAGE_UNTRUSTED',
        () => samplePackage(forgeVendor('acme', Date.now()), { feed: FEED, version: 6, rows: rowsOf('Test.Bad') }),
      ],
      ['signed by the license role', 'PACKAGE_UNTRUSTED', async () => signedBy(await next(), vendor.keys.license)],
      [
        'signed by another trusted vendor',
        'PACKAGE_FEED_FOREIGN',
        async () => signedBy(await next(), other.keys.package),
      ],
      ['older than the last', 'PACKAGE_ROLLBACK', () => first],
      [
        'of the same version with another content',
        'PACKAGE_EQUIVOCATION',
        () => samplePackage(vendor, { feed: FEED, version: 5, rows: rowsOf('Test.Twin') }),
      ],
      [
        'on a base that is not here',
        'PACKAGE_BASE_MISSING',
        async () => samplePackage(vendor, { feed: FEED, version: 7, rows: rowsOf('Test.Delta'), base: [await next()] }),
      ],
    ])('%s is refused with %s and changes nothing', async (_what, code, make) => {
      const bytes = await make();
      await changesNothing(async () => {
        expect(await importOf(service, bytes)).toMatchObject({
          state: 'rejected',
          code,
          snapshotId: null,
          generation: null,
        });
      });
    });

    const next = (): Promise<Buffer> => samplePackage(vendor, { feed: FEED, version: 6, rows: rowsOf('Test.Bad') });

    it('that is right is taken after all that', async () => {
      const good = await samplePackage(vendor, { feed: FEED, version: 6, rows: rowsOf('Test.Good') });
      expect(await importOf(service, good)).toMatchObject({ state: 'active', version: 6 });
      expect(await eventually(verdict, ({ threat }) => threat === 'Test.Good')).toMatchObject({
        zone: 'red',
        threat: 'Test.Good',
      });
    });
  });

  describe('an upload', () => {
    const upload = (call: Call, query = ''): Promise<[number, string]> =>
      coded(admin('POST', `/api/v1/packages${query}`, call));

    it('larger than the disk is refused at once when it says so', async () => {
      await changesNothing(async () => {
        const answer = await answerTo(
          'admin-api',
          head(
            'POST',
            '/api/v1/packages',
            bearer(service.token),
            'content-type: application/octet-stream',
            'content-length: 10000000000',
          ),
          'some',
        );
        expect(answer).toEqual({ status: 507, code: 'DISK_FULL' });
      });
    });

    it('that fills the disk without having said so is refused in mid-stream', async () => {
      await changesNothing(async () => {
        let sent = 0;
        const piece = Buffer.alloc(1_000_000, 7);
        let leastFree = disk.freeBytes;
        const endless = new Readable({
          read: () => {
            leastFree = Math.min(leastFree, disk.freeBytes);
            endless.push(sent++ < 2_000 ? piece : null);
          },
        });
        const { status, body } = await admin('POST', '/api/v1/packages', { raw: endless, headers: OCTETS });
        expect([status, body.code, body.missingBytes > 0]).toEqual([507, 'DISK_FULL', true]);
        expect(leastFree).toBeGreaterThanOrEqual(disk.reserveBytes);
        expect(sent).toBeLessThan(2_000);
        endless.destroy();
      });
    }, 120_000);

    it('is told of ahead: pksn doctor, health and metrics forecast when the reserve will be reached', async () => {
      const source = await openDatabase(service.database.url, 1);
      try {
        await source.query(
          `INSERT INTO disk_day SELECT 'index', (now() AT TIME ZONE 'UTC')::date - n, 50e6 - n * 1e6
           FROM generate_series(1, 20) AS n`,
        );
      } finally {
        await source.destroy();
      }
      const { disks } = (await admin('GET', '/api/v1/health')).body as { disks: Record<string, unknown>[] };
      expect(disks).toMatchObject([
        { places: ['spool', 'index'], forecast: { trend: 'growing', bytesPerDay: 1e6 } },
        { places: ['database'], freeBytes: null, forecast: { trend: 'unknown', days: 1 } },
      ]);
      const told = await pksnCommand(['doctor', ...service.adminFlags]);
      expect(told.out).toMatch(
        /free on the disk of spool and index; at 976.6 KiB a day uploads are refused in \d+ days/,
      );
      expect((await admin('GET', '/metrics')).text).toMatch(/pksn_disk_days_until_refused\{places="spool,index"\} \d/);
    });

    it('that breaks off leaves nothing', async () => {
      await changesNothing(async () => {
        for (const length of ['content-length: 5000000', 'transfer-encoding: chunked']) {
          const connection = await raw(
            'admin-api',
            head('POST', '/api/v1/packages', bearer(service.token), 'content-type: application/octet-stream', length),
          );
          const bytes = Buffer.alloc(100_000, 1);
          connection.send(length.startsWith('t') ? `${bytes.length.toString(16)}\r\n` : '', bytes);
          await eventually(
            async () => (await holdings(service)).spool,
            (spool) => spool.length > 0,
          );
          connection.cut();
        }
      });
      const { imports } = (await admin('GET', '/api/v1/imports')).body as { imports: readonly { state: string }[] };
      expect(imports.find(({ state }) => state !== 'rejected')?.state).toBe('active');
    });

    it('from which nothing comes any more is given up', async () => {
      await changesNothing(async () => {
        const silent = new PassThrough();
        silent.write(Buffer.alloc(1_000));
        const ended = upload({ raw: silent, headers: OCTETS }).catch((error: unknown) => String(error));
        expect(await ended).toEqual([400, 'UPLOAD_INCOMPLETE']);
      });
    });

    it('of the wrong type, or of nothing, is refused', async () => {
      await changesNothing(async () => {
        expect(await upload({ raw: live, headers: { 'content-type': 'application/zip' } })).toEqual([
          415,
          'REQUEST_UNSUPPORTED_TYPE',
        ]);
        expect(await upload({ body: { not: 'a package' } })).toEqual([415, 'REQUEST_UNSUPPORTED_TYPE']);
        expect(await upload({ raw: live, headers: { 'content-type': 'multipart/form-data; boundary=x' } })).toEqual([
          415,
          'REQUEST_UNSUPPORTED_TYPE',
        ]);
        expect(await upload({ raw: live, headers: {} })).toEqual([415, 'REQUEST_UNSUPPORTED_TYPE']);
        expect(await upload({ raw: Buffer.alloc(0), headers: OCTETS })).toEqual([400, 'UPLOAD_INCOMPLETE']);
        expect(await upload({ raw: live, headers: OCTETS }, '?hold=perhaps')).toEqual([400, 'REQUEST_MALFORMED']);
        expect(await upload({ raw: live, headers: OCTETS }, '?unknown=1')).toEqual([400, 'REQUEST_MALFORMED']);
        expect(
          await upload({ raw: live, headers: { ...OCTETS, authorization: 'Bearer pksn_aaaaaaaaaaaaaaaaaaaa' } }),
        ).toEqual([401, 'ADMIN_UNAUTHENTICATED']);
      });
    });

    it('over the configured size is refused, said before or not', async () => {
      await service.start('admin-api', 'small-admin', { PKSN_UPLOAD_LIMIT_BYTES: '1000' });
      await changesNothing(async () => {
        const small = service.adminOf('small-admin');
        for (const body of [live, Readable.from([live.subarray(0, 900), live.subarray(900)])]) {
          expect(await coded(small.post('/api/v1/packages', { raw: body, headers: OCTETS }))).toEqual([
            413,
            'UPLOAD_TOO_LARGE',
          ]);
        }
      });
      await service.kill('small-admin', 'SIGTERM');
    });

    it('whose staging fills the disk is tried again, and in the end rejected with DISK_FULL', async () => {
      const bytes = await samplePackage(vendor, { feed: FEED, version: 8, rows: rowsOf('Test.Full') });
      if (!disk.mounted) await restartWorker({ PKSN_DISK_RESERVE_BYTES: String(disk.fullReserveBytes) });
      await changesNothing(async () => {
        // Room for the upload and the check, not for the two MiB of leaf digests that staging writes.
        disk.fill(1_600_000);
        expect(await importOf(service, bytes)).toMatchObject({ state: 'rejected', code: 'DISK_FULL' });
        disk.empty();
      });
      expect(
        service.apps
          .get('import-worker')
          ?.log()
          .match(/"code":"DISK_FULL"/g)?.length,
      ).toBeGreaterThan(4);
      if (!disk.mounted) await restartWorker({});
      expect(await importOf(service, bytes)).toMatchObject({ state: 'active', version: 8 });
      await eventually(verdict, ({ threat }) => threat === 'Test.Full');
    }, 60_000);

    async function restartWorker(environment: Record<string, string>): Promise<void> {
      await service.kill('import-worker', 'SIGTERM');
      await service.start('import-worker', 'import-worker', {
        PKSN_RETRY_INTERVAL: '100ms',
        PKSN_LOOK_INTERVAL: '100ms',
        ...environment,
      });
    }
  });

  describe('a body for the admin API', () => {
    const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    const fields = '"zone":"red","reason":"x"';

    it.each<[string, string, string, [number, string]]>([
      ['no JSON', '/api/v1/overrides', '{"object":', [400, 'REQUEST_MALFORMED']],
      ['nothing', '/api/v1/overrides', '', [400, 'REQUEST_MALFORMED']],
      ['a number', '/api/v1/overrides', '7', [400, 'REQUEST_MALFORMED']],
      ['null', '/api/v1/overrides', 'null', [400, 'REQUEST_MALFORMED']],
      ['a list', '/api/v1/overrides', `[{"object":{"file":"${HASH}"},${fields}}]`, [400, 'REQUEST_MALFORMED']],
      [
        'an unknown field',
        '/api/v1/overrides',
        `{"object":{"file":"${HASH}"},${fields},"more":1}`,
        [400, 'REQUEST_MALFORMED'],
      ],
      [
        'an unknown field inside',
        '/api/v1/overrides',
        `{"object":{"file":"${HASH}","more":1},${fields}}`,
        [400, 'REQUEST_MALFORMED'],
      ],
      [
        'a __proto__ key',
        '/api/v1/overrides',
        `{"__proto__":{"zone":"red"},"object":{"file":"${HASH}"},${fields}}`,
        [400, 'REQUEST_MALFORMED'],
      ],
      [
        'a __proto__ key inside',
        '/api/v1/overrides',
        `{"object":{"file":"${HASH}","__proto__":{"url":"x"}},${fields}}`,
        [400, 'REQUEST_MALFORMED'],
      ],
      [
        'a constructor key',
        '/api/v1/overrides',
        `{"object":{"file":"${HASH}"},${fields},"constructor":{"prototype":{"a":1}}}`,
        [400, 'REQUEST_MALFORMED'],
      ],
      [
        'an object where text belongs',
        '/api/v1/overrides',
        `{"object":{"file":{"toString":1}},${fields}}`,
        [400, 'REQUEST_MALFORMED'],
      ],
      [
        'text with a NUL',
        '/api/v1/overrides',
        `{"object":{"file":"${HASH}"},"zone":"red","reason":"a\\u0000b"}`,
        [400, 'REQUEST_MALFORMED'],
      ],
      [
        'two objects',
        '/api/v1/overrides',
        `{"object":{"file":"${HASH}","ip":"192.0.2.1"},${fields}}`,
        [400, 'OVERRIDE_INVALID'],
      ],
      ['nested deeply', '/api/v1/overrides', `{"object":${nested(40_000)},${fields}}`, [400, 'REQUEST_MALFORMED']],
      [
        'a deeply nested trust root',
        '/api/v1/trust',
        `{"root":${nested(40_000)},"fingerprint":"ab"}`,
        [400, 'REQUEST_MALFORMED'],
      ],
      [
        'a deeply nested list',
        '/api/v1/license-submissions',
        `{"files":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
        [400, 'REQUEST_MALFORMED'],
      ],
      [
        'a foreign trust root',
        '/api/v1/trust',
        '{"root":{"payloadType":"x","payload":"!","signatures":[]},"fingerprint":"ab"}',
        [422, 'TRUST_ROOT_MALFORMED'],
      ],
      [
        'too many files',
        '/api/v1/license-submissions',
        JSON.stringify({ files: new Array(1_001).fill('x') }),
        [400, 'REQUEST_MALFORMED'],
      ],
      ['a role that is none', '/api/v1/tokens', '{"role":"root","days":1}', [400, 'REQUEST_MALFORMED']],
    ])('of %s is refused', async (_what, path, text, expected) => {
      await changesNothing(async () => {
        expect(await coded(admin('POST', path, { raw: text, headers: JSON_TYPE }))).toEqual(expected);
      });
    });

    it('that is huge is refused before it is read', async () => {
      const answer = await answerTo(
        'admin-api',
        head(
          'POST',
          '/api/v1/overrides',
          bearer(service.token),
          'content-type: application/json',
          'content-length: 100000000',
        ),
        '{',
      );
      expect(answer).toEqual({ status: 413, code: 'REQUEST_TOO_LARGE' });
    });

    it('in a path or a query is refused, too', async () => {
      expect(await coded(admin('GET', '/api/v1/imports/not-a-uuid'))).toEqual([400, 'REQUEST_MALFORMED']);
      expect(await coded(admin('GET', '/api/v1/imports/00000000-0000-4000-8000-000000000000'))).toEqual([
        404,
        'NOT_FOUND',
      ]);
      expect(await coded(admin('GET', '/api/v1/imports?limit=100000'))).toEqual([400, 'REQUEST_MALFORMED']);
      expect(await coded(admin('GET', `/api/v1/imports?before=${encodeURIComponent("'; DROP TABLE run")}`))).toEqual([
        400,
        'REQUEST_MALFORMED',
      ]);
      expect(await coded(admin('GET', `/api/v1/licenses/${encodeURIComponent("x' OR 1=1 --")}`))).toEqual([
        404,
        'NOT_FOUND',
      ]);
      expect(await coded(admin('GET', '/api/v1/licenses/%00'))).toEqual([400, 'REQUEST_MALFORMED']);
      expect(await coded(admin('DELETE', '/api/v1/overrides/999999999999999999999'))).toEqual([
        400,
        'REQUEST_MALFORMED',
      ]);
      expect(await coded(admin('GET', '/api/v1/generations/99999999999999'))).toEqual([404, 'NOT_FOUND']);
      expect(await coded(admin('PATCH', '/api/v1/feeds/acme/nothing', { body: { priority: 1 } }))).toEqual([
        404,
        'NOT_FOUND',
      ]);
      expect(await coded(admin('PUT', '/api/v1/packages'))).toEqual([404, 'ROUTE_NOT_FOUND']);
    });
  });

  describe('the query listener', () => {
    const status = '/v1/status';

    it('refuses two keys, in whatever form they come', async () => {
      const missing = { status: 401, code: 'LICENSE_KEY_MISSING' };
      expect(await answerTo('query-api', head('GET', status, bearer(key), bearer(key)))).toEqual(missing);
      expect(await answerTo('query-api', head('GET', status, bearer(key), bearer(generateLicenseKey())))).toEqual(
        missing,
      );
      expect(
        await answerTo(
          'query-api',
          head('GET', status, bearer(key).toUpperCase().replace('BEARER', 'Bearer'), `Authorization:${key}`),
        ),
      ).toEqual(missing);
      expect(await answerTo('query-api', head('GET', status, `authorization: Bearer\t${key}`))).toMatchObject({
        status: 401,
      });
      expect(await answerTo('query-api', head('GET', status, bearer(key)))).toEqual({ status: 200, code: null });
    });

    it('refuses headers that are too large, and what is not HTTP', async () => {
      const malformed = { status: 400, code: 'REQUEST_MALFORMED' };
      const tooLarge = { status: 431, code: 'REQUEST_TOO_LARGE' };
      expect(await answerTo('query-api', head('GET', status, bearer(key), `x-long: ${'x'.repeat(17_000)}`))).toEqual(
        tooLarge,
      );
      expect(
        await answerTo(
          'query-api',
          head('GET', status, ...Array.from({ length: 3_000 }, (_, n) => `x-${String(n)}: y`)),
        ),
      ).toEqual(tooLarge);
      for (const garbage of [
        '\0\x01\x02\x03\r\n\r\n',
        'SSH-2.0-OpenSSH_9\r\n\r\n',
        'GET\r\n\r\n',
        `GET ${status} HTTP/9.9\r\n\r\n`,
        `GET ${status} HTTP/1.1\r\nno colon\r\n\r\n`,
      ]) {
        expect({ garbage, ...(await answerTo('query-api', garbage)) }).toEqual({ garbage, ...malformed });
      }
      const smuggled = ['content-length: 5', 'transfer-encoding: chunked'];
      expect(await answerTo('query-api', head('POST', '/v1/lookup', bearer(key), ...smuggled), '0\r\n\r\nGET')).toEqual(
        malformed,
      );
      expect(
        await answerTo(
          'query-api',
          head('POST', '/v1/lookup', bearer(key), 'content-length: 5', 'content-length: 6'),
          'xxxxx',
        ),
      ).toEqual(malformed);
      expect(await answerTo('query-api', head('POST', '/v1/lookup', bearer(key), 'content-length: -1'))).toEqual(
        malformed,
      );
      const noHost = await answerTo('query-api', `GET ${status} HTTP/1.1\r\n\r\n`);
      expect(noHost.status).toBe(400);
    });

    it('closes a connection that does not speak TLS', async () => {
      const connection = await RawConnection.plain(service.portOf('query-api'));
      const text = await connection.send(head('GET', status)).end();
      expect(firstAnswer(text).status).not.toBe(200);
    });

    it('answers hostile paths and bodies with their code', async () => {
      const query = service.query(key);
      const get = (path: string): Promise<[number, string]> => coded(query.get(path));
      expect(await get('/v1/files/%zz')).toEqual([400, 'REQUEST_MALFORMED']);
      expect(await get('/v1/files/..%2f..%2fetc%2fpasswd')).toEqual([400, 'OBJECT_MALFORMED']);
      expect(await get(`/v1/files/${'%00'.repeat(32)}`)).toEqual([400, 'OBJECT_MALFORMED']);
      expect(await get(`/v1/files/${'a'.repeat(2_000)}`)).toEqual([400, 'REQUEST_MALFORMED']);
      expect(await get('/v1/../../etc/passwd')).toEqual([404, 'ROUTE_NOT_FOUND']);
      expect(await get('/v1/ips/192.0.2.1%2f24')).toEqual([400, 'OBJECT_MALFORMED']);
      expect(await get('/v1/urls?url=')).toEqual([400, 'OBJECT_MALFORMED']);
      expect(await get('/v1/urls?url=%00')).toEqual([200, undefined]);
      expect(await coded(query.send('TRACE', '/v1/status'))).toEqual([404, 'ROUTE_NOT_FOUND']);
      const bulk = (text: string): Promise<[number, string]> =>
        coded(query.post('/v1/lookup', { raw: text, headers: JSON_TYPE }));
      const malformed = [400, 'REQUEST_MALFORMED'];
      expect(await bulk(`{"objects":[],"__proto__":{"x":1}}`)).toEqual(malformed);
      expect(await bulk(`{"objects":[{"file":"${HASH}","constructor":{"prototype":{}}}]}`)).toEqual(malformed);
      expect(await bulk(`{"objects":${'['.repeat(50_000)}${']'.repeat(50_000)}}`)).toEqual(malformed);
      expect(await bulk(`{"objects":[{"software":{"vendor":"a","product":{"toString":1}}}]}`)).toEqual(malformed);
      const spoiled = {
        raw: JSON.stringify({ file: `${vendor.license({ licenseId: 'L-2' }).text}\0` }),
        headers: JSON_TYPE,
      };
      expect(await coded(service.query(null).post('/v1/license-submissions', spoiled))).toEqual([
        422,
        'LICENSE_FILE_MALFORMED',
      ]);
      const submission = { raw: JSON.stringify({ file: 'x'.repeat(60_000) }), headers: JSON_TYPE };
      expect((await service.query(null).post('/v1/license-submissions', submission)).status).toBeGreaterThanOrEqual(
        400,
      );
    });

    it('answers requests that come in one piece, each and in their order', async () => {
      const connection = await raw(
        'query-api',
        head('GET', `/v1/files/${HASH}`, bearer(key)) +
          head('GET', '/v1/ips/192.0.2.7', bearer(key)) +
          head('GET', '/v1/nothing', 'connection: close'),
      );
      const text = await connection.end();
      answers.push(text);
      expect(text.match(/HTTP\/1\.1 \d{3}/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 404']);
      expect(text.indexOf(HASH)).toBeGreaterThan(0);
      expect(text.indexOf('192.0.2.7')).toBeGreaterThan(text.indexOf(HASH));
    });

    it('does not wait for ever for a request that does not go on', async () => {
      for (const connection of slow.slice(0, 3)) {
        const text = await connection.end();
        expect(text === '' || firstAnswer(text).status >= 400).toBe(true);
      }
    }, 120_000);
  });

  describe('after all that', () => {
    it('nothing has crashed, and the service answers', async () => {
      for (const app of service.apps.values()) {
        expect({ app: app.name, exit: app.process.exitCode, signal: app.process.signalCode }).toEqual({
          app: app.name,
          exit: null,
          signal: null,
        });
        expect(app.log()).not.toMatch(/uncaught|left alone|defect ends|request failed|Warning/);
      }
      expect(strays(await holdings(service))).toEqual([]);
      expect(await verdict()).toMatchObject({ zone: 'red', threat: 'Test.Full' });
    });

    it('no secret is in a log or in an answer, also when the database is away', async () => {
      await service.database.interrupt();
      for (const path of ['/api/v1/feeds', '/api/v1/health', '/readyz']) {
        const answer = await admin('GET', path);
        expect(answer.status).toBeGreaterThanOrEqual(500);
      }
      expect((await admin('POST', '/api/v1/packages', { raw: live, headers: OCTETS })).status).toBeGreaterThanOrEqual(
        500,
      );
      expect((await service.query(key).get(`/v1/files/${HASH}`)).status).toBe(200);
      await service.database.resume();
      await eventually(
        () => admin('GET', '/readyz'),
        ({ status: ready }) => ready === 200,
      );
      const unknown = generateLicenseKey();
      answers.push((await service.query(unknown).get('/v1/status')).text);
      const secrets = {
        licenseKey: key,
        unknownKey: unknown,
        adminToken: service.token,
        databasePassword: new URL(service.database.url).password,
      };
      const logs = [...service.apps.values()].map((app) => app.log()).join('\n');
      expect(logs).toContain('listening');
      for (const [name, secret] of Object.entries(secrets)) {
        expect(secret.length).toBeGreaterThan(20);
        expect({
          name,
          inLogs: logs.includes(secret),
          inAnswers: answers.some((text) => text.includes(secret)),
        }).toEqual({ name, inLogs: false, inAnswers: false });
      }
    });
  });
});
