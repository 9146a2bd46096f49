import { createHmac, timingSafeEqual } from 'node:crypto';
import { Fault } from '@pksn/domain';
import type { FastifyRequest } from 'fastify';

/** The header with the session's own token, which only a page of ours can have read. */
const CSRF_HEADER = 'pksn-csrf';
const SAFE_METHODS = ['GET', 'HEAD'];

type Asked = Pick<FastifyRequest, 'method' | 'headers'>;

/** What a page of ours sends along with each change of this session. */
export function csrfToken(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('pksn-csrf-v1').digest('base64url');
}

/**
 * Refuses what another site made a browser send: reads by the browser's own word, changes also where it gives none.
 * `Sec-Fetch-Site` cannot be set by a page; browsers without it name the page's `Origin`. Fault: REQUEST_FOREIGN.
 */
export function requireOwnOrigin({ method, headers }: Asked): void {
  const isChange = !SAFE_METHODS.includes(method);
  const site = headers['sec-fetch-site'];
  if (site !== undefined) {
    // `none`: a person typed the address.
    if (site === 'same-origin' || (site === 'none' && !isChange)) return;
    throw new Fault('REQUEST_FOREIGN', 'a page of another site asked for this');
  }
  const { origin, host } = headers;
  if (origin === undefined ? !isChange : origin === `https://${host ?? ''}`) return;
  throw new Fault(
    'REQUEST_FOREIGN',
    origin === undefined ? 'no Origin was sent' : 'a page of another site asked for this',
  );
}

/** The same, and of a change also the session's own token. Fault: REQUEST_FOREIGN. */
export function requireOwnPage(request: Asked, sessionToken: string): void {
  requireOwnOrigin(request);
  if (SAFE_METHODS.includes(request.method)) return;
  const sent = Buffer.from(String(request.headers[CSRF_HEADER] ?? ''));
  const due = Buffer.from(csrfToken(sessionToken));
  if (sent.length === due.length && timingSafeEqual(sent, due)) return;
  throw new Fault('REQUEST_FOREIGN', 'the header PKSN-CSRF does not hold the token of this session');
}
