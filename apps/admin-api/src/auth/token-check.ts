import type { SessionFacts, TokenHolder } from '@pksn/store-postgres';
import { Fault } from '@pksn/domain';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Callers } from './callers';
import './request-caller';
import { requireScope } from './scopes';

/** A route as it is named in lists of routes: HEAD is what Fastify makes of GET. */
function routeOf({ method, routeOptions }: FastifyRequest): string {
  return `${method === 'HEAD' ? 'GET' : method} ${routeOptions.url ?? ''}`;
}

/**
 * Every request but those to open routes and to files of the console: a valid token, a machine's client certificate or a person's session, whose
 * role the route allows. All are asked for before any of the body is read, so that nobody fills the memory with what
 * is refused anyway. A route that names no roles is refused to all. Faults: those of `callerOf`, ROUTE_NOT_FOUND.
 */
export function requireCaller(http: FastifyInstance, callers: Callers, open: readonly string[]): void {
  http.addHook('onRequest', async (request) => {
    const { url } = request.routeOptions;
    if (request.is404 || url === undefined) {
      throw new Fault('ROUTE_NOT_FOUND', `there is no ${request.method} route of this path`);
    }
    if (open.includes(routeOf(request)) || request.routeOptions.config.isConsole === true) return;
    request.holder = await callerOf(request, callers);
  });
}

/** What a person may do before it has set a password of its own. */
const OWN_AFFAIRS = /^\/api\/v1\/(session$|account\b)/;

/**
 * Who asks, judged anew at each call. Faults: ADMIN_UNAUTHENTICATED, ADMIN_FORBIDDEN, REQUEST_FOREIGN,
 * PASSWORD_CHANGE_NEEDED.
 */
export async function callerOf(request: FastifyRequest, callers: Callers): Promise<TokenHolder> {
  const holder = await callers.of(request);
  const { url = '' } = request.routeOptions;
  const allowed: readonly string[] = request.routeOptions.config.roles ?? [];
  if (!allowed.includes(holder.role)) throw new Fault('ADMIN_FORBIDDEN', `the role ${holder.role} may not do this`);
  requireScope(holder, request.method, url);
  requireOwnPassword(request.session, url);
  return holder;
}

/** Fault: PASSWORD_CHANGE_NEEDED, for all but what a person does about itself. */
export function requireOwnPassword(session: Pick<SessionFacts, 'mustChangePassword'> | undefined, url: string): void {
  if (session?.mustChangePassword !== true || OWN_AFFAIRS.test(url)) return;
  throw new Fault('PASSWORD_CHANGE_NEEDED', 'this password was set by somebody else');
}
