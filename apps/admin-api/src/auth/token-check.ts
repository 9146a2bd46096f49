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
 * Every request but those to open paths: a valid token whose holder has a role that the route allows. Both are asked
 * for before any of the body is read, so that nobody fills the memory with what is refused anyway. A route that names
 * no roles is refused to all. Faults: ADMIN_UNAUTHENTICATED, ADMIN_FORBIDDEN, ROUTE_NOT_FOUND.
 */
export function requireToken(http: FastifyInstance, administration: Administration, open: readonly string[]): void {
  http.addHook('onRequest', async (request) => {
    const { url, config } = request.routeOptions;
    if (request.is404 || url === undefined) {
      throw new Fault('ROUTE_NOT_FOUND', `there is no ${request.method} route of this path`);
    }
    if (open.includes(url)) return;
    const [, token] = BEARER.exec(request.headers.authorization ?? '') ?? [];
    const holder = token === undefined ? null : await administration.holder(token);
    if (holder === null) throw new Fault('ADMIN_UNAUTHENTICATED', 'no valid administration token was sent');
    const allowed: readonly string[] = config.roles ?? [];
    if (!allowed.includes(holder.role)) throw new Fault('ADMIN_FORBIDDEN', `the role ${holder.role} may not do this`);
    request.holder = holder;
  });
}
