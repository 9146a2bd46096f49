import { generateLicenseKey } from '@pksn/licensing';
import { openDatabase } from '@pksn/store-postgres';
import type { ForgedLicense } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import type { Row } from './authorization-table';
import { CUSTOMER, MACHINE, OPEN, STAFF, TABLE } from './authorization-table';
import { BrowserCaller } from './browser-caller';
import type { Answer } from './https-caller';
import { HttpsCaller } from './https-caller';
import { RawConnection, firstAnswer } from './raw-connection';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, importOf, submit, trust } from './steps';

type Objects = Readonly<Record<NonNullable<NonNullable<Row['customer']>['object']>, string>>;

/** Whatever tells of beta: its names, its license, its override. */
const OF_BETA = /beta/i;

let service: Service;
let documented: Map<string, { roles: string[] | undefined; open: boolean }>;
let own: Objects;
let others: Objects;
const nobodys: Objects = {
  license: 'gamma-license',
  customer: 'gamma',
  override: '777777',
  'fresh-override': '777777',
  token: '777777',
};
const callers = new Map<string, HttpsCaller>();
const tokens = new Map<string, string>();
/** People of each role, signed in. */
const people = new Map<string, BrowserCaller>();
let licenses: Record<'alpha' | 'alphaOther' | 'beta', ForgedLicense>;
let freshBeta: ForgedLicense;
let freshGamma: ForgedLicense;

const caller = (name: string): HttpsCaller => {
  const one = callers.get(name);
  if (one === undefined) throw new Error(`no caller ${name}`);
  return one;
};
const admin = (token: string | null): HttpsCaller => new HttpsCaller(service.portOf('admin-api'), service.ca, token);
const made = async (path: string, body: object): Promise<Answer['body']> => {
  const answer = await service.admin.post(`/api/v1/${path}`, { body });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
};
const send = (by: string, route: string, row: Row, id = '0'): Promise<Answer> => {
  const [method = '', path = ''] = route.split(' ');
  const url = path.replace(/\{\w+\}/g, encodeURIComponent(id)) + (row.customer?.query ?? '');
  return caller(by).send(method, url, row.body === undefined ? {} : { body: row.body });
};

beforeAll(async () => {
  service = await Service.create();
  await service.startAll();
  const vendor = forgeVendor('acme', Date.now());
  const license = (licenseId: string, id: string): ForgedLicense =>
    vendor.license({ licenseId, customer: { id, name: `${id} inc` } });
  licenses = {
    alpha: license('alpha-license', 'alpha'),
    alphaOther: license('alpha-other', 'alpha'),
    beta: license('beta-license', 'beta'),
  };
  freshBeta = license('fresh-one', 'beta');
  freshGamma = license('fresh-two', 'gamma');
  await trust(service, vendor);
  await importOf(
    service,
    await samplePackage(vendor, { feed: 'acme/core', version: 1, rows: 'domain,zone\na.example,red' }),
  );
  await submit(service, licenses.alpha, licenses.alphaOther, licenses.beta);
  const override = async (customer: string, domain: string): Promise<string> => {
    const body = { object: { domain }, zone: 'red', reason: `for ${customer}`, customer };
    return String((await made('overrides', body)).override.id);
  };
  const integration = async (one: string): Promise<string> =>
    String((await made('integration-tokens', { license: one, protocols: ['misp'], label: one })).id);
  own = {
    license: 'alpha-license',
    customer: 'alpha',
    override: await override('alpha', 'o.example'),
    'fresh-override': await override('alpha', 'p.example'),
    token: await integration('alpha-license'),
  };
  others = {
    license: 'beta-license',
    customer: 'beta',
    override: await override('beta', 'o.example'),
    'fresh-override': await override('beta', 'p.example'),
    token: await integration('beta-license'),
  };

  const token = async (role: string, more: object = {}): Promise<{ id: string; token: string }> =>
    (await made('tokens', { role, days: 1, label: 'matrix', ...more })) as { id: string; token: string };
  for (const role of STAFF) tokens.set(role, (await token(role)).token);
  tokens.set(CUSTOMER, (await token(CUSTOMER, { customer: 'alpha' })).token);
  const rights = { kinds: ['file'], zones: ['red'], maxDays: 1, perMinute: 100 };
  tokens.set(MACHINE, (await token(MACHINE, { customer: 'alpha', rights })).token);
  for (const [role, secret] of tokens) callers.set(role, admin(secret));
  callers.set('nobody', admin(null));
  callers.set('garbage', admin(`pksn_${'x'.repeat(43)}`));
  const password = 'four words and a comma,';
  for (const role of [...STAFF, CUSTOMER]) {
    const customer = role === CUSTOMER ? { customer: 'alpha' } : {};
    const { code } = (await made('people', { name: role, role, ...customer })) as { code: string };
    const browser = new BrowserCaller(service.portOf('admin-api'), service.ca);
    expect((await browser.post('/api/v1/welcome', { name: role, code, password })).status).toBe(200);
    people.set(role, browser);
  }
  const revoked = await token('administrator');
  await service.admin.send('DELETE', `/api/v1/tokens/${revoked.id}`);
  callers.set('revoked', admin(revoked.token));
  const expired = await token('administrator');
  const database = await openDatabase(service.database.url, 1);
  await database.query(`UPDATE admin_token SET expires_at = now() - interval '1 s' WHERE id = $1`, [expired.id]);
  await database.destroy();
  callers.set('expired', admin(expired.token));

  const { body } = await service.admin.get('/openapi.json');
  documented = new Map();
  for (const [path, methods] of Object.entries<Record<string, { 'x-roles'?: string[]; security?: unknown[] }>>(
    body.paths,
  )) {
    for (const [method, operation] of Object.entries(methods)) {
      documented.set(`${method.toUpperCase()} ${path}`, {
        roles: operation['x-roles'],
        open: operation.security?.length === 0,
      });
    }
  }
}, 120_000);
afterAll(() => service?.stop());

