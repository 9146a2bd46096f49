import { createHash } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { Fault } from '@pksn/domain';
import type { Administration, TokenHolder } from '@pksn/store-postgres';
import type { FastifyInstance, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    holder?: TokenHolder;
  }
}

const BEARER = /^Bearer ([!-~]{16,256})$/;

/**
 * Every request but those to open paths and to files of the console: a valid token, or a machine's client certificate, whose holder has a role that
 * the route allows. Both are asked
 * for before any of the body is read, so that nobody fills the memory with what is refused anyway. A route that names
 * no roles is refused to all. Faults: ADMIN_UNAUTHENTICATED, ADMIN_FORBIDDEN, ROUTE_NOT_FOUND.
 */
export function requireToken(http: FastifyInstance, administration: Administration, open: readonly string[]): void {
  http.addHook('onRequest', async (request) => {
    const { url } = request.routeOptions;
    if (request.is404 || url === undefined) {
      throw new Fault('ROUTE_NOT_FOUND', `there is no ${request.method} route of this path`);
    }
    if (open.includes(url) || request.routeOptions.config.isConsole === true) return;
    request.holder = await callerOf(request, administration);
  });
}

/** Who asks, judged anew at each call. Faults: ADMIN_UNAUTHENTICATED, ADMIN_FORBIDDEN. */
export async function callerOf(request: FastifyRequest, administration: Administration): Promise<TokenHolder> {
  const holder = await holderOf(request, administration);
  if (holder === null) throw new Fault('ADMIN_UNAUTHENTICATED', 'no valid administration token was sent');
  const allowed: readonly string[] = request.routeOptions.config.roles ?? [];
  if (!allowed.includes(holder.role)) throw new Fault('ADMIN_FORBIDDEN', `the role ${holder.role} may not do this`);
  return holder;
}

/** By its token; who sends none, by a client certificate of the CAs that the listener was given. */
async function holderOf(request: FastifyRequest, administration: Administration): Promise<TokenHolder | null> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const [, token] = BEARER.exec(authorization) ?? [];
    return token === undefined ? null : administration.holder(token);
  }
  const socket = request.raw.socket as Partial<TLSSocket>;
  if (socket.authorized !== true) return null;
  const raw = socket.getPeerCertificate?.().raw;
  return raw === undefined ? null : administration.holderOfCertificate(createHash('sha256').update(raw).digest());
}
