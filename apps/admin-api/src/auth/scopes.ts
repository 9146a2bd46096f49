import { Fault } from '@pksn/domain';
import type { TokenHolder } from '@pksn/store-postgres';

/** The parts of the API that a token can be confined to: the first segment of a path behind `/api/v1/`. */
export const AREAS = [
  'account',
  'alerts',
  'audit',
  'clock',
  'contributions',
  'customers',
  'explain',
  'feeds',
  'four-eyes',
  'generations',
  'guards',
  'health',
  'imports',
  'integration-tokens',
  'license-announcements',
  'license-keys',
  'license-submissions',
  'licenses',
  'metrics',
  'overrides',
  'overview',
  'own-feed',
  'packages',
  'people',
  'proposals',
  'provider',
  'proxies',
  'proxy-defaults',
  'pulse',
  'restrictions',
  'samples',
  'sessions',
  'settings',
  'snapshots',
  'statements',
  'statistics',
  'tls',
  'tokens',
  'trust',
  'uploads',
] as const;

/** Every scope that there is: `licenses:read`, and `licenses:write`, which includes it. */
export const SCOPES: readonly string[] = AREAS.flatMap((area) => [`${area}:read`, `${area}:write`]);

const PREFIX = '/api/v1/';
/** What says how the API is used, or who asks, is nobody's area. */
const FOR_ALL = ['openapi.json', 'session'];

/** `licenses` of `/api/v1/licenses/:id`, and `metrics` of `/metrics`. */
export function areaOf(url: string): string {
  const path = url.startsWith(PREFIX) ? url.slice(PREFIX.length) : url.slice(1);
  return path.split('/')[0] ?? '';
}

/** Whether a token with these scopes may call such a route. */
export function isInScope(scopes: readonly string[], method: string, url: string): boolean {
  const area = areaOf(url);
  if (FOR_ALL.includes(area) || scopes.includes(`${area}:write`)) return true;
  return (method === 'GET' || method === 'HEAD') && scopes.includes(`${area}:read`);
}

/** Fault: ADMIN_FORBIDDEN. */
export function requireScope({ scopes }: Pick<TokenHolder, 'scopes'>, method: string, url: string): void {
  if (scopes === null || isInScope(scopes, method, url)) return;
  throw new Fault('ADMIN_FORBIDDEN', `the scopes of this token do not reach ${method} of ${areaOf(url)}`);
}

/** A token makes no other that reaches further than itself. Fault: ADMIN_FORBIDDEN. */
export function requireWithin(own: readonly string[] | null, wanted: readonly string[] | null): void {
  if (own === null) return;
  const covers = (scope: string): boolean => own.includes(scope) || own.includes(scope.replace(/:read$/, ':write'));
  if (wanted !== null && wanted.every(covers)) return;
  throw new Fault('ADMIN_FORBIDDEN', 'a token with scopes makes no token that reaches further');
}