const rows = Object.entries(TABLE);

describe('the admin listener', () => {
  it('has a row for every route that it serves, and serves every row', () => {
    expect([...documented.keys()].sort()).toEqual([...rows.map(([route]) => route), ...OPEN].sort());
    for (const [route, { open, roles }] of documented) {
      expect([route, open]).toEqual([route, OPEN.includes(route)]);
      if (!open) expect([route, [...(roles ?? [])].sort()]).toEqual([route, [...(TABLE[route]?.roles ?? [])].sort()]);
    }
  });

  it('has an area for every route, to which a token can be confined', async () => {
    const areas = rows.flatMap(([route]) => (/ \/api\/v1\/([a-z-]+)/.exec(route) ?? []).slice(1));
    const scopes = [...new Set(areas)].map((area) => `${area}:read`);
    const { status, body } = await service.admin.post('/api/v1/tokens', { body: { role: 'viewer', days: 1, scopes } });
    expect([status, body.detail]).toEqual([201, undefined]);
  });

  it.each(rows)('%s is for its roles alone', async (route, row) => {
    for (const by of ['nobody', 'garbage', 'revoked', 'expired']) {
      const { status, body } = await send(by, route, row);
      expect([by, status, body.code]).toEqual([by, 401, 'ADMIN_UNAUTHENTICATED']);
    }
    for (const by of [...STAFF, CUSTOMER, MACHINE]) {
      const { status, body } = await send(by, route, row);
      // Its rights are narrower than its role.
      if (body?.code === 'OVERRIDE_NOT_ALLOWED') expect(by).toBe(MACHINE);
      else if (!row.roles.includes(by)) expect([by, status, body.code]).toEqual([by, 403, 'ADMIN_FORBIDDEN']);
      else expect([by, status < 500 && status !== 401 && status !== 403]).toEqual([by, true]);
    }
    const [method = '', path = ''] = route.split(' ');
    const url = path.replace(/\{\w+\}/g, '0');
    const call = row.body === undefined ? {} : { body: row.body };
    for (const [role, person] of people) {
      if (row.roles.includes(role)) continue;
      const { status, body } = await person.send(method, url, call);
      expect([`person ${role}`, status, body.code]).toEqual([`person ${role}`, 403, 'ADMIN_FORBIDDEN']);
    }
    const foreign = { headers: { 'sec-fetch-site': 'cross-site' } };
    const planted = await people.get('administrator')?.send(method, url, { ...call, ...foreign });
    expect([planted?.status, planted?.body.code]).toEqual([403, 'REQUEST_FOREIGN']);
    if (!route.startsWith('GET ')) return;
    const head = await caller('nobody').send('HEAD', route.slice(4).replace(/\{\w+\}/g, '0'));
    expect(head.status).toBe(401);
  });

  const objects = rows.filter(([, row]) => row.customer?.object !== undefined);
  it.each(objects)("%s of a customer's administrator: its own, and nobody else's", async (route, row) => {
    const object = row.customer?.object ?? 'license';
    const [theirs, none] = [
      await send(CUSTOMER, route, row, others[object]),
      await send(CUSTOMER, route, row, nobodys[object]),
    ];
    expect([theirs.status, theirs.body.code]).toEqual([404, 'NOT_FOUND']);
    // As if it did not exist: the same answer, but for the name that the caller itself sent.
    const blanked = (text: string, name: string): string => text.replace(new RegExp(`\\b${name}\\b`, 'g'), '#');
    expect(blanked(theirs.text, others[object])).toBe(blanked(none.text, nobodys[object]));
    const mine = await send(CUSTOMER, route, row, own[object]);
    expect([mine.status, OF_BETA.test(mine.text)]).toEqual([row.customer?.status, false]);
  });

  const plain = rows.filter(([, row]) => row.customer !== undefined && row.customer.object === undefined);
  it.each(plain)("%s of a customer's administrator tells of nobody else", async (route, row) => {
    const answer = await send(CUSTOMER, route, row);
    expect([answer.status, OF_BETA.test(answer.text)]).toEqual([row.customer?.status, false]);
  });

  it('left what is beta’s as it was', async () => {
    const { body } = await service.admin.get('/api/v1/licenses/beta-license');
    expect(body).toMatchObject({ state: 'current', overlapHours: 72 });
    expect((await service.admin.get('/api/v1/overrides')).text).toContain('for beta');
    const { body: history } = await service.admin.get('/api/v1/licenses/beta-license/history');
    expect(history.history.map((one: { action: string }) => one.action)).toEqual([
      'license.submitted',
      'integration-token.created',
    ]);
  });
});

