import { Fault } from '@pksn/domain';

const SLASH = 47;
const SCHEME_AND_HOST = /^https?:\/\/[^/?#]*/i;

/** A target in absolute form (RFC 9112, 3.2.2) as one in origin form. */
export function originForm(target: string): string {
  if (target.charCodeAt(0) === SLASH) return target;
  const rest = target.replace(SCHEME_AND_HOST, '');
  return rest === target || rest.startsWith('/') ? rest : `/${rest}`;
}

/**
 * A path that is handed on unread must be no other spelling of one that is judged here: the service undoes escapes and ends a path at `#`, and what it
 * hears comes over the proxy's own client certificate. Fault: ROUTE_NOT_FOUND.
 */
export function requirePlain(path: string): void {
  if (path.startsWith('/') && !/[%#]/.test(path)) return;
  throw new Fault('ROUTE_NOT_FOUND', 'there is no route of this path');
}
