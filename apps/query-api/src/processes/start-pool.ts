import type { Logger, Shutdown } from '@pksn/runtime';
import { reportReady } from '@pksn/runtime';
import type { QueryConfig } from '../config';
import { ProcessPool } from './process-pool';

/**
 * Several query processes on one port, by Node's cluster module. Each follows the generations and the registry by
 * itself and shares the index with the others through the page cache. A member that dies is started again; SIGUSR2
 * replaces all of them one after the other, each only when its successor serves, so that no connection is refused.
 * SIGHUP is passed on: it is the members that read certificates.
 */
export async function startPool(config: QueryConfig, log: Logger, shutdown: Shutdown): Promise<void> {
  const { processes: size } = config;
  const pool = new ProcessPool(size, log, (fault) => {
    log.fatal({ code: fault.code }, fault.detail);
    void shutdown.stop('members keep ending', fault.exitCode);
  });
  // Before anything else: the default action of both ends the process.
  process.on('SIGUSR2', () => void pool.replaceAll());
  process.on('SIGHUP', () => pool.tellAll({ pool: 'certificates' }));
  shutdown.onStop('query processes', () => pool.stop());
  const port = await pool.start();
  if (config.metricsPort !== null) {
    // Loaded only where it is wanted: a pool itself needs nothing of what serves.
    const { servePooledMetrics } = await import('./pooled-metrics.js');
    shutdown.onStop('metrics', await servePooledMetrics(pool, config, log));
  }
  log.info({ port, processes: size }, 'serving with several processes');
  reportReady({ port });
}
