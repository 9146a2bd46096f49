import type { ForgedLicense } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import { RawConnection } from '../raw-connection';
import { samplePackage } from '../sample-packages';
import { Service } from '../service';
import { eventually, importOf, submit, trust } from '../steps';

const DAY_MS = 86_400_000;
const HASH = 'd'.repeat(64);
const iso = (ms: number): string => new Date(ms).toISOString();

/** What came over one connection until the other side closed it: `200 red`, `401 LICENSE_KEY_MISSING`, … */
function outcomes(text: string): string[] {
  return text.split(/(?=HTTP\/1\.1 \d{3} )/).flatMap((answer) => {
    const status = /^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1];
    if (status === undefined) return answer === '' ? [] : ['no answer'];
    const said = /"code":"([A-Z_]+)"/.exec(answer)?.[1] ?? /"zone":"(\w+)"/.exec(answer)?.[1] ?? '';
    return [`${status} ${said}`.trim()];
  });
}
const lines = (...all: string[]): string => `${all.join('\r\n')}\r\n\r\n`;
const PATH = `/v1/files/${HASH}`;
const HOST = 'Host: localhost';
const CLOSE = 'Connection: close';

interface WireCase {
  readonly name: string;
  /** The bytes of the connection, given a license key that is in force. */
  readonly bytes: (key: string) => string;
  readonly expected: readonly string[];
}
const get = (path: string, ...headers: string[]): string => lines(`GET ${path} HTTP/1.1`, HOST, ...headers);
const keyed = (key: string): string => `Authorization: Bearer ${key}`;
/** A request without a key that must not be reached behind another. */
const SMUGGLED = get(PATH, CLOSE);
const NO_HTTP = ['400 REQUEST_MALFORMED'];
const NO_KEY = ['401 LICENSE_KEY_MISSING'];
const NO_ROUTE = ['404 ROUTE_NOT_FOUND'];

