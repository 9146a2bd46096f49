import type { Prng } from '../prng';
import type { Operation } from './operations';
import { someText, valueOf } from './values';

/** The keys that callers may present. */
export interface Credentials {
  readonly granted: string;
  readonly unknown: string;
}

export const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];
export const TYPES = [
  'application/json',
  'application/octet-stream',
  'text/plain',
  'application/json; charset=utf-16',
  'x',
  '',
];
const NOT_IN_A_HEADER = /[^\t\x20-\x7e\x80-\xff]/g;

/** A well-formed HTTP/1.1 request for the operation, or for something near it. */
export function someRequest(operation: Operation, keys: Credentials, random: Prng): Buffer {
  const method = random.below(12) === 0 ? random.pick(METHODS) : operation.method;
  const body = method === 'GET' || method === 'HEAD' ? null : bodyFor(operation, random);
  const lines = [`${method} ${pathFor(operation, random)} HTTP/1.1`, 'Host: localhost', ...keyLines(keys, random)];
  if (random.below(10) === 0) lines.push(`PKSN-Endpoint: ${headerText(random)}`);
  if (random.below(10) === 0)
    lines.push(
      `${random.pick(['Accept', 'If-None-Match', 'Cookie', 'X-Api-Key', 'Range', 'Accept-Encoding', 'Last-Event-ID'])}: ${headerText(random)}`,
    );
  if (body !== null) lines.push(`Content-Type: ${body.type}`, `Content-Length: ${String(body.bytes.length)}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body?.bytes ?? Buffer.alloc(0)]);
}

function pathFor({ path, parameters }: Operation, random: Prng): string {
  const filled = path.replace(/\{[^}]+\}/g, () => spelled(random));
  const query = parameters
    .filter((one) => one.in === 'query' && (one.required || random.below(2) === 0) && random.below(20) > 0)
    .map(({ name }) => `${name}=${spelled(random)}`);
  if (random.below(15) === 0) query.push(`${spelled(random)}=${spelled(random)}`);
  const text = query.length === 0 ? filled : `${filled}?${query.join('&')}`;
  return random.below(25) === 0 ? text + random.pick(['/', '//', '?', '#x', '%', ';x', '/..', '/%2e%2e/status']) : text;
}

/** As a client would escape it, or, as far as a request line can hold it, as it is. */
export function spelled(random: Prng): string {
  const text = someText(random);
  if (random.below(4) > 0) return [...Buffer.from(text)].map(escapedByte).join('');
  return text.replace(/[^\x21-\x7e]/g, '');
}

function escapedByte(byte: number): string {
  const text = String.fromCharCode(byte);
  return /[A-Za-z0-9._~-]/.test(text) ? text : `%${byte.toString(16).padStart(2, '0')}`;
}

export function headerText(random: Prng): string {
  return someText(random).slice(0, 2_000).replace(NOT_IN_A_HEADER, '');
}

function keyLines({ granted, unknown }: Credentials, random: Prng): string[] {
  const line = (text: string): string => `Authorization: ${text}`;
  switch (random.below(16)) {
    case 0:
      return [];
    case 1:
      return [line(`Bearer ${unknown}`)];
    case 2:
      return [line(`Bearer ${granted}`), line(`Bearer ${unknown}`)];
    case 3:
      return [line(headerText(random))];
    case 4:
      return [`X-Api-Key: ${headerText(random)}`];
    case 5:
      return [line(`bearer  ${granted.toLowerCase()}`)];
    default:
      return [line(`Bearer ${granted}`)];
  }
}

function bodyFor({ bodies }: Operation, random: Prng): { type: string; bytes: Buffer } {
  const [body] = bodies;
  if (body === undefined || random.below(12) === 0) {
    const bytes = random.below(2) === 0 ? random.bytes(random.below(200)) : Buffer.from(someText(random));
    return { type: random.pick(TYPES), bytes };
  }
  const picked = random.pick(bodies);
  const type = random.below(15) === 0 ? random.pick(TYPES) : picked.type;
  if (!picked.type.includes('json')) return { type, bytes: random.bytes(random.pick([0, 1, 7, 33, 64, 320])) };
  const bytes = Buffer.from(JSON.stringify(valueOf(picked.schema, random)) ?? '');
  return { type, bytes: random.below(6) === 0 ? spoilt(bytes, random) : bytes };
}

/** Some bytes changed, cut out or said twice. */
export function spoilt(bytes: Buffer, random: Prng): Buffer {
  let out = Buffer.from(bytes);
  for (let n = 1 + random.below(3); n > 0; n--) {
    const at = random.below(out.length + 1);
    const length = random.below(Math.min(40, out.length - at + 1));
    switch (random.below(5)) {
      case 0:
        out = Buffer.concat([out.subarray(0, at), out.subarray(at + length)]);
        break;
      case 1:
        out = Buffer.concat([out.subarray(0, at + length), out.subarray(at)]);
        break;
      case 2:
        out = Buffer.concat([out.subarray(0, at), random.bytes(1 + random.below(4)), out.subarray(at)]);
        break;
      case 3:
        if (at < out.length) out[at] = random.below(256);
        break;
      default:
        out = out.subarray(0, at);
    }
  }
  return out;
}
