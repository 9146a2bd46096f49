import { runProcess } from '@pksn/nest-kit';
import { processSettings, setting, writeDurable } from '@pksn/runtime';
import { Administration, openDatabase } from '@pksn/store-postgres';

const SCHEMA = {
  ...processSettings,
  databaseUrl: setting.secretFile(),
  /** Where the token goes; the file is readable by its owner only. */
  out: setting.path(),
  days: setting.integer({ default: 1, min: 1, max: 365 }),
} as const;

/**
 * Makes an administrator's token for whoever can reach the database: how a new installation gets its first
 * administrator, who then creates others with `pksn token create`.
 */
runProcess('first-token', SCHEMA, async (config, log, shutdown) => {
  const database = await openDatabase(config.databaseUrl, 1);
  shutdown.onStop('database', () => database.destroy());
  const { id, token } = await new Administration(database).createToken(
    'administrator',
    'first token',
    config.days,
    'operator of the database',
  );
  await writeDurable(config.out, `${token}\n`, 0o600);
  log.info({ id, days: config.days }, 'an administrator token was written');
  await shutdown.stop('done');
});
