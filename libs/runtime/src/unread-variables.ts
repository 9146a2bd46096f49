import { processSource } from './config';
import { variableNames } from './setting-name';
import type { ConfigSchema } from './setting-name';

/** Read by the tests alone. */
const OTHERS = /^PKSN_TEST_/;

/** The `PKSN_…` variables of this process that its schema does not read: whoever set them expects an effect. */
export function unreadVariables(
  schema: ConfigSchema,
  environment: Readonly<Record<string, string | undefined>> = processSource().environment,
): string[] {
  const known = new Set(variableNames(schema));
  return Object.keys(environment)
    .filter((name) => name.startsWith('PKSN_') && !OTHERS.test(name) && !known.has(name))
    .sort();
}
