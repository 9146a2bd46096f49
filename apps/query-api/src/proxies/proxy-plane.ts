import { KnownProxies, ProxyDeliveries } from '@pksn/store-postgres';
import type { FastifyInstance } from 'fastify';
import type { ProxyReports } from '../pulse/proxy-reports';
import type { RegistryState } from '../license/registry-state';
import type { WaitingDatabase } from '../waiting-database';
import { DeliveryLicense } from './delivery-license';
import { deliveryRoutes } from './delivery-routes';
import type { DeliveryPorts } from './delivery-routes';
import { ProxyIdentity } from './proxy-identity';
import { proxySettingsRoute } from './settings-route';

/** The routes under /v1/proxy/, where a client certificate is the credential; who else asks there is told by `identity`. */
export function proxyPlane(
  http: FastifyInstance,
  database: WaitingDatabase,
  ports: Pick<DeliveryPorts, 'contributions' | 'clock' | 'taker' | 'slots'> & {
    readonly registry: RegistryState;
    readonly reports: ProxyReports;
  },
): { readonly identity: ProxyIdentity } {
  const known = new KnownProxies(database.source);
  const identity = new ProxyIdentity(known, database);
  proxySettingsRoute(http, { identity, known, database, reports: ports.reports });
  const license = new DeliveryLicense(ports.registry, ports.clock);
  deliveryRoutes(http, { ...ports, identity, license, database, deliveries: new ProxyDeliveries(database.source) });
  return { identity };
}
