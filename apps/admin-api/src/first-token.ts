import { Fault } from '@pksn/domain';
import { createDurable, processSettings, runProcess, setting } from '@pksn/runtime';
import { Administration, awaitDatabase } from '@pksn/store-postgres';

const SCHEMA = {
  ...processSettings,
  databaseUrl: setting.secretFile(),
  /** Where the token goes; the file is readable by its owner only, and must not be there yet. */
  out: setting.path(),
  days: setting.integer({ default: 1, min: 1, max: 365 }),
} as const;

const ACTOR = 'operator of the database';

/**
 * Makes an administrator's token for whoever can reach the database: how a new installation gets its first
 * administrator, who then creates others with `pksn token create`.
 */
runProcess('first-token', SCHEMA, async (config, log, shutdown) => {
  const database = await awaitDatabase(config.databaseUrl, 1);
  shutdown.onStop('database', () => database.destroy());
  const administration = new Administration(database);
  const { out, days } = config;
  const order = { role: 'administrator', label: 'first token', days, customerId: null };
  const { id, token } = await administration.createToken(order, ACTOR);
  try {
    if (!(await createDurable(out, `${token}\n`, 0o600))) {
      throw new Fault('CONFIG_INVALID', `${out} is there already: --out takes a file that is not`);
    }
  } catch (error) {
    // A token that nobody has would stay valid.
    await administration.revokeToken(Number(id), ACTOR);
    throw error;
  }
  log.info({ id, days }, 'an administrator token was written');
  await shutdown.stop('done');
});
