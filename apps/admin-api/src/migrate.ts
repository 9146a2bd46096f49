import { migrateQueue } from '@pksn/queue-bullmq';
import { processSettings, runProcess, setting } from '@pksn/runtime';
import { migrate } from '@pksn/store-postgres';

const SCHEMA = { ...processSettings, databaseUrl: setting.secretFile(), queueUrl: setting.secretFile() } as const;

/** Brings database and queue to this release, and ends: run it once before the other processes start. */
runProcess('migrate', SCHEMA, async (config, log, shutdown) => {
  const { applied } = await migrate(config.databaseUrl);
  await migrateQueue(config.queueUrl);
  log.info({ applied }, 'the database is up to date');
  await shutdown.stop('done');
});
