import type { Prng } from '../prng';
import type { Schema } from './operations';

const HEX = '0123456789abcdefABCDEF';
const HOSTILE = [
  '',
  ' ',
  '\0',
  '%00',
  '%',
  '%zz',
  '%c0%af',
  '..',
  '../../../../etc/hosts',
  '..\\..\\x',
  "' or 1=1 --",
  '"; --',
  '${7*7}',
  '{{7*7}}',
  '<b>x</b>',
  '\u202e\ufeff',
  '\ud800',
  'é'.repeat(300),
  '\u{1f600}',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'NaN',
  '-1',
  '1e999',
  '9'.repeat(400),
  'a'.repeat(9_000),
  'a.'.repeat(3_000),
  '[::1]',
  '::ffff:192.0.2.1',
  '0x7f.1',
  'http://',
  'http://@:@/',
  'http://[::1',
  `http://example.com/${'a/'.repeat(2_000)}`,
  `http://${'a.'.repeat(200)}com/`,
  `%25${'25'.repeat(1_000)}41`,
  'xn--',
  'xn--zzzzzzzzzz',
  '\t\r\n',
];

/** A text that some field may hold: of a fitting form, nearly so, or hostile. */
export function someText(random: Prng): string {
  switch (random.below(12)) {
    case 0:
    case 1:
      return random.pick(HOSTILE);
    case 2:
      return random.bytes(random.below(40)).toString('latin1');
    case 3:
      return `198.51.100.${String(random.below(300))}`;
    case 4:
      return `2001:db8::${random.below(0x1ffff).toString(16)}`;
    case 5:
      return random.pick(['example.com', 'a.b.example.net', 'EXAMPLE.com.', 'bücher.example', 'a..b', '-.-', 'com']);
    case 6:
    case 7:
      return (
        random.pick(['http://', 'https://', '', 'ftp://', 'mailto:']) +
        random.pick(['example.com', '192.0.2.7', 'a.b.c.d.e.f.g', 'u:p@h:80']) +
        random.pick(['', '/', '/a/b/../c?d#e', '/%2e%2e/%2541', '?x', ':1/'])
      );
    case 8:
      return nearly(random, 'x'.repeat(random.below(600)));
    default: {
      const digits = Array.from({ length: random.pick([32, 40, 64, 64, 63, 2, 0]) }, () => random.pick([...HEX]));
      return random.below(8) === 0 ? nearly(random, digits.join('')) : digits.join('');
    }
  }
}

function nearly(random: Prng, text: string): string {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + random.pick(HOSTILE) + text.slice(at + 1);
}

/** A value of the schema; one in ten is not. */
export function valueOf(schema: Schema, random: Prng, depth = 0): unknown {
  if (random.below(10) === 0 || depth > 8) return someJunk(random);
  const types = Array.isArray(schema.type) ? (schema.type as string[]) : [schema.type as string | undefined];
  if (Array.isArray(schema.enum)) return random.pick(schema.enum as unknown[]);
  switch (random.pick(types)) {
    case 'object':
      return objectOf(schema, random, depth);
    case 'array': {
      const length = random.pick([0, 1, 1, 2, 3, 5, 20, 20]);
      return Array.from({ length }, () => valueOf((schema.items ?? {}) as Schema, random, depth + 1));
    }
    case 'integer':
    case 'number':
      return random.pick([0, 1, -1, 1.5, 2 ** 31, 2 ** 53, 1e300, random.below(1_000)]);
    case 'boolean':
      return random.below(2) === 0;
    case 'null':
      return null;
    case 'string':
      return someText(random);
    default:
      return someJunk(random);
  }
}

function objectOf(schema: Schema, random: Prng, depth: number): Record<string, unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
  const required = (schema.required ?? []) as readonly string[];
  const only = schema.maxProperties === 1 && properties.length > 0 ? random.pick(properties)[0] : null;
  const wanted = ([name]: [string, Schema]): boolean =>
    only === null ? required.includes(name) || random.below(2) === 0 : name === only;
  const out: Record<string, unknown> = {};
  for (const [name, own] of properties.filter(wanted)) {
    if (random.below(20) > 0) out[name] = valueOf(own, random, depth + 1);
  }
  if (random.below(20) === 0) out[random.pick(HOSTILE) || 'more'] = someJunk(random);
  return out;
}

export function someJunk(random: Prng): unknown {
  return random.pick<() => unknown>([
    () => null,
    () => true,
    () => -0.5,
    () => someText(random),
    () => [],
    () => ({}),
    () => [[[[[]]]]],
    () => ({ toString: 1, __proto__: null, length: -1 }),
    () => Array.from({ length: 50 }, () => someText(random)),
  ])();
}
