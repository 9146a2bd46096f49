import { inputLines } from './input-lines';
import type { InputLine } from './input-lines';

async function linesOf(...pieces: (string | Buffer)[]): Promise<InputLine[]> {
  const all: InputLine[] = [];
  const input = async function* (): AsyncGenerator<Buffer> {
    for (const piece of pieces) yield await Promise.resolve(Buffer.from(piece));
  };
  for await (const lines of inputLines(input())) all.push(...lines);
  return all;
}

it('numbers lines as an editor does, whatever the pieces are', async () => {
  const text = '\ufeffone\r\n\n# comment\n  two ü \nthree';
  const expected = [
    { number: 1, text: 'one', flaw: null },
    { number: 4, text: 'two ü', flaw: null },
    { number: 5, text: 'three', flaw: null },
  ];
  expect(await linesOf(text)).toEqual(expected);
  expect(await linesOf(...[...Buffer.from(text)].map((byte) => Buffer.from([byte])))).toEqual(expected);
  expect(await linesOf(`${text}\n`)).toEqual(expected);
  expect(await linesOf('')).toEqual([]);
});

it('names lines that are too long or no UTF-8, and goes on behind them', async () => {
  const long = 'x'.repeat(40_000);
  const lines = await linesOf(
    'a\n',
    long,
    long,
    long,
    '\nb\n',
    Buffer.from([0x61, 0xff, 0x0a]),
    'c\n',
    `${long}${long}\nd`,
  );
  expect(lines.map(({ number, flaw }) => [number, flaw?.replace(/\d+ /, '') ?? null])).toEqual([
    [1, null],
    [2, 'the line is longer than bytes'],
    [3, null],
    [4, 'the line is no UTF-8'],
    [5, null],
    [6, 'the line is longer than bytes'],
    [7, null],
  ]);
  expect(lines.map(({ text }) => text.length > 70)).not.toContain(true);
});
