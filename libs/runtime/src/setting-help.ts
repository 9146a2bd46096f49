import { flagName, variableName } from './setting-name';
import type { ConfigSchema } from './setting-name';

export function helpRequested(argv: readonly string[] = process.argv.slice(2)): boolean {
  return argv.includes('--help') || argv.includes('-h');
}

/** Every setting of a process with its variable and what it is without: a line each. */
export function settingHelp(name: string, schema: ConfigSchema): string {
  const rows = Object.entries(schema).map(([property, one]) => {
    const flag = `--${flagName(property, one)}${one.isSwitch ? ' [true|false]' : ' VALUE'}`;
    return { flag, variable: variableName(property, one), without: withoutText(one.fallback) };
  });
  const widest = (field: 'flag' | 'variable'): number => Math.max(...rows.map((row) => row[field].length));
  const flags = widest('flag');
  const variables = widest('variable');
  return [
    `${name}: settings, each a flag or a variable; flags win`,
    ...rows.map(({ flag, variable, without }) =>
      `  ${flag.padEnd(flags)}  ${variable.padEnd(variables)}  ${without}`.trimEnd(),
    ),
    '  --check-config  says whether they are right, and ends',
    'docs/operations.md explains them.',
  ].join('\n');
}

function withoutText(fallback: { readonly value: unknown } | null): string {
  if (fallback === null) return 'required';
  const { value } = fallback;
  if (value === null) return 'optional';
  return `default ${typeof value === 'string' ? value : JSON.stringify(value)}`;
}
