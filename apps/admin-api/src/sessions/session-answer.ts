import { Fault } from '@pksn/domain';
import type { Begun, PersonSessions, SessionOrigin } from '@pksn/store-postgres';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { csrfToken } from '../auth/request-origin';
import type { ClientNetwork } from './client-network';
import { deviceCookie, sessionCookie } from './cookies';
import { deviceText } from './device-text';
import type { SignedIn } from './session-view';
import { personView } from './session-view';

/** The cookies of a sign-in, and what a page is told of it. */
export async function signedIn(
  sessions: PersonSessions,
  { session: token, device }: Pick<Begun, 'session'> & { readonly device: string | null },
  reply: FastifyReply,
): Promise<SignedIn> {
  const session = await sessions.find(token);
  if (session === null) throw new Fault('ADMIN_UNAUTHENTICATED', 'the session was ended at once');
  void reply.header('set-cookie', [sessionCookie(token), ...(device === null ? [] : [deviceCookie(device)])]);
  return personView(session, csrfToken(token));
}

/** As a person will know it again in a list. */
export function originOf(request: FastifyRequest, network: ClientNetwork): SessionOrigin {
  return { device: deviceText(request.headers['user-agent']), address: network.addressOf(request) };
}
