import { createHash } from 'node:crypto';
import type { FaultCode } from '@pksn/domain';
import { generateLicenseKey } from '@pksn/licensing';
import type { ForgedLicense } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import { samplePackage } from '../sample-packages';
import { Service } from '../service';
import { eventually, importOf, submit, trust } from '../steps';

const DAY_MS = 86_400_000;
const HASH = 'c'.repeat(64);
const iso = (ms: number): string => new Date(ms).toISOString();

type Headers = Record<string, string | string[]>;
interface Attempt {
  readonly name: string;
  readonly headers: (key: string) => Headers;
  readonly query?: (key: string) => string;
  /** null: an honest spelling, which is served. */
  readonly code: FaultCode | null;
}

const as = (value: (key: string) => string): ((key: string) => Headers) => {
  return (key) => ({ authorization: value(key) });
};
const bearer = (key: string): Headers => ({ authorization: `Bearer ${key}` });
const missing = (name: string, headers: Attempt['headers'], query?: Attempt['query']): Attempt => ({
  name,
  headers,
  code: 'LICENSE_KEY_MISSING',
  ...(query === undefined ? {} : { query }),
});
const malformed = (name: string, bent: (key: string) => string): Attempt => ({
  name,
  headers: as((key) => `Bearer ${bent(key)}`),
  code: 'LICENSE_KEY_MALFORMED',
});
const honest = (name: string, headers: Attempt['headers']): Attempt => ({ name, headers, code: null });
/** Header values are bytes: what a client in UTF-8 would send for this text. */
const utf8 = (text: string): string => Buffer.from(text).toString('latin1');
const lastOtherThan = (key: string): string => key.slice(0, -1) + (key.endsWith('7') ? '8' : '7');
const PROXIED: Headers = {
  forwarded: 'for=192.0.2.1;proto=https;by=proxy.example',
  'x-forwarded-for': '127.0.0.1',
  'x-forwarded-host': 'localhost',
  'x-forwarded-proto': 'https',
  'x-real-ip': '127.0.0.1',
  'x-client-verified': 'SUCCESS',
  via: '1.1 proxy.example',
};

