import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureLocalTls, systemClock } from '@pksn/runtime';
import { checkPromises } from './demonstration-check';
import { PROMISES } from './demonstration-text';

it('asks with the key of the demonstration alone: an unknown one would knock, and alert the provider', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'demonstration-'));
  const tls = await ensureLocalTls(folder, { hosts: ['127.0.0.1'], now: systemClock.now() });
  const asked: (string | undefined)[] = [];
  const server = createServer({ key: await readFile(tls.key), cert: await readFile(tls.cert) }, (request, response) => {
    asked.push(request.headers.authorization);
    const { status, field, value } = PROMISES.find((one) => one.path === request.url)?.expect ?? {
      status: 404,
      field: 'code',
      value: '',
    };
    const stranger = request.headers.authorization !== 'Bearer own';
    const answer = stranger ? { code: 'LICENSE_KEY_NOT_SUBMITTED' } : { [field]: value };
    response.writeHead(stranger ? 401 : status).end(JSON.stringify(answer));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const queryUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await checkPromises({ queryUrl, ca: tls.ca }, 'own');
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await rm(folder, { recursive: true });
  expect([...new Set(asked)]).toEqual(['Bearer own']);
});
