import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultOf, replyWithFault } from '@pksn/nest-kit';
import type { FastifyInstance } from 'fastify';
import fastify from 'fastify';
import { serveConsole } from './console-files';
import { sendSafeHeaders } from './safe-headers';

let dir: string;
let http: FastifyInstance;

const opened = async (console: string): Promise<FastifyInstance> => {
  const made = fastify();
  made.setErrorHandler((error, _request, reply) => replyWithFault(reply, faultOf(error)));
  sendSafeHeaders(made);
  serveConsole(made, console);
  made.get('/api/v1/data', () => ({ some: 'data' }));
  await made.ready();
  return made;
};
const page = (url: string, accept = 'text/html,*/*') => http.inject({ url, headers: { accept, host: 'ksn.example' } });

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pksn-console-'));
  await mkdir(join(dir, 'assets'));
  await writeFile(join(dir, 'index.html'), '<meta name="csp-nonce" content="%PKSN_NONCE%">');
  await writeFile(join(dir, 'secret.txt'), 'not an asset');
  await writeFile(join(dir, 'assets/a-1.js'), 'plain');
  await writeFile(join(dir, 'assets/a-1.js.br'), 'compressed');
  http = await opened(dir);
});
afterAll(async () => {
  await http.close();
  await rm(dir, { recursive: true, force: true });
});

describe('the page', () => {
  it('comes for each of its addresses, with a new nonce that its policy names, and no other script than our files', async () => {
    const seen = new Set<string>();
    for (const url of ['/', '/licenses/a-license?x=1', '/feeds/acme/core']) {
      const { statusCode, headers, body } = await page(url);
      const [, nonce = ''] = /content="([A-Za-z0-9+/=]{24})"/.exec(body) ?? [];
      expect([statusCode, headers['cache-control']]).toEqual([200, 'no-store']);
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain(`style-src 'self' 'nonce-${nonce}';`);
      expect(policy).toContain("default-src 'none'; script-src 'self';");
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      seen.add(nonce);
    }
    expect(seen.size).toBe(3);
  });

  it('is not what a program gets that mistypes a route', async () => {
    for (const [url, accept] of [
      ['/api/v1/nothing', 'text/html'],
      ['/nothing', 'application/json'],
    ] as const) {
      const { statusCode, body } = await page(url, accept);
      expect([url, statusCode, (JSON.parse(body) as { code: string }).code]).toEqual([url, 404, 'ROUTE_NOT_FOUND']);
    }
  });

  it('is missed by name where it was not built', async () => {
    const bare = await opened(join(dir, 'nowhere'));
    const { statusCode, body } = await bare.inject({ url: '/', headers: { accept: 'text/html' } });
    await bare.close();
    expect([statusCode, (JSON.parse(body) as { code: string }).code]).toEqual([503, 'CONSOLE_NOT_BUILT']);
  });
});

describe('assets', () => {
  it('come compressed to whoever takes that, and stay for a year', async () => {
    const plain = await http.inject({ url: '/assets/a-1.js' });
    const small = await http.inject({ url: '/assets/a-1.js', headers: { 'accept-encoding': 'br' } });
    expect([plain.body, small.body, small.headers['content-encoding']]).toEqual(['plain', 'compressed', 'br']);
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it.each(['/assets/../secret.txt', '/assets/..%2fsecret.txt', '/assets/%2e%2e/secret.txt', '/assets/..%5csecret.txt'])(
    'are nothing above their folder: %s',
    async (url) => {
      const { statusCode, body } = await http.inject({ url });
      expect(statusCode).toBeGreaterThanOrEqual(400);
      expect(body).not.toContain('not an asset');
    },
  );
});

it('sends safe headers with every answer, and holds to HTTPS only the name that it was called by', async () => {
  const { headers } = await http.inject({ url: '/api/v1/data', headers: { host: 'ksn.example' } });
  expect(headers).toMatchObject({
    'content-security-policy': "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'",
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'strict-transport-security': 'max-age=15552000',
  });
  const local = await http.inject({ url: '/api/v1/data', headers: { host: 'localhost:9443' } });
  expect(local.headers['strict-transport-security']).toBeUndefined();
});
