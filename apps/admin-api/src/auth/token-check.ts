import { Fault } from '@pksn/domain';
import type { Administration, TokenHolder } from '@pksn/store-postgres';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    holder?: TokenHolder;
  }
}

const BEARER = /^Bearer ([!-~]{16,256})$/;

/**
 * Every request but those to open paths: a valid token, asked for before any of the body is read. Whether the role of
 * its holder is enough is the guard's to say. Faults: ADMIN_UNAUTHENTICATED, ROUTE_NOT_FOUND.
 */
export function requireToken(http: FastifyInstance, administration: Administration, open: readonly string[]): void {
  http.addHook('onRequest', async (request) => {
    const { url } = request.routeOptions;
    if (request.is404 || url === undefined) {
      throw new Fault('ROUTE_NOT_FOUND', `there is no ${request.method} route of this path`);
    }
    if (open.includes(url)) return;
    const [, token] = BEARER.exec(request.headers.authorization ?? '') ?? [];
    const holder = token === undefined ? null : await administration.holder(token);
    if (holder === null) throw new Fault('ADMIN_UNAUTHENTICATED', 'no valid administration token was sent');
    request.holder = holder;
  });
}
