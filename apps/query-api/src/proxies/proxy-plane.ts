import { KnownProxies } from '@pksn/store-postgres';
import type { FastifyInstance } from 'fastify';
import type { WaitingDatabase } from '../waiting-database';
import { ProxyIdentity } from './proxy-identity';
import { proxySettingsRoute } from './settings-route';

/** The routes under /v1/proxy/, where a client certificate is the credential; who else asks there is told by `identity`. */
export function proxyPlane(http: FastifyInstance, database: WaitingDatabase): { readonly identity: ProxyIdentity } {
  const known = new KnownProxies(database.source);
  const identity = new ProxyIdentity(known, database);
  proxySettingsRoute(http, { identity, known, database });
  return { identity };
}