describe("a customer's administrator", () => {
  const mine = async (path: string): Promise<Answer['body']> => (await caller(CUSTOMER).get(`/api/v1/${path}`)).body;

  it('finds nothing of others by any filter', async () => {
    for (const filter of ['customer=beta', 'search=beta', `search=${licenses.beta.keyHash.slice(0, 8)}`]) {
      expect(await mine(`licenses?${filter}`)).toEqual({ licenses: [], next: null });
    }
    const cursor = Buffer.from(JSON.stringify(['alpha', 'acme', 'alpha-other'])).toString('base64url');
    expect(await mine(`licenses?cursor=${cursor}`)).toEqual({ licenses: [], next: null });
    expect(await mine(`licenses/${licenses.beta.keyHash.slice(0, 8)}`)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await mine(`license-keys/${licenses.beta.keyHash.slice(0, 8)}`)).toMatchObject({
      keys: [],
      unknown: { code: 'LICENSE_KEY_NOT_SUBMITTED', pending: null, knocking: null },
    });
    // The beginning of an id is unique among its own, whatever others have.
    expect(await mine('licenses/alpha-o')).toMatchObject({ licenseId: 'alpha-other' });
    expect(await mine('customers?search=beta')).toEqual({ customers: [], next: null });
    for (const sort of ['id', '-name', 'created']) {
      expect((await mine(`customers?sort=${sort}`)).customers).toMatchObject([{ id: 'alpha', states: { current: 1 } }]);
    }
  });

  it('adds overrides as its own only', async () => {
    const add = (customer: string): Promise<Answer> =>
      caller(CUSTOMER).post('/api/v1/overrides', {
        body: { object: { domain: 'd.example' }, zone: 'red', reason: 'test', customer },
      });
    const [theirs, none, ours] = [await add('beta'), await add('gamma'), await add('alpha')];
    expect([theirs.status, theirs.text.replace('beta', '#')]).toEqual([404, none.text.replace('gamma', '#')]);
    expect(ours.body.override).toMatchObject({ owner: 'customer', customer: 'alpha' });
  });

  it('submits its own files only, and is told no more than the file says', async () => {
    const results = async (file: ForgedLicense): Promise<object> =>
      (await caller(CUSTOMER).post('/api/v1/license-submissions', { body: { files: [file.text] } })).body.results[0];
    const refused = { ok: false, code: 'LICENSE_CONFLICT', detail: expect.any(String), advice: expect.any(String) };
    // Registered already, new to a known customer, of a customer that there is not: one answer.
    expect(await results(licenses.beta)).toEqual(refused);
    expect(await results(freshBeta)).toEqual(await results(licenses.beta));
    expect(await results(freshGamma)).toEqual(await results(licenses.beta));
    expect(await results(licenses.alphaOther)).toMatchObject({ ok: true, state: 'unchanged' });
    expect((await service.admin.get('/api/v1/customers/gamma')).status).toBe(404);
  });

  it('shortens an overlap, and never makes it longer', async () => {
    const set = (hours: number): Promise<Answer> =>
      caller(CUSTOMER).post('/api/v1/licenses/alpha-other/overlap', { body: { hours } });
    expect((await set(73)).body.code).toBe('ADMIN_FORBIDDEN');
    expect((await set(0)).body).toMatchObject({ overlapHours: 0 });
    expect((await set(1)).body.code).toBe('ADMIN_FORBIDDEN');
  });

  it('sees the provider in place of its people', async () => {
    const text = JSON.stringify([await mine('licenses/alpha-other/history'), await mine('customers/alpha')]);
    expect(text).toContain('"provider"');
    expect(text).not.toMatch(/administrator:context|"note"/);
  });

  it('is refused before its body is read where its role is not enough, and may send less than the provider', async () => {
    const unfinished = async (by: string, bytes: number): Promise<ReturnType<typeof firstAnswer>> => {
      const lines = [
        'POST /api/v1/license-submissions HTTP/1.1',
        'host: localhost',
        `authorization: Bearer ${tokens.get(by) ?? ''}`,
        'content-type: application/json',
        `content-length: ${String(bytes)}`,
      ];
      const connection = await RawConnection.tls(service.portOf('admin-api'), service.ca);
      connection.send([...lines, '', '{'].join('\r\n'));
      const text = await connection.until((seen) => /\r\n\r\n[^]*\}$/.test(seen));
      connection.cut();
      return firstAnswer(text);
    };
    expect(await unfinished(CUSTOMER, 8_000_000)).toEqual({ status: 413, code: 'REQUEST_TOO_LARGE' });
    expect(await unfinished('license-manager', 80_000_000)).toEqual({ status: 413, code: 'REQUEST_TOO_LARGE' });
    expect(await unfinished('viewer', 8_000_000)).toEqual({ status: 403, code: 'ADMIN_FORBIDDEN' });
  });
});

