import type { FirstRun, ListedSession, PersonSessions } from '@pksn/store-postgres';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Callers } from '../auth/callers';
import { csrfToken } from '../auth/request-origin';
import { SESSION_COOKIE, cookieToken, endedSessionCookie } from './cookies';
import type { SessionView } from './session-view';
import { personView, tokenCallerView } from './session-view';

/** Who is signed in, and until when. */
export class SessionDesk {
  constructor(
    private readonly callers: Callers,
    private readonly firstRun: FirstRun,
    private readonly sessions: PersonSessions,
  ) {}

  /** Fault: REQUEST_FOREIGN. */
  async show(request: FastifyRequest): Promise<SessionView> {
    const holder = await this.callers.find(request);
    if (holder === null) return { state: (await this.firstRun.isOpen()) ? 'first-run' : 'signed-out' };
    const token = cookieToken(request.headers.cookie, SESSION_COOKIE);
    if (request.session === undefined || token === null) return tokenCallerView(holder);
    return personView(request.session, csrfToken(token));
  }

  /** Nothing happens where nobody is signed in. Fault: REQUEST_FOREIGN. */
  async signOut(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const holder = await this.callers.find(request);
    const { session } = request;
    void reply.header('set-cookie', endedSessionCookie());
    if (holder === null || session === undefined) return;
    await this.sessions.end(Number(session.id), session.personId, `${holder.role}:${holder.label}`);
  }

  /** Of everybody. */
  async list(): Promise<{ sessions: ListedSession[] }> {
    return { sessions: await this.sessions.list(null) };
  }

  /** Fault: NOT_FOUND. */
  end(id: number, actor: string): Promise<void> {
    return this.sessions.end(id, null, actor);
  }

  async endOf(personId: number, actor: string): Promise<{ ended: number }> {
    return { ended: await this.sessions.endOthers(String(personId), null, actor) };
  }
}
