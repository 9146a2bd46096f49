import { createHash } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { Fault } from '@pksn/domain';
import type { Administration, PersonSessions, SessionFacts, TokenHolder } from '@pksn/store-postgres';
import type { FastifyRequest } from 'fastify';
import { SESSION_COOKIE, cookieToken } from '../sessions/cookies';
import { requireOwnPage } from './request-origin';
import './request-caller';

const BEARER = /^Bearer ([!-~]{16,256})$/;

/** Who asks: by a token, else by a person's session, else by a machine's client certificate. */
export class Callers {
  constructor(
    private readonly administration: Administration,
    private readonly sessions: PersonSessions,
  ) {}

  /** Faults: ADMIN_UNAUTHENTICATED, with the fact `session: expired` where a cookie was sent; REQUEST_FOREIGN. */
  async of(request: FastifyRequest): Promise<TokenHolder> {
    const holder = await this.find(request);
    if (holder !== null) return holder;
    const { authorization, cookie } = request.headers;
    if (authorization === undefined && cookie?.includes(SESSION_COOKIE) === true) {
      throw new Fault('ADMIN_UNAUTHENTICATED', 'the session has ended', { facts: { session: 'expired' } });
    }
    throw new Fault('ADMIN_UNAUTHENTICATED', 'no valid administration token was sent');
  }

  /** Null: nobody who is known. Beside an Authorization header no cookie counts. Fault: REQUEST_FOREIGN. */
  async find(request: FastifyRequest): Promise<TokenHolder | null> {
    const { authorization, cookie } = request.headers;
    if (authorization !== undefined) {
      const [, token] = BEARER.exec(authorization) ?? [];
      return token === undefined ? null : this.administration.holder(token);
    }
    const token = cookieToken(cookie, SESSION_COOKIE);
    return token === null ? this.byCertificate(request) : this.bySession(request, token);
  }

  private async bySession(request: FastifyRequest, token: string): Promise<TokenHolder | null> {
    requireOwnPage(request, token);
    const session = await this.sessions.find(token);
    if (session === null) return null;
    request.session = session;
    return holderOfSession(session);
  }

  /** Of the CAs that the listener was given. */
  private async byCertificate(request: FastifyRequest): Promise<TokenHolder | null> {
    const socket = request.raw.socket as Partial<TLSSocket>;
    if (socket.authorized !== true) return null;
    const raw = socket.getPeerCertificate?.().raw;
    return raw === undefined
      ? null
      : this.administration.holderOfCertificate(createHash('sha256').update(raw).digest());
  }
}

function holderOfSession({ personId, name, role, customerId }: SessionFacts): TokenHolder {
  const id = `person:${personId}`;
  return { id, principal: id, role, label: name, customerId, rights: null, scopes: null };
}
