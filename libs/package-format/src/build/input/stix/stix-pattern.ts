import { anyOf, bothOf, problemCase } from './stix-cases';
import type { StixCase } from './stix-cases';
import { STIX_LIMITS } from './stix-limits';
import { StixSyntaxError, stixTokens } from './stix-tokens';
import type { StixToken, StixTokenKind } from './stix-tokens';

const TEXT_OPERATORS = new Set(['LIKE', 'MATCHES', 'ISSUBSET', 'ISSUPERSET']);
const EQUALITY = new Set(['=', '==', '!=', '<>']);
const ORDER = new Set(['<', '>', '<=', '>=']);
const QUALIFIERS = new Set(['WITHIN', 'REPEATS', 'START']);
const TOGETHER = 'has a pattern that needs several observations together';
const QUALIFIED = 'has a pattern with a qualifier (WITHIN, REPEATS, START)';

/**
 * Reads a STIX pattern (STIX 2.0 part 5; STIX 2.1, 9) into the cases that meet it: OR gives cases, AND in brackets
 * gathers comparisons. Observations that must come together, and qualifiers, make cases with a problem.
 * Throws StixSyntaxError.
 */
export function readStixPattern(pattern: string): readonly StixCase[] {
  const parser = new StixPatternParser(stixTokens(pattern));
  const cases = parser.observations();
  parser.requireEnd();
  return cases;
}

class StixPatternParser {
  private at = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly StixToken[]) {}

  /** STIX 2.1, 9.5: AND binds before OR, and OR before FOLLOWEDBY. */
  observations(): readonly StixCase[] {
    let cases = this.observationOr();
    while (this.take('word', 'FOLLOWEDBY')) {
      this.observationOr();
      cases = problemCase(TOGETHER);
    }
    return cases;
  }

  requireEnd(): void {
    this.expect('end');
  }

  private observationOr(): readonly StixCase[] {
    const alternatives = [this.observationAnd()];
    while (this.take('word', 'OR')) alternatives.push(this.observationAnd());
    return anyOf(alternatives);
  }

  private observationAnd(): readonly StixCase[] {
    let cases = this.observation();
    while (this.take('word', 'AND')) {
      this.observation();
      cases = problemCase(TOGETHER);
    }
    return cases;
  }

  private observation(): readonly StixCase[] {
    let cases = this.take('sign', '(')
      ? this.nested(() => this.observations(), ')')
      : (this.expect('sign', '['), this.nested(() => this.comparisonOr(), ']'));
    while (this.next.kind === 'word' && QUALIFIERS.has(this.next.value)) {
      this.qualifier();
      cases = problemCase(QUALIFIED);
    }
    return cases;
  }

  private qualifier(): void {
    const { value } = this.step();
    this.literal();
    if (value === 'WITHIN') this.expect('word', 'SECONDS');
    if (value === 'REPEATS') this.expect('word', 'TIMES');
    if (value !== 'START') return;
    this.expect('word', 'STOP');
    this.literal();
  }

  private comparisonOr(): readonly StixCase[] {
    const alternatives = [this.comparisonAnd()];
    while (this.take('word', 'OR')) alternatives.push(this.comparisonAnd());
    return anyOf(alternatives);
  }

  private comparisonAnd(): readonly StixCase[] {
    let cases = this.comparison();
    while (this.take('word', 'AND')) cases = bothOf(cases, this.comparison());
    return cases;
  }

  private comparison(): readonly StixCase[] {
    if (this.take('sign', '(')) return this.nested(() => this.comparisonOr(), ')');
    if (this.take('word', 'EXISTS')) return [this.caseOf(this.expect('path').value, 'EXISTS', null)];
    let negated = this.take('word', 'NOT');
    const path = this.expect('path').value;
    if (this.take('word', 'NOT')) negated = !negated;
    const { kind, value: operator } = this.step();
    const shown = negated ? `NOT ${operator}` : operator;
    if (kind === 'word' && operator === 'IN') return this.setOf(path, negated ? shown : '=');
    if (kind === 'word' && TEXT_OPERATORS.has(operator)) return [this.caseOf(path, shown, this.expect('text').value)];
    if (kind !== 'sign' || !(EQUALITY.has(operator) || ORDER.has(operator))) throw new StixSyntaxError(operator);
    return [this.caseOf(path, shown === '==' ? '=' : shown, this.literal())];
  }

  private setOf(path: string, operator: string): readonly StixCase[] {
    this.expect('sign', '(');
    const cases: StixCase[] = [];
    do cases.push(this.caseOf(path, operator, this.literal()));
    while (this.take('sign', ','));
    this.expect('sign', ')');
    return anyOf([cases]);
  }

  private caseOf(path: string, operator: string, value: string | null): StixCase {
    return { comparisons: [{ path, operator, value }], problem: null };
  }

  /** The text of a literal; null for a number, a time, a boolean or bytes. */
  private literal(): string | null {
    const { kind, value } = this.step();
    if (kind !== 'text' && kind !== 'other-literal') throw new StixSyntaxError(value);
    return kind === 'text' ? value : null;
  }

  private nested(read: () => readonly StixCase[], closing: string): readonly StixCase[] {
    if (++this.depth > STIX_LIMITS.depth) throw new StixSyntaxError('too deep');
    const cases = read();
    this.expect('sign', closing);
    this.depth--;
    return cases;
  }

  private get next(): StixToken {
    return this.tokens[this.at] ?? { kind: 'end', value: '' };
  }

  private step(): StixToken {
    const token = this.next;
    this.at++;
    return token;
  }

  private take(kind: StixTokenKind, value: string): boolean {
    const found = this.next.kind === kind && this.next.value === value;
    if (found) this.at++;
    return found;
  }

  private expect(kind: StixTokenKind, value?: string): StixToken {
    const token = this.step();
    if (token.kind !== kind || (value !== undefined && token.value !== value)) throw new StixSyntaxError(token.value);
    return token;
  }
}
