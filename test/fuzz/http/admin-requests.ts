import type { Prng } from '../prng';
import type { AdminCredentials } from './admin-identities';
import { identityLines } from './admin-identities';
import { BODIES, NAMES, QUERIES, STREAMS } from './admin-samples';
import type { Operation } from './operations';
import { METHODS, TYPES, headerText, spelled, spoilt } from './requests';
import { someJunk, someText } from './values';

/** What would take away the fuzzer's own token, person, session or certificate, when it names one that there is. */
const UNKNOWN_ONLY = /^(DELETE|PATCH|PUT|POST) \/api\/v1\/(tokens|people|sessions|account\/sessions|trust)\/\{/;
/** Ends the session that asks. */
const SIGN_OUT = 'DELETE /api/v1/session';
const HEADERS = [
  'Accept',
  'If-None-Match',
  'Range',
  'Accept-Encoding',
  'Last-Event-ID',
  'Upload-Offset',
  'Upload-Length',
  'Accept-Language',
];
const CONSOLE = [
  '/',
  '/assets/',
  '/assets/{x}',
  '/{x}',
  '/packages',
  '/assets/../index.html',
  '/assets/%2e%2e%2findex.html',
];

/** What the console's own paths are: pages, files, and what is neither. */
export const consoleOperations: readonly Operation[] = CONSOLE.map((path) => {
  return { method: 'GET', path, parameters: [], bodies: [] };
});

/** A well-formed request for the route, or for something near it. */
export function adminRequest(operation: Operation, keys: AdminCredentials, random: Prng): Buffer {
  const route = `${operation.method} ${operation.path}`;
  // Where another method may be the wrong one to hit by chance, there is no chance.
  const isNear = random.below(15) === 0 && !operation.path.endsWith('session') && !operation.path.includes('{');
  const method = isNear ? random.pick(METHODS) : operation.method;
  const who = route === SIGN_OUT ? [] : identityLines(keys, random);
  const lines = [`${method} ${pathFor(operation, route, random)} HTTP/1.1`, 'Host: localhost', ...who];
  if (random.below(8) === 0) lines.push(`${random.pick(HEADERS)}: ${headerText(random)}`);
  if (route.startsWith('PATCH /api/v1/uploads')) lines.push(`Upload-Offset: ${random.pick(['0', '-1', 'x', '1e9'])}`);
  const body = method === 'GET' || method === 'HEAD' ? null : bodyFor(route, random);
  if (body !== null) lines.push(`Content-Type: ${body.type}`, `Content-Length: ${String(body.bytes.length)}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body?.bytes ?? Buffer.alloc(0)]);
}

function pathFor({ path }: Operation, route: string, random: Prng): string {
  const isCareful = UNKNOWN_ONLY.test(route);
  const filled = path.replace(/\{[^}]+\}/g, () => {
    if (isCareful) return random.pick(['9007199254740991', '-1', 'x', '%00', '%ff', `${'9'.repeat(400)}`]);
    return random.below(2) === 0 ? encodeURIComponent(random.pick(NAMES)) : spelled(random);
  });
  const query = Array.from({ length: random.pick([0, 0, 0, 0, 1, 1, 3]) }, () => {
    const [name, value] = random.pick(QUERIES);
    return `${name}=${random.below(3) > 0 ? encodeURIComponent(value) : spelled(random)}`;
  });
  if (random.below(20) === 0) query.push(`${random.pick(['__proto__', 'limit[]', 'a%00', spelled(random)])}=1`);
  const text = query.length === 0 ? filled : `${filled}?${query.join('&')}`;
  return random.below(30) === 0 ? text + random.pick(['//', '?', '#x', '%', ';x', '/%2e%2e/x']) : text;
}

function bodyFor(route: string, random: Prng): { type: string; bytes: Buffer } {
  const stream = STREAMS[route];
  const type = random.below(15) === 0 ? random.pick(TYPES) : (stream ?? 'application/json');
  if (stream !== undefined) return { type, bytes: stream.includes('octet') ? octets(random) : rows(random) };
  const sample = BODIES[route];
  const value = sample === undefined ? {} : random.below(4) === 0 ? sample : bent(sample, random);
  const bytes = Buffer.from(JSON.stringify(value) ?? '');
  if (random.below(8) === 0) return { type, bytes: random.pick<() => Buffer>(ODD)() };
  return { type, bytes: random.below(10) === 0 ? spoilt(bytes, random) : bytes };
}

/** JSON, as written, that asks for too much or for something else. */
const ODD = [
  () => Buffer.from('['.repeat(20_000)),
  () => Buffer.from(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`),
  () => Buffer.from('{"__proto__":{"role":"administrator"},"constructor":{"prototype":{}}}'),
  () => Buffer.from('{"reason":"\\ud800","name":"\\u0000","days":1e999,"limit":-0}'),
  () => Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  () => Buffer.from(`{"name":"${'x'.repeat(300_000)}"}`),
  () => Buffer.from(''),
  () => Buffer.from('null'),
];

/** The sample with one thing in it, at any depth, replaced, left out or added to. */
function bent(value: unknown, random: Prng): unknown {
  if (typeof value !== 'object' || value === null) return random.below(2) === 0 ? someText(random) : someJunk(random);
  const keys = Object.keys(value);
  const key = keys.length === 0 ? 'x' : random.pick(keys);
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
  switch (random.below(8)) {
    case 0:
      delete copy[key];
      return copy;
    case 1:
      copy[random.pick(['more', 'constructor', 'toString', Array.isArray(value) ? '0' : 'length', ''])] =
        someJunk(random);
      return copy;
    case 2:
      copy[key] = random.pick<unknown>([
        null,
        1e300,
        -1,
        0.5,
        2 ** 53,
        true,
        [],
        {},
        '\0',
        '\ud800',
        [null],
        '9'.repeat(400),
      ]);
      return copy;
    default:
      copy[key] = bent(copy[key], random);
      return copy;
  }
}

function octets(random: Prng): Buffer {
  const magic = Buffer.from(random.pick(['PKSN', 'PKSNPKG1', '']));
  return Buffer.concat([magic, random.bytes(random.pick([0, 1, 40, 400]))]);
}

function rows(random: Prng): Buffer {
  const row = (): string => {
    const text = JSON.stringify(bent(BODIES['POST /api/v1/overrides'], random));
    return random.below(8) === 0 ? spoilt(Buffer.from(text), random).toString('latin1') : text;
  };
  return Buffer.from(Array.from({ length: random.below(6) }, row).join(random.pick(['\n', '\r\n', '\n\n', '\0'])));
}