const ATTEMPTS: readonly Attempt[] = [
  missing('none', () => ({})),
  missing(
    'an empty header',
    as(() => ''),
  ),
  missing(
    'the scheme alone',
    as(() => 'Bearer'),
  ),
  missing(
    'the scheme and a blank',
    as(() => 'Bearer '),
  ),
  missing(
    'the key without a scheme',
    as((key) => key),
  ),
  missing(
    'Basic',
    as((key) => `Basic ${Buffer.from(`${key}:`).toString('base64')}`),
  ),
  missing(
    'Basic with the key in plain',
    as((key) => `Basic ${key}`),
  ),
  missing(
    'Digest',
    as((key) => `Digest username="${key}"`),
  ),
  missing(
    'Token',
    as((key) => `Token ${key}`),
  ),
  missing(
    'the scheme glued to the key',
    as((key) => `Bearer${key}`),
  ),
  missing(
    'a tab for the blank',
    as((key) => `Bearer\t${key}`),
  ),
  missing(
    'a scheme that begins alike',
    as((key) => `Bearers ${key}`),
  ),
  missing('twice', (key) => ({ authorization: [`Bearer ${key}`, `Bearer ${key}`] })),
  missing('a right one behind a wrong one', (key) => ({ authorization: ['Bearer x', `Bearer ${key}`] })),
  missing('a wrong one behind a right one', (key) => ({ authorization: [`Bearer ${key}`, 'Bearer x'] })),
  missing(
    'two joined by a comma',
    as((key) => `Bearer ${key}, Bearer ${key}`),
  ),
  missing(
    'a parameter behind it',
    as((key) => `Bearer ${key}, realm="x"`),
  ),
  missing('in a cookie', (key) => ({ cookie: `authorization=Bearer ${key}; key=${key}` })),
  missing('for a proxy', (key) => ({ 'proxy-authorization': `Bearer ${key}` })),
  missing('in x-apikey', (key) => ({ 'x-apikey': key })),
  missing('in x-license-key', (key) => ({ 'x-license-key': key })),
  missing('in x-authorization', (key) => ({ 'x-authorization': `Bearer ${key}` })),
  missing('in the forwarded header', (key) => ({ 'x-forwarded-authorization': `Bearer ${key}` })),
  missing('in an underscored header', (key) => ({ authorization_: `Bearer ${key}` })),
  missing('in the user agent', (key) => ({ 'user-agent': `Bearer ${key}` })),
  missing(
    'in the query as key',
    () => ({}),
    (key) => `?key=${key}`,
  ),
  missing(
    'in the query as apikey',
    () => ({}),
    (key) => `?apikey=${key}`,
  ),
  missing(
    'in the query as access_token',
    () => ({}),
    (key) => `?access_token=${key}`,
  ),
  missing(
    'in the query as authorization',
    () => ({}),
    (key) => `?authorization=Bearer%20${key}`,
  ),
  { name: 'in X-Api-Key', headers: (key) => ({ 'x-api-key': key }), code: 'INTEGRATION_TOKEN_REQUIRED' },
  {
    name: 'in X-Api-Key and as Bearer',
    headers: (key) => ({ ...bearer(key), 'x-api-key': key }),
    code: 'INTEGRATION_TOKEN_REQUIRED',
  },

  malformed('a wrong check character', lastOtherThan),
  malformed('the check character cut off', (key) => key.slice(0, -1)),
  malformed('a character more', (key) => `${key}0`),
  malformed('another first group', (key) => `${key.slice(0, 5)}ZZZZ${key.slice(9)}`),
  malformed('two neighbors exchanged', (key) => {
    const at = [...key].findIndex((one, i) => i > 4 && /\w{2}/.test(key.slice(i, i + 2)) && one !== key[i + 1]);
    return `${key.slice(0, at)}${key.charAt(at + 1)}${key.charAt(at)}${key.slice(at + 2)}`;
  }),
  malformed('another product', (key) => key.replace('PKSN', 'PKSM')),
  malformed('no prefix', (key) => key.slice(5)),
  malformed('nothing but the prefix', () => 'PKSN-'),
  malformed('zeros', () => `PKSN-${'0'.repeat(33)}`),
  malformed('its hash', (key) => createHash('sha256').update(key).digest('hex')),
  malformed('its fingerprint', (key) => createHash('sha256').update(key).digest('hex').slice(0, 8)),
  malformed('null', () => 'null'),
  malformed('a star', () => '*'),
  malformed('quotes around it', (key) => `"${key}"`),
  malformed('angles around it', (key) => `<${key}>`),
  malformed('a word behind it', (key) => `${key} extra`),
  malformed('the key twice', (key) => `${key} ${key}`),
  malformed('the scheme twice', (key) => `Bearer ${key}`),
  malformed('percent signs', (key) => key.replace('-', '%2D')),
  malformed('a semicolon behind it', (key) => `${key};`),
  malformed('underscores', (key) => key.replaceAll('-', '_')),
  malformed('blanks for hyphens', (key) => key.replaceAll('-', ' ')),
  malformed('a quote of SQL', (key) => `${key}'OR'1'='1`),
  malformed('4 KiB of it', (key) => key.repeat(91)),
  malformed('hyphens without end', (key) => key + '-'.repeat(200)),
  malformed('a Cyrillic letter of the same shape', (key) => utf8(key.replace('P', '\u0420'))),
  malformed('a Greek letter of the same shape', (key) => utf8(key.replace('K', '\u039A'))),
  malformed('the sign for Kelvin', (key) => utf8(key.replace('K', '\u212A'))),
  malformed('full-width letters', (key) =>
    utf8(key.replace(/[A-Z]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0))),
  ),
  malformed('digits of another script', (key) =>
    utf8(key.slice(0, 5) + key.slice(5).replace(/[0-9]|[A-Z]/, () => '\u0661')),
  ),
  malformed('a hyphen of another kind', (key) => utf8(key.replace('-', '\u2010'))),
  malformed('a soft hyphen', (key) => key.replace('-', '\u00AD')),
  malformed('a character of no width', (key) => utf8(`${key.slice(0, 9)}\u200B${key.slice(9)}`)),
  malformed('a byte order mark before it', (key) => utf8(`\uFEFF${key}`)),
  malformed('a no-break space behind it', (key) => `${key}\u00A0`),
  malformed('a no-break space before it', (key) => `\u00A0${key}`),
  {
    name: 'a key that nobody submitted',
    headers: () => bearer(generateLicenseKey()),
    code: 'LICENSE_KEY_NOT_SUBMITTED',
  },

  honest('as it was given out', bearer),
  honest(
    'a scheme in small letters',
    as((key) => `bearer ${key}`),
  ),
  honest(
    'a scheme in capitals',
    as((key) => `BEARER ${key}`),
  ),
  honest(
    'two blanks',
    as((key) => `Bearer  ${key}`),
  ),
  honest(
    'blanks around the value',
    as((key) => `  Bearer ${key}  `),
  ),
  honest(
    'small letters',
    as((key) => `Bearer ${key.toLowerCase()}`),
  ),
  honest(
    'no hyphens',
    as((key) => `Bearer ${key.replaceAll('-', '')}`),
  ),
  honest(
    'hyphens elsewhere',
    as(
      (key) =>
        `Bearer ${
          key
            .replaceAll('-', '')
            .match(/.{1,7}/g)
            ?.join('-') ?? ''
        }`,
    ),
  ),
  honest(
    'O for 0 and I or l for 1',
    as((key) => {
      const typed = key.slice(5).replaceAll('0', 'O').replace('1', 'I').replaceAll('1', 'l');
      return `Bearer PKSN-${typed}`;
    }),
  ),
  honest('headers of proxies on the way', (key) => ({ ...bearer(key), ...PROXIED })),
  honest('cookies and an empty X-Api-Key', (key) => ({ ...bearer(key), cookie: 'a=b', 'x-api-key': '' })),
];

