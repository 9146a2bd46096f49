import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import fastify from 'fastify';
import { limitBodyTimes } from './body-time';

it('refuses a body that does not come to its end, and no other', async () => {
  const http = fastify();
  limitBodyTimes(http, 50);
  let taken = 0;
  http.post('/v1/lookup', () => ({ taken: ++taken }));
  await http.listen({ port: 0, host: '127.0.0.1' });
  const { port } = http.server.address() as AddressInfo;
  const head = 'POST /v1/lookup HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n';
  try {
    const slow = connect(port, '127.0.0.1');
    slow.write(`${head}\r\n{`);
    const [late] = (await once(slow, 'data')) as [Buffer];
    expect(late.toString()).toMatch(/^HTTP\/1.1 408 [\s\S]*connection: close[\s\S]*REQUEST_TIMEOUT/i);
    slow.destroy();
    const quick = connect(port, '127.0.0.1');
    quick.end(`${head}Connection: close\r\n\r\n{}`);
    expect(await text(quick)).toContain('{"taken":1}');
  } finally {
    http.server.closeAllConnections();
    await http.close();
  }
});
