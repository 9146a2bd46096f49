/** `kept` is never refused for load; bulks, the dearest, are refused first. */
export type RequestClass = 'kept' | 'single' | 'bulk';

/** Small, rare, and what tells people and endpoints where they stand, or what lets a customer in again. */
const KEPT = new Set([
  '/healthz',
  '/readyz',
  '/openapi.json',
  '/v1/status',
  '/v1/license',
  '/v1/license-submissions',
  '/v1/participation',
  '/v1/proxy/settings',
]);
const KEPT_BELOW = '/v1/statements/';
/** One answer of many records. */
const PREFIXES = '/v1/prefixes/';

/** What a request costs, by its head alone. */
export function requestClass(method: string, url: string): RequestClass {
  const queryAt = url.indexOf('?');
  const path = queryAt < 0 ? url : url.slice(0, queryAt);
  if (KEPT.has(path) || path.startsWith(KEPT_BELOW)) return 'kept';
  if (method !== 'GET' && method !== 'HEAD') return 'bulk';
  return path.startsWith(PREFIXES) ? 'bulk' : 'single';
}
