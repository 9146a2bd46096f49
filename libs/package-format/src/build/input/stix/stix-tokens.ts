import { STIX_LIMITS } from './stix-limits';

export type StixTokenKind = 'path' | 'text' | 'other-literal' | 'word' | 'sign' | 'end';
export interface StixToken {
  readonly kind: StixTokenKind;
  /** The text between the quotes of a `text`, with its escapes undone; words in capitals; else as it stands. */
  readonly value: string;
}

/** Thrown for a pattern that is none; caught where the pattern is read. */
export class StixSyntaxError extends Error {}

const QUOTED = String.raw`'[^'\\]*(?:\\.[^'\\]*)*'`;
const STEP = String.raw`[A-Za-z_][\w-]*|${QUOTED}`;
/** STIX 2.1, 9.7 and 9.8: an object type, then property names, list indexes and dictionary keys. */
const PATH = new RegExp(String.raw`[A-Za-z][\w-]*:(?:${STEP})(?:\.(?:${STEP})|\[(?:\d{1,9}|\*)\])*`, 'ys');
const TEXT = new RegExp(QUOTED, 'ys');
const OTHER_LITERAL = new RegExp(String.raw`[thb]${QUOTED}|[+-]?\d+(?:\.\d+)?|(?:true|false)\b`, 'yis');
const WORD = /[A-Za-z]+/y;
const SIGN = /==|!=|<>|<=|>=|[=<>[\](),]/y;
const SPACE = /(?:[\s\u00a0]+|\/\/[^\r\n]*|\/\*[^]*?\*\/)+/y;

const RULES: readonly (readonly [StixTokenKind, RegExp])[] = [
  ['path', PATH],
  ['other-literal', OTHER_LITERAL],
  ['text', TEXT],
  ['word', WORD],
  ['sign', SIGN],
];

/** Splits a STIX pattern (STIX 2.1, 9.3). Throws StixSyntaxError. */
export function stixTokens(pattern: string): StixToken[] {
  if (pattern.length > STIX_LIMITS.pattern) throw new StixSyntaxError('too long');
  const tokens: StixToken[] = [];
  let at = skipSpace(pattern, 0);
  while (at < pattern.length) {
    const found = tokenAt(pattern, at);
    if (found === null) throw new StixSyntaxError(`character ${at + 1}`);
    tokens.push(found.token);
    at = skipSpace(pattern, found.end);
  }
  tokens.push({ kind: 'end', value: '' });
  return tokens;
}

function tokenAt(pattern: string, at: number): { token: StixToken; end: number } | null {
  for (const [kind, rule] of RULES) {
    rule.lastIndex = at;
    const text = rule.exec(pattern)?.[0];
    if (text === undefined) continue;
    const value = kind === 'text' ? unquoted(text) : kind === 'word' ? text.toUpperCase() : text;
    return { token: { kind, value }, end: at + text.length };
  }
  return null;
}

function skipSpace(pattern: string, at: number): number {
  SPACE.lastIndex = at;
  return at + (SPACE.exec(pattern)?.[0].length ?? 0);
}

/** STIX 2.1, 9.3.1: a backslash makes the quote or backslash behind it an ordinary character. */
export function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/gs, '$1');
}
