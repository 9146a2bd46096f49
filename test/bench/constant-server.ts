import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** The baseline of every single lookup: bare node:https with one constant JSON answer. Arguments: certificate, key, bytes. */
const [cert = '', key = '', bodyBytes = '0'] = process.argv.slice(2);
const body = JSON.stringify({ text: 'x'.repeat(Number(bodyBytes) - 11) });
const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length };
const server = createServer(
  { cert: readFileSync(cert), key: readFileSync(key), minVersion: 'TLSv1.2' },
  (_request, response) => {
    response.writeHead(200, headers).end(body, 'latin1');
  },
);
server.keepAliveTimeout = 65_000;
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
