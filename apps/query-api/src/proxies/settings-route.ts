import { createHash } from 'node:crypto';
import {
  mergeProxySettings,
  PROXY_COUNTS_HEADER,
  PROXY_STANDING_SCHEMA,
  PROXY_VERSION_HEADER,
  readProxyCounts,
  readProxySettings,
} from '@pksn/contract';
import type { ProxyStanding } from '@pksn/contract';
import type { KnownProxies } from '@pksn/store-postgres';
import type { FastifyInstance } from 'fastify';
import type { WaitingDatabase } from '../waiting-database';
import type { ProxyReports } from '../pulse/proxy-reports';
import type { ProxyIdentity } from './proxy-identity';

export interface ProxySettingsPorts {
  readonly identity: Pick<ProxyIdentity, 'of'>;
  readonly known: Pick<KnownProxies, 'settingsOf' | 'seen'>;
  readonly database: Pick<WaitingDatabase, 'use'>;
  readonly reports: Pick<ProxyReports, 'add'>;
}

const VERSION = /^[A-Za-z0-9.+_-]{1,40}$/;

/** As what a proxy is known here, and what is set for it. Faults: those of `ProxyIdentity.of`. */
export function proxySettingsRoute(
  http: FastifyInstance,
  { identity, known, database, reports }: ProxySettingsPorts,
): void {
  http.get(
    '/v1/proxy/settings',
    { schema: { response: { 200: PROXY_STANDING_SCHEMA, 304: { type: 'null' } } } },
    async (request, reply) => {
      const { id, name, customerId, certificateExpiresAt } = await identity.of(request.raw);
      const { revision, defaults, own } = await database.use(async () => {
        await known.seen(id, versionOf(request.headers[PROXY_VERSION_HEADER]));
        return known.settingsOf(id);
      });
      const counts = readProxyCounts(request.headers[PROXY_COUNTS_HEADER]);
      if (counts !== null) reports.add(counts);
      const standing: ProxyStanding = {
        proxy: { id, name, boundTo: customerId === null ? 'provider' : 'customer' },
        revision,
        certificateExpiresAt: certificateExpiresAt.toISOString(),
        settings: mergeProxySettings(readProxySettings(defaults), readProxySettings(own)),
      };
      const tag = `"${createHash('sha256').update(JSON.stringify(standing)).digest('base64url').slice(0, 22)}"`;
      void reply.header('etag', tag).header('cache-control', 'no-store');
      return request.headers['if-none-match'] === tag ? reply.code(304).send() : reply.send(standing);
    },
  );
}

function versionOf(said: string | string[] | undefined): string | null {
  return typeof said === 'string' && VERSION.test(said) ? said : null;
}
