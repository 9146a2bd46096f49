import cluster from 'node:cluster';
import type { Metrics } from '@pksn/nest-kit';
import { listenForMetrics } from '@pksn/nest-kit';
import type { Logger } from '@pksn/runtime';
import type { QueryConfig } from '../config';
import type { PoolMessage } from './pool-messages';
import { isPoolMessage } from './pool-messages';

/**
 * Serves the metrics of a process that is alone; one that is a member of a pool tells them to the pool, which serves
 * the sum. Returns how to stop.
 */
export async function offerMetrics(metrics: Metrics, config: QueryConfig, log: Logger): Promise<() => Promise<void>> {
  const { metricsHost: host, metricsPort: port, metricsToken: token, tlsCert: cert, tlsKey: key } = config;
  if (!cluster.isWorker) {
    return listenForMetrics(metrics, { tls: { cert, key }, host, port: port ?? 0, token }, log);
  }
  const tell = async (): Promise<void> => {
    if (process.connected) process.send?.({ pool: 'metrics', report: await metrics.report() } satisfies PoolMessage);
  };
  const asked = (message: unknown): void => {
    if (isPoolMessage(message) && message.pool === 'report') {
      tell().catch((error: unknown) => log.warn({ error }, 'metrics could not be told'));
    }
  };
  process.on('message', asked);
  return async () => {
    process.off('message', asked);
    // What a member has counted does not end with it.
    await tell();
  };
}
