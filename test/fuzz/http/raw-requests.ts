import type { Prng } from '../prng';
import { spoilt } from './requests';

/** Lines that frame a request in ways that two parsers may read differently. */
const LINES = [
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: chunked, identity',
  'Transfer-Encoding : chunked',
  'Content-Length: 5',
  'Content-Length: 0',
  'Content-Length: +4',
  'Content-Length: 99999999999999999999',
  'Connection: upgrade\r\nUpgrade: websocket',
  'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA',
  'Expect: 100-continue',
  'Expect: something',
  'Host: other',
  ' folded: line',
  'no colon',
  ': no name',
  'X: \0',
  `X-Long: ${'x'.repeat(20_000)}`,
  'Content-Encoding: gzip',
];
const STARTS = [
  'GET / HTTP/2.0',
  'PRI * HTTP/2.0',
  'GET http://other/v1/status HTTP/1.1',
  'CONNECT a:1 HTTP/1.1',
  'get /v1/status HTTP/1.1',
  'GET /v1/status',
  'OPTIONS * HTTP/1.1',
  'GET  /v1/status  HTTP/1.1',
  'GET /v1/status HTTP/1.0',
];
const CHUNKS = [
  '0\r\n\r\n',
  '5\r\n{"obj\r\n0\r\n\r\n',
  'zz\r\n',
  'ffffffffffffffff\r\nx',
  '1;ext=1\r\n{\r\n0\r\nTrailer: x\r\n\r\n',
  '-1\r\n\r\n',
];

/** What no HTTP client would send: a request whose bytes were spoiled or whose framing lies. */
export function rawRequest(request: Buffer, random: Prng): Buffer {
  const text = request.toString('latin1');
  const head = text.indexOf('\r\n');
  switch (random.below(6)) {
    case 0:
      return Buffer.from(random.pick(STARTS) + text.slice(head), 'latin1');
    case 1:
    case 2:
      return Buffer.from(`${text.slice(0, head)}\r\n${random.pick(LINES)}${text.slice(head)}`, 'latin1');
    case 3:
      return Buffer.from(
        `${text.slice(0, head)}\r\nTransfer-Encoding: chunked${text.slice(head)}${random.pick(CHUNKS)}`,
        'latin1',
      );
    case 4:
      return Buffer.concat([request, request.subarray(0, random.below(request.length))]);
    default:
      return spoilt(request, random);
  }
}
