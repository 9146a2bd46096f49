import type { UpstreamAnswer, UpstreamCall } from './upstream-call';

/** Only who reads the body of such an answer knows whether the service gave it. */
const IN_DOUBT: ReadonlySet<number> = new Set([403, 404, 429]);
/** What every service has, and a proxy, too. */
const OF_EVERY_SERVICE: ReadonlySet<string> = new Set(['GET /v1/license', 'POST /v1/lookup', 'GET /v1/changes']);
const SETTINGS = 'GET /v1/proxy/settings';
const OF_THIS_PROXY: Readonly<Record<string, string>> = {
  CLIENT_NOT_ALLOWED: 'the proxy above refuses this one: its allowedClients do not name the address of this proxy',
  CLIENT_RATE: 'the proxy above refuses this one: its limits.requestsPerSecond is reached',
};

type Asked = Pick<UpstreamCall, 'method' | 'path'>;

export function isInDoubt(status: number): boolean {
  return IN_DOUBT.has(status);
}

/** What of an answer concerns this proxy and not who asked it, in words; null: nothing does. */
export function refusedByPeer(call: Asked, { status, body }: Pick<UpstreamAnswer, 'status' | 'body'>): string | null {
  if (!isInDoubt(status)) return null;
  const code = codeIn(body);
  const words = Object.hasOwn(OF_THIS_PROXY, code) ? OF_THIS_PROXY[code] : undefined;
  if (words !== undefined) return `${words} (${code})`;
  if (code !== 'ROUTE_NOT_FOUND' || !OF_EVERY_SERVICE.has(routeOf(call))) return null;
  return `who answers there is no query service (404 ${code} for ${routeOf(call)})`;
}

/** Whether an answer that is no such refusal comes from a query service, whatever it was taken for. */
export function isOfQueryService(call: Asked, status: number): boolean {
  return OF_EVERY_SERVICE.has(routeOf(call)) || (routeOf(call) === SETTINGS && (status === 200 || status === 304));
}

function routeOf({ method, path }: Asked): string {
  return `${method} ${path.split('?', 1)[0] ?? ''}`;
}

function codeIn(body: Buffer): string {
  try {
    const { code } = JSON.parse(body.toString()) as { code?: unknown };
    return typeof code === 'string' ? code : '';
  } catch {
    return '';
  }
}
