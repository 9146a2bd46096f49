import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Fault } from '@pksn/domain';
import { errorCode } from '@pksn/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pagePolicy } from './page-headers';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A file of the console: anybody may have it, and /openapi.json does not name it. */
    isConsole?: boolean;
  }
}

const NONCE = '%PKSN_NONCE%';
const NONCE_BYTES = 16;
/** Their names change with their content. */
const ASSETS = { root: 'assets', maxAge: '365d' };
/** Below it are answers for programs, never the page. */
const API = '/api/';

/**
 * The web console, as it lies in `dir` after the build: assets as they are, and the page itself for every other address that a
 * browser asks for, since its addresses are its own. Every page gets a new nonce for its styles. Faults: CONSOLE_NOT_BUILT, ROUTE_NOT_FOUND.
 */
export function serveConsole(http: FastifyInstance, dir: string): void {
  const config = { isConsole: true };
  void http.register(fastifyStatic as never, {
    root: join(dir, ASSETS.root),
    serve: false,
    preCompressed: true,
    index: false,
  });
  http.get('/assets/*', { config }, (request, reply) => {
    const { '*': name } = request.params as { '*': string };
    return (reply as SendsFiles).sendFile(name, { immutable: true, maxAge: ASSETS.maxAge });
  });
  http.get('/favicon.svg', { config }, async (_request, reply) => {
    const icon = await fileOf(dir, 'favicon.svg');
    return reply.header('cache-control', 'max-age=86400').type('image/svg+xml').send(icon);
  });
  const page = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    if (!asksForPage(request)) throw new Fault('ROUTE_NOT_FOUND', `there is no ${request.method} route of this path`);
    const nonce = randomBytes(NONCE_BYTES).toString('base64');
    const text = (await fileOf(dir, 'index.html')).replaceAll(NONCE, nonce);
    void reply.header('content-security-policy', pagePolicy(nonce)).header('cache-control', 'no-store');
    return reply.type('text/html; charset=utf-8').send(text);
  };
  http.get('/', { config }, page);
  http.get('/*', { config }, page);
}

type SendsFiles = FastifyReply & {
  sendFile(name: string, options: { immutable: boolean; maxAge: string }): FastifyReply;
};

/** A program that mistypes a route gets a problem, and not a page. */
function asksForPage({ url, headers }: FastifyRequest): boolean {
  if (url === '/' || url.startsWith('/?')) return true;
  return !url.startsWith(API) && (headers.accept ?? '').includes('text/html');
}

async function fileOf(dir: string, name: string): Promise<string> {
  return readFile(join(dir, name), 'utf8').catch((cause: unknown) => {
    if (errorCode(cause) !== 'ENOENT') throw cause;
    throw new Fault('CONSOLE_NOT_BUILT', 'the files of the console are not there', { cause });
  });
}
