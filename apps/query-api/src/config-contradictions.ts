import { isLoopback } from '@pksn/runtime';
import type { QueryConfig } from './config';

/** What is wrong with settings of a query process that are right one by one. */
export function contradictions(config: QueryConfig): string[] {
  const { clientCertificates, clientCa, metricsPort, metricsHost, metricsToken } = config;
  const found: string[] = [];
  if (clientCertificates !== 'off' && clientCa === null) {
    found.push('client certificates need --client-ca, the certificates that vouch for them');
  }
  if (metricsPort !== null && metricsToken === null && !isLoopback(metricsHost)) {
    found.push(`metrics on ${metricsHost} need a token: set --metrics-token-file`);
  }
  if (config.refuseAllAbove < config.refuseBulksAbove) {
    found.push('--refuse-all-above must not be less than --refuse-bulks-above: bulks are refused first');
  }
  return found;
}
