import fc from 'fast-check';
import { JSON_LIMITS } from './json-limits';
import type { Choose, JsonEvent } from './json-path';
import { JsonScanner } from './json-scanner';

const elements: Choose = (path) => (path === '' || path === '.a' ? 'enter' : path === '.a[]' ? 'take' : 'skip');

function scan(text: string, choose: Choose, cuts: readonly number[] = []): JsonEvent[] {
  const scanner = new JsonScanner(choose);
  const events: JsonEvent[] = [];
  const bounds = [...new Set([0, ...cuts.map((cut) => Math.min(cut, text.length)), text.length])].sort((x, y) => x - y);
  bounds.forEach((from, i) => {
    const piece = text.slice(from, bounds[i + 1]);
    if (piece !== '') events.push(...scanner.push(piece));
  });
  events.push(...scanner.end());
  return events;
}

const taken = (events: readonly JsonEvent[]): unknown[] =>
  events.flatMap((event) => (event.kind === 'value' ? [JSON.parse(event.text ?? '"too long"') as unknown] : []));
const cuts = fc.array(fc.nat(400), { maxLength: 12 });
const value = fc.jsonValue({ maxDepth: 4, noUnicodeString: false });

describe('JsonScanner', () => {
  it('takes what JSON.parse reads, wherever the input is cut and however it is written', () => {
    fc.assert(
      fc.property(fc.array(value), value, fc.constantFrom(undefined, 1, '\n'), cuts, (list, other, space, at) => {
        const text = JSON.stringify({ before: other, a: list, after: { a: list } }, null, space);
        expect(taken(scan(text, elements, at))).toEqual(JSON.parse(JSON.stringify(list)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes whole documents, several after another', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), cuts, (list, at) => {
        const text = list.map((one) => JSON.stringify(one)).join('\n');
        expect(taken(scan(text, () => 'take', at))).toEqual(JSON.parse(JSON.stringify(list)));
      }),
    );
  });

  it('accepts and refuses what JSON.parse does, whatever was put into a document', () => {
    const mutated = fc.record({
      value,
      at: fc.nat(200),
      put: fc.constantFrom('', '{', ']', ',', ':', '"', '0', 'x', '\\'),
    });
    fc.assert(
      fc.property(mutated, cuts, ({ value: one, at, put }, pieces) => {
        const whole = JSON.stringify([one]);
        const text = whole.slice(0, at) + put + whole.slice(at + 1);
        const read = (run: () => unknown): unknown => {
          try {
            return run();
          } catch {
            return 'refused';
          }
        };
        const expected = read(() => [JSON.parse(text) as unknown]);
        const found = read(() => taken(scan(text, () => 'take', pieces)));
        // Two documents in one line are read as two.
        const several = Array.isArray(found) && found.length !== 1;
        expect(several ? 'refused' : found).toEqual(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it('tells the lines on which values begin, and the object around them', () => {
    const events = scan('{"a": [\n1,\n\n{"x":\n2}]}\n{"a":["y"]}', elements);
    expect(events).toEqual([
      { kind: 'open', unit: 0 },
      { kind: 'value', unit: 0, path: '.a[]', line: 2, text: '1' },
      { kind: 'value', unit: 0, path: '.a[]', line: 4, text: '{"x":\n2}' },
      { kind: 'close', unit: 0 },
      { kind: 'open', unit: 1 },
      { kind: 'value', unit: 1, path: '.a[]', line: 6, text: '"y"' },
      { kind: 'close', unit: 1 },
    ]);
  });

  it('reads a very long string as null, and gives a very long value up, in bounded memory', () => {
    const scanner = new JsonScanner(elements);
    const events = [...scanner.push('{"a":[{"data":"')];
    const piece = 'x'.repeat(1 << 18);
    for (let sent = 0; sent < 4 * JSON_LIMITS.value; sent += piece.length) events.push(...scanner.push(piece));
    events.push(...scanner.push('\\"","k":1},['));
    for (let sent = 0; sent <= JSON_LIMITS.value; sent += 1 << 18) events.push(...scanner.push('1,'.repeat(1 << 17)));
    events.push(...scanner.push('1],2]}'), ...scanner.end());
    expect(taken(events)).toEqual([{ data: null, k: 1 }, 'too long', 2]);
  });

  it('refuses nesting without end, and names without end', () => {
    expect(() => scan('['.repeat(100_000), () => 'enter')).toThrow(/line 1: it is nested too deeply/);
    expect(() => scan('{"a":'.repeat(100_000), () => 'skip')).toThrow(/nested too deeply/);
    expect(() => scan(`{"${'n'.repeat(JSON_LIMITS.name + 1)}":1}`, elements)).toThrow(/a name is too long/);
  });

  it.each(['{"a":[1,]}', '{"a":[1}', '{"a"', '{"a":1', '{a:1}', '[1 2]', '{"a":01}', '{"a":tru}', '"open', '}', '{,}'])(
    'refuses %s',
    (text) => {
      expect(() => scan(text, elements)).toThrow(/BUILD_INPUT: line 1/);
    },
  );

  it('never takes a name for a path of several names', () => {
    expect(taken(scan('{"a[]":1,".a":2,"__proto__":{"a":[3]},"a":[4]}', elements))).toEqual([4]);
  });
});