const HEADERS: readonly WireCase[] = [
  { name: 'an honest request', bytes: (key) => get(PATH, keyed(key), CLOSE), expected: ['200 red'] },
  {
    name: 'a header of 64 KiB',
    bytes: (key) => get(PATH, `Authorization: Bearer ${key}${'A'.repeat(65_536)}`, CLOSE),
    expected: ['431 REQUEST_TOO_LARGE'],
  },
  {
    name: '64 KiB of headers before the key',
    bytes: (key) =>
      get(PATH, ...Array.from({ length: 4_096 }, (_, i) => `X-${String(i)}: 12345678`), keyed(key), CLOSE),
    expected: ['431 REQUEST_TOO_LARGE'],
  },
  {
    name: 'a path of 64 KiB',
    bytes: (key) => get(`/v1/files/${'a'.repeat(65_536)}`, keyed(key), CLOSE),
    expected: ['431 REQUEST_TOO_LARGE'],
  },
  { name: 'a NUL in the key', bytes: (key) => get(PATH, `${keyed(key)}\0`, CLOSE), expected: NO_HTTP },
  {
    name: 'a NUL in the name of the header',
    bytes: (key) => get(PATH, `Author\0ization: Bearer ${key}`),
    expected: NO_HTTP,
  },
  { name: 'a bare CR in the key', bytes: (key) => get(PATH, `${keyed(key)}\rX: y`), expected: NO_HTTP },
  { name: 'a line folded', bytes: (key) => get(PATH, `Authorization: Bearer\r\n ${key}`, CLOSE), expected: NO_HTTP },
  { name: 'a header that begins with a blank', bytes: (key) => get(PATH, ` ${keyed(key)}`, CLOSE), expected: NO_HTTP },
  { name: 'a blank before the colon', bytes: (key) => get(PATH, `Authorization : Bearer ${key}`), expected: NO_HTTP },
  { name: 'a header without a name', bytes: (key) => get(PATH, `: Bearer ${key}`), expected: NO_HTTP },
  {
    name: 'a header name of other letters',
    bytes: (key) => get(PATH, `\u00c0uthorization: Bearer ${key}`),
    expected: NO_HTTP,
  },
  // Node answers this by itself.
  { name: 'no host', bytes: (key) => lines(`GET ${PATH} HTTP/1.1`, keyed(key), CLOSE), expected: ['400'] },
  { name: 'HTTP/1.0 without a key', bytes: () => lines(`GET ${PATH} HTTP/1.0`), expected: NO_KEY },
  { name: 'HTTP/1.0 with a key', bytes: (key) => lines(`GET ${PATH} HTTP/1.0`, keyed(key)), expected: ['200 red'] },
  { name: 'HTTP/0.9', bytes: () => `GET ${PATH}\r\n\r\n`, expected: NO_KEY },
  { name: 'HTTP/2 by its preface', bytes: () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', expected: NO_HTTP },
  { name: 'HTTP/3.0', bytes: (key) => lines(`GET ${PATH} HTTP/3.0`, HOST, keyed(key)), expected: NO_HTTP },
  {
    name: 'an upgrade to HTTP/2',
    bytes: () => get(PATH, 'Connection: Upgrade, HTTP2-Settings, close', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk'),
    expected: NO_KEY,
  },
  {
    name: 'an upgrade to a socket',
    bytes: () => get(PATH, 'Connection: Upgrade, close', 'Upgrade: websocket'),
    expected: NO_KEY,
  },
  {
    name: 'an expectation',
    bytes: () =>
      lines(
        'POST /v1/lookup HTTP/1.1',
        HOST,
        'Content-Type: application/json',
        'Content-Length: 2',
        'Expect: 100-continue',
        CLOSE,
      ),
    expected: ['100', '401 LICENSE_KEY_MISSING'],
  },
];

const PIPELINED: readonly WireCase[] = [
  {
    name: 'a key counts for its own request only',
    bytes: (key) =>
      get(PATH, keyed(key)) + get(PATH) + get(PATH, 'Authorization: Bearer x') + get(PATH, keyed(key), CLOSE),
    expected: ['200 red', '401 LICENSE_KEY_MISSING', '401 LICENSE_KEY_MALFORMED', '200 red'],
  },
  {
    name: 'a body of one request is no request',
    bytes: (key) => get(PATH, keyed(key), `Content-Length: ${String(SMUGGLED.length)}`, CLOSE) + SMUGGLED,
    expected: ['200 red'],
  },
  {
    name: 'what follows a body is judged for itself',
    bytes: (key) => get(PATH, keyed(key), 'Content-Length: 3') + 'abc' + SMUGGLED,
    expected: ['200 red', '401 LICENSE_KEY_MISSING'],
  },
  {
    name: 'what follows chunks is judged for itself',
    bytes: (key) => get(PATH, keyed(key), 'Transfer-Encoding: chunked') + '3\r\nabc\r\n0\r\n\r\n' + SMUGGLED,
    expected: ['200 red', '401 LICENSE_KEY_MISSING'],
  },
  {
    name: 'a trailer is no header',
    bytes: (key) =>
      get(PATH, 'Transfer-Encoding: chunked', 'Trailer: Authorization', CLOSE) + `0\r\n${keyed(key)}\r\n\r\n`,
    expected: NO_KEY,
  },
  ...(
    [
      ['a length and chunks', ['Content-Length: 5', 'Transfer-Encoding: chunked']],
      ['chunks and a length', ['Transfer-Encoding: chunked', 'Content-Length: 5']],
      ['two lengths', ['Content-Length: 5', 'Content-Length: 0']],
      ['two lengths in one', ['Content-Length: 5, 0']],
      ['a length with a sign', ['Content-Length: +5']],
      ['a negative length', ['Content-Length: -5']],
      ['a length in other digits', ['Content-Length: 0x5']],
      ['a length beyond numbers', [`Content-Length: ${'9'.repeat(30)}`]],
      ['an encoding behind chunks', ['Transfer-Encoding: chunked, identity']],
      ['chunks twice', ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity']],
      ['an unknown encoding', ['Transfer-Encoding: xchunked']],
      ['a blank before the colon of the encoding', ['Transfer-Encoding : chunked']],
      ['an encoding behind a vertical tab', ['Transfer-Encoding: \x0bchunked']],
    ] as const
  ).map(([name, headers]) => ({
    name: `${name} smuggle nothing`,
    bytes: (key: string) => get(PATH, keyed(key), ...headers) + `0\r\n\r\n${SMUGGLED}`,
    expected: NO_HTTP,
  })),
];

const post = (path: string, ...headers: string[]): string =>
  lines(`POST ${path} HTTP/1.1`, HOST, 'Content-Type: application/json', 'Content-Length: 14', CLOSE, ...headers) +
  '{"objects":[]}';
const closed = (path: string, ...headers: string[]): string => get(path, CLOSE, ...headers);
const bare = (name: string, bytes: string, expected: readonly string[]): WireCase => ({
  name,
  bytes: () => bytes,
  expected,
});

/** None of these has a key. */
const PATHS: readonly WireCase[] = [
  bare('the path as it is', closed(PATH), NO_KEY),
  bare('the whole address', closed(`https://localhost${PATH}`), NO_KEY),
  bare('the whole address of another host', closed(`http://192.0.2.1/healthz/..${PATH}`), NO_ROUTE),
  bare('percent signs', closed(`/%761/files/${HASH}`), NO_KEY),
  bare('a slash by percent', closed(`/v1%2ffiles/${HASH}`), NO_ROUTE),
  bare('two slashes', closed(`/v1//files/${HASH}`), NO_ROUTE),
  bare('two slashes first', closed(`/${PATH}`), NO_ROUTE),
  bare('a slash behind', closed(`${PATH}/`), NO_ROUTE),
  bare('capitals', closed(`/V1/files/${HASH}`), NO_ROUTE),
  bare('a dot behind', closed(`${PATH}.`), NO_KEY),
  bare('a suffix', closed(`${PATH}.json`), NO_KEY),
  bare('a parameter of the path', closed(`${PATH};a=b`), NO_KEY),
  bare('a part behind #', closed(`${PATH}#healthz`), NO_KEY),
  bare('a query', closed(`${PATH}?health=1`), NO_KEY),
  bare('a NUL by percent', closed(`${PATH}%00`), NO_KEY),
  bare('half a percent sign', closed('/v1/files/%c0%ae%zz'), NO_HTTP),
  bare('dots', closed(`/healthz/..${PATH}`), NO_ROUTE),
  bare('dots by percent', closed(`/healthz/%2e%2e${PATH}`), NO_ROUTE),
  bare('dots below the files', closed('/v1/files/..%2fstatus'), NO_KEY),
  bare('dots that go nowhere', closed('/v1/./status'), NO_ROUTE),
  bare('a backslash', closed(`\\v1\\files\\${HASH}`), NO_HTTP),
  bare('another path by X-Original-URL', closed('/v1/status', 'X-Original-URL: /healthz'), NO_KEY),
  bare('another path by X-Rewrite-URL', closed(PATH, 'X-Rewrite-URL: /healthz'), NO_KEY),
  bare('a gated path by X-Original-URL', closed('/healthz', `X-Original-URL: ${PATH}`, `X-Rewrite-URL: ${PATH}`), [
    '200',
  ]),
  bare('another method by a header', post('/v1/license-submissions', 'X-HTTP-Method-Override: GET'), NO_HTTP),
  bare('a lookup', post('/v1/lookup'), NO_KEY),
  bare('a lookup by a loopback address that a header claims', post('/v1/lookup', 'X-Forwarded-For: 127.0.0.1'), NO_KEY),
  bare('HEAD', lines(`HEAD ${PATH} HTTP/1.1`, HOST, CLOSE), ['401']),
  bare('OPTIONS', lines(`OPTIONS ${PATH} HTTP/1.1`, HOST, 'Origin: https://x', CLOSE), NO_ROUTE),
  bare('OPTIONS of everything', lines('OPTIONS * HTTP/1.1', HOST, CLOSE), NO_ROUTE),
  bare('TRACE', lines(`TRACE ${PATH} HTTP/1.1`, HOST, CLOSE), NO_ROUTE),
  bare('PROPFIND', lines(`PROPFIND ${PATH} HTTP/1.1`, HOST, CLOSE), NO_ROUTE),
  bare('a method in small letters', lines(`get ${PATH} HTTP/1.1`, HOST, CLOSE), NO_HTTP),
  bare('an unknown method', lines(`LOOKUP ${PATH} HTTP/1.1`, HOST, CLOSE), NO_HTTP),
  bare('CONNECT', lines('CONNECT localhost:443 HTTP/1.1', HOST, CLOSE), []),
];

describe('requests that no client would send', () => {
  const now = Date.now();
  const acme = forgeVendor('acme', now);
  let service: Service;
  let current: ForgedLicense;

  const license = (id: string): ForgedLicense =>
    acme.license({
      licenseId: id,
      customer: { id, name: id },
      issuedAt: iso(now - DAY_MS),
      notBefore: iso(now - DAY_MS),
    });
  const connect = (): Promise<RawConnection> => RawConnection.tls(service.portOf('query-api'), service.ca);
  const over = async (bytes: string): Promise<string[]> => {
    const connection = await connect();
    return outcomes(await connection.send(Buffer.from(bytes, 'latin1')).end());
  };
  const stateOf = async (key: string): Promise<number> => (await service.query(key).get('/v1/status')).status;

  beforeAll(async () => {
    service = await Service.create();
    await service.startAll();
    await trust(service, acme);
    await importOf(
      service,
      await samplePackage(acme, { feed: 'acme/core', version: 1, rows: `sha256,zone\n${HASH},red` }),
    );
    current = license('current');
    await submit(service, current);
    await eventually(
      () => stateOf(current.key),
      (status) => status === 200,
    );
  }, 120_000);
  afterAll(() => service.stop());

  it.each([...HEADERS, ...PIPELINED])('$name', async ({ bytes, expected }) => {
    expect(await over(bytes(current.key))).toEqual(expected);
    expect(await over(get(PATH, keyed(current.key), CLOSE))).toEqual(['200 red']);
  });

  it.each(PATHS)('lead nowhere without a key: $name', async ({ bytes, expected }) => {
    expect(await over(bytes(''))).toEqual(expected);
    expect(await over(get(PATH, keyed(current.key), CLOSE))).toEqual(['200 red']);
  });

  it('are judged by what is in force when they come, on a connection that was there before', async () => {
    const stolen = license('stolen');
    await submit(service, stolen);
    await eventually(
      () => stateOf(stolen.key),
      (status) => status === 200,
    );
    const connection = await connect();
    const asked = async (): Promise<string> => {
      const before = outcomes(connection.received).length;
      await connection
        .send(get(PATH, keyed(stolen.key)))
        .until((text) => outcomes(text).length > before && /[\]}]$/.test(text));
      return outcomes(connection.received).at(-1) ?? '';
    };
    expect([await asked(), await asked()]).toEqual(['200 red', '200 red']);
    await service.admin.post('/api/v1/licenses/stolen/revoke', { body: { reason: 'stolen' } });
    expect(await eventually(asked, (said) => said !== '200 red')).toBe('403 LICENSE_REVOKED');
    connection.cut();
    expect(await over(get(PATH, keyed(current.key), CLOSE))).toEqual(['200 red']);
  });

  it('leave the process as it was', async () => {
    const app = service.apps.get('query-api');
    expect(app?.process.exitCode).toBeNull();
    expect(app?.log()).not.toMatch(/"level":(50|60)|"(error|fatal)"/);
    expect(app?.log()).not.toContain(current.key.slice(5, 20));
    expect((await service.query(null).get('/readyz')).body).toMatchObject({ status: 'ok', problems: [] });
  });
});
