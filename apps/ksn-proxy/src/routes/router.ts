import type { IncomingMessage, ServerResponse } from 'node:http';
import { queryOpenApi } from '@pksn/contract';
import { reply } from '../http/problem-reply';
import { readBody } from '../http/read-body';
import type { RequestHandler } from '../http/proxy-listener';
import { PROXY_LIMITS } from '../limits';
import type { ContributionRoutes } from '../queue/contribution-routes';
import type { ChangeRoutes } from './change-routes';
import type { FastSingles } from './fast-singles';
import type { LookupPorts } from './lookup-routes';
import { bulkLookup, singleLookup } from './lookup-routes';
import type { PrefixRoutePorts } from './prefix-routes';
import { prefixList } from './prefix-routes';
import type { Traffic } from '../status/traffic';
import { UpstreamRefusal } from '../upstream/upstream-refusal';
import { originForm, requirePlain } from './plain-target';
import { relayed, replyAsTold } from './relay';
import type { StandingRoutes } from './standing-routes';

export interface RouterParts {
  readonly lookups: LookupPorts;
  readonly prefixes: PrefixRoutePorts;
  readonly changes: ChangeRoutes;
  readonly standing: StandingRoutes;
  readonly singles: FastSingles;
  readonly contributions: ContributionRoutes;
  /** What proxies below say to the service. */
  readonly proxies: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly health: () => object;
  readonly traffic: Traffic;
}

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' };
const SINGLES = /^\/v1\/(?:files|domains|ips|certificates)\/[^/]+$|^\/v1\/(?:urls|software)$/;
const API_VERSION = '1';

/** Which request goes where: lookups, changes and standing are answered here; everything else is handed on. */
export class Router implements RequestHandler {
  private readonly openApi = Buffer.from(JSON.stringify(queryOpenApi(API_VERSION)));

  constructor(private readonly parts: RouterParts) {}

  fast(request: IncomingMessage, response: ServerResponse): boolean {
    request.url = originForm(request.url ?? '/');
    return this.parts.singles.answer(request, response);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { lookups, prefixes, changes, standing, contributions, health, traffic } = this.parts;
    const { method, url = '/' } = request;
    const path = url.split('?', 1)[0] ?? url;
    if (method === 'GET') {
      if (SINGLES.test(path)) return traffic.gave(await singleLookup(lookups, request, response));
      if (path.startsWith('/v1/prefixes/')) return traffic.gave(await prefixList(prefixes, request, response));
      if (path === '/v1/changes') return changes.handle(request, response);
      if (path === '/v1/license') return standing.license(request, response);
      if (path === '/v1/status') return standing.status(request, response);
      if (path === '/openapi.json') return void reply(response, 200, JSON_HEADERS, this.openApi);
      if (path === '/healthz') return void reply(response, 200, JSON_HEADERS, '{"status":"ok"}');
      if (path === '/readyz') return void reply(response, 200, JSON_HEADERS, JSON.stringify(health()));
    }
    if (path.startsWith('/v1/proxy/')) return this.parts.proxies(request, response);
    if (method === 'POST') {
      if (path === '/v1/lookup') return traffic.gave(await bulkLookup(lookups, request, response));
      if (path === '/v1/statistics') return contributions.statistics(request, response);
      if (path === '/v1/submissions') return contributions.submission(request, response);
    }
    requirePlain(path);
    const hasBody = method !== 'GET' && method !== 'HEAD';
    const body = hasBody ? await readBody(request, PROXY_LIMITS.requestBytes) : null;
    const answer = await relayed(lookups.upstream, request, body);
    if (answer.status >= 400 && method !== 'HEAD') traffic.refused(UpstreamRefusal.of(answer).code);
    replyAsTold(response, answer);
  }
}
