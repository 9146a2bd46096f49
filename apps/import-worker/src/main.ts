import { reportReady, runProcess } from '@pksn/runtime';
import { CONFIG_SCHEMA } from './config';
import { startWorker } from './worker';

runProcess('import-worker', CONFIG_SCHEMA, async (config, log, shutdown) => {
  await startWorker(config, log, shutdown);
  log.info('waiting for packages');
  reportReady();
});
