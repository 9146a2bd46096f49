import cluster from 'node:cluster';
import { awaitHangups, runProcess } from '@pksn/runtime';
import { CONFIG_SCHEMA } from './config';
import { contradictions } from './config-contradictions';
import { startPool } from './processes/start-pool';

awaitHangups();
runProcess(
  'query-api',
  CONFIG_SCHEMA,
  async (config, log, shutdown) => {
    if (cluster.isPrimary && config.processes > 1) return startPool(config, log, shutdown);
    // The pool's own process serves nobody, and loads nothing of what serves.
    const { serve } = await import('./serve.js');
    return serve(config, log, shutdown);
  },
  contradictions,
);
