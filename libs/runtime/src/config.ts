import { Fault } from '@pksn/domain';
import { readFlags } from './command-line';
import { Flaw } from './flaw';
import type { Setting } from './setting';
import { flagName, variableName } from './setting-name';
import type { ConfigSchema } from './setting-name';

export type Config<S extends ConfigSchema> = Readonly<{
  [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
}>;

export interface ConfigSource {
  /** Arguments after the script's name. */
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export function processSource(): ConfigSource {
  return { argv: process.argv.slice(2), environment: process.env };
}

/** `--check-config`: parse the configuration, say whether it is right, and do nothing else. */
export function configCheckRequested(argv: readonly string[] = process.argv.slice(2)): boolean {
  return argv.includes('--check-config');
}

/**
 * Reads the configuration of a process, once. The property `queryPort` is the flag `--query-port` and the
 * variable `PKSN_QUERY_PORT`; flags win. All violations are reported together, by name and never by value.
 * Faults: CONFIG_INVALID, with the violations also in `facts.violations`.
 */
export function loadConfig<S extends ConfigSchema>(schema: S, source: ConfigSource = processSource()): Config<S> {
  const { flags, violations } = readFlags(schema, source.argv);
  const config: Record<string, unknown> = {};
  for (const [property, one] of Object.entries(schema)) {
    const flag = flagName(property, one);
    const variable = variableName(property, one);
    const given = flags.has(flag) ? flags.get(flag) : source.environment[variable];
    const name = flags.has(flag) ? `--${flag}` : variable;
    if (given === undefined) {
      if (one.fallback === null) violations.push(`${variable} (or --${flag}) is missing`);
      else config[property] = one.fallback.value;
      continue;
    }
    try {
      config[property] = one.parse(given);
    } catch (error) {
      if (!(error instanceof Flaw)) throw error;
      violations.push(`${name} ${error.message}`);
    }
  }
  if (violations.length > 0) throw new Fault('CONFIG_INVALID', violations.join('; '), { facts: { violations } });
  return Object.freeze(config) as Config<S>;
}