describe('the query listener', () => {
  const OPEN_WITHOUT_KEY = ['GET /healthz', 'GET /openapi.json', 'GET /readyz', 'POST /v1/license-submissions'];
  const bodies: Readonly<Record<string, object>> = {
    'POST /v1/lookup': { objects: [{ ip: '192.0.2.1' }] },
    'POST /v1/license-submissions': { file: 'none' },
  };

  it('serves without a key what LICENSING names, and refuses all else', async () => {
    const integration = await made('integration-tokens', { license: 'alpha-other', protocols: ['misp'], label: 'q' });
    const token = { 'x-api-key': integration.token as string };
    const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
    const refusals: [string, Record<string, string>, string][] = [
      ['no key', {}, 'LICENSE_KEY_MISSING'],
      ['malformed', bearer('PKSN-AAAA'), 'LICENSE_KEY_MALFORMED'],
      ['unsubmitted', bearer(generateLicenseKey()), 'LICENSE_KEY_NOT_SUBMITTED'],
      ['a token of another protocol', token, 'INTEGRATION_TOKEN_SCOPE'],
    ];
    await eventually(
      () => service.query(null).get('/v1/status', { headers: token }),
      ({ body }) => body.code === 'INTEGRATION_TOKEN_SCOPE',
    );
    const { body } = await service.query(null).get('/openapi.json');
    const open = ['GET /openapi.json'];
    for (const [path, methods] of Object.entries<Record<string, { security?: unknown[] }>>(body.paths)) {
      for (const [method, { security }] of Object.entries(methods)) {
        const route = `${method.toUpperCase()} ${path}`;
        if (security?.length === 0) open.push(route);
        const byCertificate = path.startsWith('/v1/proxy/');
        const url = path.replace(/\{hash\}/, 'a'.repeat(64)).replace(/\{thumbprint\}/, 'b'.repeat(40));
        const call = bodies[route] === undefined ? {} : { body: bodies[route] };
        const ask = (headers: Record<string, string>): Promise<Answer> =>
          service.query(null).send(method.toUpperCase(), url.replace(/\{\w+\}/, 'example.org'), { ...call, headers });
        for (const [name, headers, code] of refusals) {
          const answer = await ask(headers);
          if (security?.length === 0) expect([route, name, answer.status]).not.toEqual([route, name, 401]);
          else expect([route, name, answer.body.code]).toEqual([route, name, byCertificate ? 'PROXY_UNKNOWN' : code]);
        }
        // A proxy's certificate is the only credential there: a good key is none.
        if (byCertificate) {
          expect([route, (await ask(bearer(licenses.alphaOther.key))).body.code]).toEqual([route, 'PROXY_UNKNOWN']);
          continue;
        }
        const { status } = await ask(bearer(licenses.alphaOther.key));
        expect([route, status === 401 || status === 403]).toEqual([route, false]);
      }
    }
    expect([...new Set(open)].sort()).toEqual(OPEN_WITHOUT_KEY);
  });
});
