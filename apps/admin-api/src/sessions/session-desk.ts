import type { FirstRun } from '@pksn/store-postgres';
import type { FastifyRequest } from 'fastify';
import type { Callers } from '../auth/callers';
import { csrfToken } from '../auth/request-origin';
import { SESSION_COOKIE, cookieToken } from './cookies';
import type { SessionView } from './session-view';
import { personView, tokenCallerView } from './session-view';

/** Who is signed in. */
export class SessionDesk {
  constructor(
    private readonly callers: Callers,
    private readonly firstRun: FirstRun,
  ) {}

  /** Fault: REQUEST_FOREIGN. */
  async show(request: FastifyRequest): Promise<SessionView> {
    const holder = await this.callers.find(request);
    if (holder === null) return { state: (await this.firstRun.isOpen()) ? 'first-run' : 'signed-out' };
    const token = cookieToken(request.headers.cookie, SESSION_COOKIE);
    if (request.session === undefined || token === null) return tokenCallerView(holder);
    return personView(request.session, csrfToken(token));
  }
}
