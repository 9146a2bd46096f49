import { Fault } from '@pksn/domain';

/** Whether a path below what was named, such as `src/a.txt`, is left out; `name` is its last part. */
export type Exclusion = (path: string, name: string) => boolean;

const LONGEST_PATTERN = 1_000;
const SPECIAL = /[\\^$.|+(){}]/g;

/**
 * Patterns as in .gitignore, without negation: one without a slash fits names at any depth, one with a slash fits paths from
 * what was named on. `*` and `?` stay within a name, `**` goes over folders, `[a-z]` is one of these. Throws USAGE.
 */
export function exclusionOf(patterns: readonly string[], leavesHidden: boolean): Exclusion {
  const tests = patterns.map((pattern) => {
    const inner = pattern.replace(/^\.?\//, '').replace(/\/$/, '');
    const expression = expressionOf(inner, pattern);
    return pattern.replace(/\/$/, '').includes('/')
      ? (path: string) => expression.test(path)
      : (_path: string, name: string) => expression.test(name);
  });
  return (path, name) => (leavesHidden && name.startsWith('.')) || tests.some((test) => test(path, name));
}

function expressionOf(pattern: string, given: string): RegExp {
  if (pattern === '' || pattern.length > LONGEST_PATTERN) {
    throw new Fault(
      'USAGE',
      `--exclude "${given.slice(0, 80)}": a pattern has 1 to ${String(LONGEST_PATTERN)} characters`,
    );
  }
  const parts = pattern.match(/\*\*\/|\*\*|\*+|\?|\[!?\]?[^\]]*\]|[^]/gu) ?? [];
  try {
    return new RegExp(`^${parts.map(partOf).join('')}$`, 'su');
  } catch (cause) {
    throw new Fault('USAGE', `--exclude "${given.slice(0, 80)}" is no pattern`, { cause });
  }
}

function partOf(part: string): string {
  if (part === '**/') return '(?:[^/]+/)*';
  if (part === '**') return '.*';
  if (part.startsWith('*')) return '[^/]*';
  if (part === '?') return '[^/]';
  if (part.length > 1 && part.startsWith('[')) {
    const inner = part
      .slice(1, -1)
      .replace(/^!/, '^')
      .replace(/[\\[\]]/g, '\\$&');
    return `[${inner}]`;
  }
  return part === '[' || part === ']' || part === '/' ? `\\${part}` : part.replace(SPECIAL, '\\$&');
}