describe('license keys that are not shown as they should', () => {
  const now = Date.now();
  const acme = forgeVendor('acme', now);
  let service: Service;
  let one: ForgedLicense;

  const license = (id: string, issuedDaysAgo: number): ForgedLicense =>
    acme.license({
      licenseId: id,
      customer: { id, name: id },
      issuedAt: iso(now - issuedDaysAgo * DAY_MS),
      notBefore: iso(now - 90 * DAY_MS),
    });
  const ROUTES: readonly [method: string, path: string, body?: object][] = [
    ['GET', `/v1/files/${HASH}`],
    ['GET', '/v1/status'],
    ['POST', '/v1/lookup', { objects: [{ file: HASH }] }],
  ];
  const answers = async (headers: Headers, query = ''): Promise<(string | null)[]> =>
    Promise.all(
      ROUTES.map(async ([method, path, body]) => {
        const call = { headers, ...(body === undefined ? {} : { body }) };
        const answer = await service.query(null).send(method, path + query, call);
        if (answer.status !== 200) expect(answer.text).not.toContain('"zone"');
        return answer.status === 200 ? null : String(answer.body.code);
      }),
    );

  beforeAll(async () => {
    service = await Service.create();
    await service.startAll();
    await trust(service, acme);
    await importOf(
      service,
      await samplePackage(acme, { feed: 'acme/core', version: 1, rows: `sha256,zone\n${HASH},red` }),
    );
    one = license('shown', 30);
    await submit(service, one);
    await eventually(
      () => answers(bearer(one.key)),
      (codes) => codes.every((code) => code === null),
    );
  }, 120_000);
  afterAll(() => service.stop());

  it.each(ATTEMPTS)('$name: $code', async ({ headers, query, code }) => {
    expect(await answers(headers(one.key), query?.(one.key))).toEqual(ROUTES.map(() => code));
    expect(await answers(bearer(one.key))).toEqual(ROUTES.map(() => null));
  });

  it('are many', () => expect(ATTEMPTS.filter(({ code }) => code !== null).length).toBeGreaterThan(60));

  it.each(['', 'behind proxies '])('%sa replaced key stays replaced', async (way) => {
    const more = way === '' ? {} : PROXIED;
    const old = license(`replayed ${way}`, 30);
    const next = license(`replayed ${way}`, 1);
    await submit(service, old);
    await eventually(
      () => answers(bearer(old.key)),
      (codes) => codes.every((code) => code === null),
    );
    await submit(service, next);
    expect(await answers({ ...bearer(old.key), ...more })).toEqual([null, null, null]);
    await service.admin.post(`/api/v1/licenses/${encodeURIComponent(`replayed ${way}`)}/overlap`, {
      body: { hours: 0 },
    });
    const refused = ROUTES.map(() => 'LICENSE_KEY_SUPERSEDED');
    expect(
      await eventually(
        () => answers({ ...bearer(old.key), ...more }),
        (codes) => codes.every((code) => code !== null),
      ),
    ).toEqual(refused);
    expect(await answers({ ...bearer(next.key), ...more })).toEqual([null, null, null]);
  });

  it('are not found in any log', () => {
    for (const app of service.apps.values()) expect(app.log()).not.toContain(one.key.slice(5, 20));
  });
});
