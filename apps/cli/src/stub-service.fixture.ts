import { createServer } from 'node:https';
import type { Server } from 'node:https';
import { readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { generateLicenseKey } from '@pksn/licensing';
import { ensureLocalTls, systemClock } from '@pksn/runtime';
import { pksn, temporaryFolder } from './command-line.fixture';

/*
 * The commands' side of the contract: before each test of a file that imports this, a listener that answers as told
 * and notes what it was asked, and the context of a service that leads to it.
 */

/** What the listener was asked. */
export interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}
export const LICENSE_KEY = generateLicenseKey();
/** The body, which is sent as JSON if it is no buffer, or what makes it of what was asked. */
export type Answer = readonly [status: number, body: unknown];

const STATUS = { infrastructure: 'private', status: 'enabled', restrictions: [] };
/** What is beside the results of a bulk, and beside what the verdicts of tests name. */
export const ENVELOPE = {
  epoch: 'e',
  generation: 1,
  asOf: '2026-11-22T00:00:00Z',
  stale: false,
  coverage: 'full',
  infrastructure: 'private',
};
export const REST = { product: null, trustGroup: null, popularity: null, firstSeen: null };

export let folder: Awaited<ReturnType<typeof temporaryFolder>>;
export let server: Server;
export let calls: Call[];
let answers: Map<string, Answer[]>;
export let url: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  calls = [];
  answers = new Map();
  const tls = await ensureLocalTls(folder.at('tls'), { hosts: ['127.0.0.1'], now: systemClock.now() });
  server = createServer({ key: await readFile(tls.key), cert: await readFile(tls.cert) }, (request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      // An endpoint looks at the status of every service before it asks for anything.
      if (path !== '/v1/status') calls.push({ method, url: path, headers, body: Buffer.concat(pieces) });
      const queue = answers.get(`${method} ${path}`) ?? [];
      const usual: Answer | undefined = path === '/v1/status' ? [200, STATUS] : undefined;
      const [status, told] = (queue.length > 1 ? queue.shift() : queue[0]) ??
        usual ?? [404, { code: 'ROUTE_NOT_FOUND', detail: path }];
      const body: unknown =
        typeof told === 'function' ? (told as (asked: Buffer) => unknown)(Buffer.concat(pieces)) : told;
      const isStream = typeof body === 'string' && String(headers.accept).includes('text/event-stream');
      response.writeHead(status, { 'content-type': isStream ? 'text/event-stream' : 'application/json' });
      response.end(isStream || Buffer.isBuffer(body) ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await writeFile(folder.at('key'), `${LICENSE_KEY}\n`);
  const context = {
    adminUrl: url,
    queryUrl: url,
    ca: tls.ca,
    token: 'secret-token',
    pid: 1,
    keyFile: folder.at('key'),
  };
  await writeFile(folder.at('context.json'), JSON.stringify(context), { mode: 0o600 });
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await folder.remove();
});

export const answer = (route: string, ...some: Answer[]): void => void answers.set(route, some);
export const here = (...args: string[]) => pksn([...args, '--data', folder.path]);
