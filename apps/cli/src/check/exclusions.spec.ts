import { exclusionOf } from './exclusions';

const leaves = (patterns: string[], path: string, hidden = false): boolean =>
  exclusionOf(patterns, hidden)(path, path.slice(path.lastIndexOf('/') + 1));

it.each([
  ['*.log', 'a/b/x.log', true],
  ['*.log', 'a/x.log.gz', false],
  ['node_modules', 'a/node_modules', true],
  ['node_modules/', 'a/node_modules', true],
  ['build/*.o', 'build/x.o', true],
  ['build/*.o', 'build/deep/x.o', false],
  ['/top', 'top', true],
  ['/top', 'a/top', false],
  ['a/**/z', 'a/z', true],
  ['a/**/z', 'a/b/c/z', true],
  ['a/**', 'a/b/c', true],
  ['?.txt', 'ä.txt', true],
  ['[a-c]x', 'bx', true],
  ['[!a-c]x', 'bx', false],
  ['[]]x', ']x', true],
  ['a.b', 'axb', false],
  ['(+){1}^$|', '(+){1}^$|', true],
  ['[', '[', true],
])('%s on %s: %s', (pattern, path, expected) => {
  expect(leaves([pattern], path)).toBe(expected);
});

it('leaves hidden names out where that is asked for', () => {
  expect([leaves([], '.git', true), leaves([], '.git'), leaves([], 'a/b', true)]).toEqual([true, false, false]);
});

it.each([['', 'x'.repeat(1_001), '[z-a]']])('refuses what is no pattern: %s', (pattern) => {
  expect(() => exclusionOf([pattern], false)).toThrow('USAGE');
});
