import { createServer } from 'node:https';
import type { Server } from 'node:https';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { ensureLocalTls, systemClock } from '@pksn/runtime';
import type { Outcome } from '../command-line.fixture';
import { pksn, temporaryFolder } from '../command-line.fixture';

const SECRET = 'pksnit_secret';
const made = {
  id: '7',
  license: { vendor: 'acme', licenseId: 'L-1' },
  customer: 'C-1',
  label: 'scanner',
  protocols: ['native', 'misp'],
  state: 'active',
  createdAt: 'c',
  expiresAt: 'e',
};

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: Server;
let calls: string[];
/** What the service does before it answers. */
let meanwhile: () => Promise<unknown>;

beforeEach(async () => {
  folder = await temporaryFolder();
  calls = [];
  meanwhile = () => Promise.resolve();
  const tls = await ensureLocalTls(folder.at('tls'), { hosts: ['127.0.0.1'], now: systemClock.now() });
  server = createServer({ key: await readFile(tls.key), cert: await readFile(tls.cert) }, (request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { method = '', url = '' } = request;
      calls.push(`${method} ${url} ${Buffer.concat(pieces).toString()}`.trim());
      void meanwhile().then(() => {
        if (method === 'POST') response.writeHead(201).end(JSON.stringify({ ...made, token: SECRET }));
        else if (method === 'GET') response.writeHead(200).end(JSON.stringify({ tokens: page(url) }));
        else response.writeHead(204).end();
      });
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const context = { adminUrl: url, queryUrl: url, ca: tls.ca, token: 'secret-token', pid: 1, keyFile: null };
  await writeFile(folder.at('context.json'), JSON.stringify(context), { mode: 0o600 });
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await folder.remove();
});

/** 600 tokens, newest first, as the service pages them. */
function page(url: string): object[] {
  const query = new URL(url, 'https://x').searchParams;
  const before = Number(query.get('before') ?? 601);
  const ids = Array.from({ length: Math.min(Number(query.get('limit')), before - 1) }, (_, i) => before - 1 - i);
  return ids.map((id) => ({ ...made, id: String(id) }));
}
const here = (...args: string[]): Promise<Outcome> => pksn(['integration', ...args, '--data', folder.path]);
const create = (...args: string[]): Promise<Outcome> => here('create', '--license', 'acme:L-1', ...args);

it('writes a token to a file that only its owner reads, and nowhere else', async () => {
  const out = folder.at('token');
  const {
    code,
    out: said,
    err,
  } = await create('--protocol', 'native', 'misp,native', '--label', 'scanner', '--out', out);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(said).toBe(`token 7 for native, misp of license L-1 is in ${out}\n`);
  expect(await readFile(out, 'utf8')).toBe(`${SECRET}\n`);
  expect((await stat(out)).mode & 0o777).toBe(0o600);
  const body = { license: 'acme:L-1', protocols: ['native', 'misp'], label: 'scanner', days: 365 };
  expect(calls).toEqual([`POST /api/v1/integration-tokens ${JSON.stringify(body)}`]);
  const json = await create('--protocol', 'native', '--out', out, '--force', '--json');
  expect(JSON.parse(json.out)).toEqual({ ...made, file: out });
});

it('makes no token that it could not write, or that nobody can use', async () => {
  await writeFile(folder.at('kept'), 'another token');
  const refused = [
    await create('--protocol', 'native', '--out', folder.at('no/such/folder')),
    await create('--protocol', 'native', '--out', folder.path),
    await create('--protocol', 'native', '--out', folder.at('kept')),
    await create('--protocol', 'carrier-pigeon', '--out', folder.at('token')),
    await create('--out', folder.at('token')),
  ];
  for (const { code, err } of refused) expect([code, err]).toEqual([65, expect.stringMatching(/^USAGE: /)]);
  expect(refused[3]?.err).toContain('safe-browsing');
  expect(calls).toEqual([]);
  expect(await readFile(folder.at('kept'), 'utf8')).toBe('another token');
});

it('voids a token whose file could not be written after all', async () => {
  const out = folder.at('token');
  meanwhile = () => mkdir(out, { recursive: true });
  expect((await create('--protocol', 'native', '--out', out)).code).not.toBe(0);
  expect(calls.map((call) => call.split(' {')[0])).toEqual([
    'POST /api/v1/integration-tokens',
    'DELETE /api/v1/integration-tokens/7',
  ]);
});

it('lists every page', async () => {
  const { code, out } = await here('list', '--customer', 'C 1');
  expect(code).toBe(0);
  expect(out.split('\n')[0]).toMatch(/^TOKEN +LICENSE +CUSTOMER +LABEL +PROTOCOLS +STATE +EXPIRES/);
  expect(out.trim().split('\n')).toHaveLength(601);
  expect(out).toMatch(/^1 +L-1 +C-1 +scanner +native,misp +active +e$/m);
  expect(calls).toEqual([
    'GET /api/v1/integration-tokens?limit=500&customer=C+1',
    'GET /api/v1/integration-tokens?limit=500&customer=C+1&before=101',
  ]);
});

it('revokes by number', async () => {
  expect(await here('revoke', '7')).toEqual({ code: 0, out: 'integration token 7 is void\n', err: '' });
  expect((await here('revoke', '../tokens/7')).code).toBe(65);
  expect(calls).toEqual(['DELETE /api/v1/integration-tokens/7']);
});
