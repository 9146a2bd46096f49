import { flagName } from './setting-name';
import type { ConfigSchema } from './setting-name';

/** Behind a switch, the value of it; anything else there is an argument of its own. */
const SWITCH_WORDS: readonly string[] = ['true', 'false', '1', '0', 'yes', 'no', 'on', 'off'];

/** Flags of a process as name → text. Unknown flags and stray arguments are violations, shown without values. */
export function readFlags(
  schema: ConfigSchema,
  argv: readonly string[],
): { flags: Map<string, string>; violations: string[] } {
  const switches = new Map(Object.entries(schema).map(([property, one]) => [flagName(property, one), one.isSwitch]));
  const flags = new Map<string, string>();
  const violations: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const [, name, inline] = /^--([a-z][a-z0-9-]*)(?:=(.*))?$/s.exec(argv[at] ?? '') ?? [];
    if (name === 'check-config') continue;
    if (name === undefined) {
      violations.push(`argument ${at + 1} is not a flag`);
      continue;
    }
    const isSwitch = switches.get(name);
    if (isSwitch === undefined) violations.push(`--${name.slice(0, 40)} is not a flag of this program`);
    else if (flags.has(name)) violations.push(`--${name} is given twice`);
    const next = argv[at + 1];
    const isValue =
      isSwitch === true ? SWITCH_WORDS.includes(next ?? '') : next !== undefined && !next.startsWith('--');
    const takesNext = inline === undefined && isValue;
    if (takesNext) at++;
    if (isSwitch === false && inline === undefined && !takesNext) violations.push(`--${name} needs a value`);
    else if (isSwitch !== undefined) flags.set(name, inline ?? (takesNext ? (next ?? '') : 'true'));
  }
  return { flags, violations };
}
