import { Fault } from '@pksn/domain';
import { configCheckRequested, loadConfig } from './config';
import type { Config } from './config';
import { helpRequested, settingHelp } from './setting-help';
import type { ConfigSchema } from './setting-name';
import { createLogger } from './logger';
import type { Logger, LogLevel } from './logger';
import { runUntilSignal } from './shutdown';
import type { Shutdown } from './shutdown';

/**
 * The life of a process: its configuration read once, its log, an ordered stop, and an exit code per kind of fault.
 * With `--check-config` it says whether the configuration is right and ends, with `--help` what it takes.
 * `contradictions` says what is wrong with settings that are right one by one.
 */
export function runProcess<S extends ConfigSchema>(
  name: string,
  schema: S,
  start: (config: Config<S>, log: Logger, shutdown: Shutdown) => Promise<void>,
  contradictions: (config: Config<S>) => readonly string[] = () => [],
): void {
  let log = createLogger({ name });
  void (async () => {
    try {
      if (helpRequested()) {
        process.stdout.write(`${settingHelp(name, schema)}\n`);
        return;
      }
      const config = loadConfig(schema);
      const violations = contradictions(config);
      if (violations.length > 0) throw new Fault('CONFIG_INVALID', violations.join('; '), { facts: { violations } });
      if (configCheckRequested()) {
        process.stdout.write(`${name}: the configuration is valid\n`);
        return;
      }
      log = createLogger({ name, level: (config as { logLevel: LogLevel }).logLevel });
      const shutdown = runUntilSignal({ log });
      process.on('unhandledRejection', (error) => log.error({ error }, 'a promise was left alone'));
      process.on('uncaughtException', (error) => {
        log.fatal({ error }, 'a defect ends this process');
        void shutdown.stop('defect', 70);
      });
      await start(config, log, shutdown);
    } catch (error) {
      const fault = Fault.from(error);
      log.fatal({ code: fault.code, error }, fault.detail);
      process.stderr.write(`${name}: ${fault.code}: ${fault.detail}\n${fault.entry.advice}\n`);
      process.exit(fault.exitCode);
    }
  })();
}
