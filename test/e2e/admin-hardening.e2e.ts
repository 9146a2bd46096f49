import { openDatabase } from '@pksn/store-postgres';
import type { Answer, Call } from './https-caller';
import { HttpsCaller } from './https-caller';
import { RawConnection, firstAnswer } from './raw-connection';
import { Service } from './service';

const MALFORMED = [400, 'REQUEST_MALFORMED'];
const JSON_TYPE = 'content-type: application/json';

describe('the admin listener', () => {
  let service: Service;

  beforeAll(async () => {
    service = await Service.create();
    await service.start('admin-api', 'admin-api', { PKSN_BODY_TIMEOUT: '500ms' });
  }, 60_000);
  afterAll(() => service?.stop());

  const head = (method: string, path: string, ...lines: string[]): string =>
    [`${method} ${path} HTTP/1.1`, 'host: localhost', ...lines, '', ''].join('\r\n');
  const bearer = (): string => `authorization: Bearer ${service.token}`;
  const raw = async (...parts: (string | Buffer)[]): Promise<RawConnection> =>
    (await RawConnection.tls(service.portOf('admin-api'), service.ca)).send(...parts);
  const answerTo = async (...parts: (string | Buffer)[]): Promise<ReturnType<typeof firstAnswer>> => {
    const connection = await raw(...parts);
    const text = await connection.until((seen) => /\r\n\r\n[^]*\}$/.test(seen));
    connection.cut();
    return firstAnswer(text);
  };
  const coded = async (answer: Promise<Answer>): Promise<[number, string]> => {
    const { status, body } = await answer;
    return [status, body?.code];
  };
  const admin = (method: string, path: string, call?: Call): Promise<[number, string]> =>
    coded(service.admin.send(method, `/api/v1/${path}`, call));

  describe('before it reads a body', () => {
    const unfinished = ['content-type: application/json', 'content-length: 70000000'];

    it.each(['license-submissions', 'overrides', 'tokens', 'packages'])(
      'asks for a token: POST /api/v1/%s',
      async (route) => {
        const refused = { status: 401, code: 'ADMIN_UNAUTHENTICATED' };
        const path = `/api/v1/${route}`;
        expect(await answerTo(head('POST', path, ...unfinished), '{')).toEqual(refused);
        const unknown = `authorization: Bearer pksn_${'x'.repeat(43)}`;
        expect(await answerTo(head('POST', path, unknown, ...unfinished), '{')).toEqual(refused);
        expect(await answerTo(head('POST', path, JSON_TYPE, 'transfer-encoding: chunked'), '1\r\n{\r\n')).toEqual(
          refused,
        );
      },
    );

    it('says that there is no such route', async () => {
      expect(await answerTo(head('POST', '/nowhere', JSON_TYPE, 'content-length: 1000'), '{')).toEqual({
        status: 404,
        code: 'ROUTE_NOT_FOUND',
      });
    });

    it('hangs up on whoever goes on sending after a refusal', async () => {
      const connection = await raw(head('POST', '/api/v1/overrides', ...unfinished), '{');
      expect(firstAnswer(await connection.end())).toEqual({ status: 401, code: 'ADMIN_UNAUTHENTICATED' });
    });

    it('tells liveness and readiness without a token', async () => {
      const anybody = new HttpsCaller(service.portOf('admin-api'), service.ca, null);
      expect((await anybody.get('/healthz')).status).toBe(200);
      expect((await anybody.get('/readyz')).status).toBe(200);
    });
  });

  describe('reads bodies', () => {
    const padded = (bytes: number): string => JSON.stringify({ name: 'x'.repeat(bytes) });
    const json = (text: string): Call => ({ raw: text, headers: { 'content-type': 'application/json' } });

    it('up to 256 KiB, and of license submissions up to 66 MiB', async () => {
      const tooLarge = [413, 'REQUEST_TOO_LARGE'];
      expect(await admin('PUT', 'provider', json(padded(200_000)))).toEqual(MALFORMED);
      expect(await admin('PUT', 'provider', json(padded(300_000)))).toEqual(tooLarge);
      expect(await admin('POST', 'overrides', json(padded(300_000)))).toEqual(tooLarge);
      const files = JSON.stringify({
        files: ['x'.repeat(60_000), 'y'.repeat(60_000), ...Array(10).fill('z'.repeat(60_000))],
      });
      const answer = await service.admin.post('/api/v1/license-submissions', json(files));
      expect(answer.status).toBe(200);
      expect(answer.body.results).toHaveLength(12);
      const huge = head('POST', '/api/v1/license-submissions', bearer(), JSON_TYPE, 'content-length: 69300000');
      expect(await answerTo(huge, '{')).toEqual({ status: 413, code: 'REQUEST_TOO_LARGE' });
    });

    it.each([
      ['falls silent', ['content-length: 200'], '{"object":'],
      ['is of unknown length', ['transfer-encoding: chunked'], 'a\r\n{"object":\r\n'],
    ])('for a time only: one that %s is refused, and the connection closed', async (_what, lines, part) => {
      const connection = await raw(head('POST', '/api/v1/overrides', bearer(), JSON_TYPE, ...lines), part);
      expect(firstAnswer(await connection.end())).toEqual({ status: 408, code: 'REQUEST_TIMEOUT' });
    });

    it('for as long as a package takes', async () => {
      const connection = await raw(
        head('POST', '/api/v1/packages', bearer(), 'content-type: application/octet-stream', 'content-length: 6'),
        'abc',
      );
      const other = await raw(head('POST', '/api/v1/overrides', bearer(), JSON_TYPE, 'content-length: 200'), '{');
      await other.end();
      connection.send('def');
      const text = await connection.until((seen) => /\r\n\r\n[^]*\}$/.test(seen));
      connection.cut();
      expect(firstAnswer(text).status).toBe(202);
    });
  });

  describe('refuses in a path or a query', () => {
    const ids = ['1e20', '-1', '99999999999999999999', '9007199254740993', '0x10', '1.5', ' 1', 'NaN'];

    it.each(ids)('the number %s', async (id) => {
      const part = encodeURIComponent(id);
      expect(await admin('POST', `snapshots/${part}/activate`, { body: {} })).toEqual(MALFORMED);
      expect(await admin('DELETE', `overrides/${part}`)).toEqual(MALFORMED);
      expect(await admin('GET', `generations/${part}`)).toEqual(MALFORMED);
      expect(await admin('DELETE', `tokens/${part}`)).toEqual(MALFORMED);
    });

    it.each(['0', '9007199254740991'])('the number %s, which nothing has', async (id) => {
      const absent = [404, 'NOT_FOUND'];
      expect(await admin('POST', `snapshots/${id}/activate`, { body: {} })).toEqual(absent);
      expect(await admin('DELETE', `overrides/${id}`)).toEqual(absent);
      expect(await admin('GET', `generations/${id}`)).toEqual(absent);
      expect(await admin('DELETE', `tokens/${id}`)).toEqual(absent);
    });

    it.each(['2026-W01-1', '2026-001', '2026', '2026-01-01', '2026-01-01T00:00:60Z', '2026-02-30T00:00:00Z'])(
      'the time %s',
      async (time) => {
        expect(await admin('GET', `imports?before=${time}`)).toEqual(MALFORMED);
      },
    );

    it('no time of RFC 3339', async () => {
      for (const time of ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.123456+02:00', '0001-01-01T00:00:00Z']) {
        expect((await service.admin.get(`/api/v1/imports?before=${encodeURIComponent(time)}`)).status).toBe(200);
      }
    });

    it('no real end of an override, only those that are none', async () => {
      const add = (expires: string): Promise<Answer> =>
        service.admin.post('/api/v1/overrides', {
          body: { object: { domain: 'a.example' }, zone: 'red', reason: 'test', expires },
        });
      for (const none of ['2099-W01-1', '2099-02-30', '2099-001', '2099-01-01T10']) {
        expect(await coded(add(none))).toEqual(MALFORMED);
      }
      expect((await add('2099-12-31')).body.override.expiresAt).toBe('2099-12-31T23:59:59.999Z');
      expect((await add('2099-12-31T12:00:00+02:00')).body.override.expiresAt).toBe('2099-12-31T10:00:00.000Z');
    });
  });

  describe('tokens', () => {
    const listed = async (): Promise<Record<string, unknown>[]> =>
      (await service.admin.get('/api/v1/tokens')).body.tokens;

    it('are listed without their secret, and revoked at once', async () => {
      const made = await service.admin.post('/api/v1/tokens', { body: { role: 'viewer', days: 3, label: 'nightly' } });
      const { id, token } = made.body as { id: string; token: string };
      const viewer = new HttpsCaller(service.portOf('admin-api'), service.ca, token);
      expect((await viewer.get('/api/v1/feeds')).status).toBe(200);

      const time = expect.stringMatching(/^\d{4}-.*Z$/);
      const mine = (await listed()).find((one) => one.id === id);
      expect(mine).toEqual({
        id,
        certificate: null,
        current: false,
        rights: null,
        role: 'viewer',
        label: 'nightly',
        customer: null,
        evaluation: false,
        createdAt: time,
        expiresAt: time,
        usedAt: time,
        principal: `token:${id}`,
        createdBy: expect.stringMatching(/^token:\d+$/),
        scopes: null,
      });
      expect(await listed()).toContainEqual(
        expect.objectContaining({ role: 'administrator', label: 'context file', evaluation: true }),
      );
      const { text } = await service.admin.get('/api/v1/tokens');
      for (const secret of [token, service.token, 'hash']) expect(text).not.toContain(secret);

      expect(await coded(viewer.get('/api/v1/tokens'))).toEqual([403, 'ADMIN_FORBIDDEN']);
      expect(await coded(viewer.send('DELETE', `/api/v1/tokens/${id}`))).toEqual([403, 'ADMIN_FORBIDDEN']);
      const gone = await service.admin.send('DELETE', `/api/v1/tokens/${id}`);
      expect([gone.status, gone.text]).toEqual([204, '']);
      expect(await coded(viewer.get('/api/v1/feeds'))).toEqual([401, 'ADMIN_UNAUTHENTICATED']);
      expect((await listed()).map((one) => one.id)).not.toContain(id);
      expect(await admin('DELETE', `tokens/${id}`)).toEqual([404, 'NOT_FOUND']);

      const database = await openDatabase(service.database.url, 1);
      const entries: unknown = await database
        .query(`SELECT actor, subject, detail FROM audit_entry WHERE action = 'token.revoked'`)
        .finally(() => database.destroy());
      const detail = { role: 'viewer', label: 'nightly' };
      expect(entries).toEqual([{ actor: 'administrator:context file', subject: id, detail }]);
    });
  });

  it('has met no defect in all that', () => {
    expect(service.apps.get('admin-api')?.log()).not.toMatch(/uncaught|left alone|request failed|Warning/);
  });
});
