import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { CsvSplitter } from './csv-records';

function split(text: string, cuts: readonly number[]): { line: number; cells: readonly string[] }[] {
  const splitter = new CsvSplitter();
  const out = [];
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    const to = Math.min(cut, text.length);
    if (to <= from) continue;
    out.push(...splitter.push(text.slice(from, to)));
    from = to;
  }
  return [...out, ...splitter.push(text.slice(from)), ...splitter.end()];
}

const cell = fc.string({ unit: fc.constantFrom('a', 'b', ' ', ',', '"', '\n', '\r\n', 'ü'), maxLength: 6 });
const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 8 });

describe('CsvSplitter', () => {
  it('reads what csv-parse reads, wherever the input is cut', () => {
    const cases = fc.record({
      rows: table,
      ending: fc.constantFrom('\n', '\r\n'),
      last: fc.boolean(),
      cuts: fc.array(fc.nat(120)),
    });
    fc.assert(
      fc.property(cases, ({ rows, ending, last, cuts }) => {
        const text = rows.map((row) => row.map(quoted).join(',')).join(ending) + (last ? ending : '');
        const known = parse(text, {
          relax_column_count: true,
          skip_empty_lines: true,
          record_delimiter: ['\r\n', '\n'],
        });
        expect(split(text, cuts).map((one) => one.cells)).toEqual(known);
      }),
      { numRuns: 2_000 },
    );
  });

  it('counts the lines on which records begin', () => {
    expect(split('a,b\n\n"x\ny",z\r\nc,d', [3, 9])).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 3, cells: ['x\ny', 'z'] },
      { line: 5, cells: ['c', 'd'] },
    ]);
  });

  it('refuses a quote that does not end, and text behind one', () => {
    expect(() => split('a,"b\nc', [])).toThrow(/line 1: a quote is not closed/);
    expect(() => split('a,b\n"b"c,d\n', [])).toThrow(/line 2: text follows a closing quote/);
    const splitter = new CsvSplitter();
    expect(() => {
      for (let i = 0; i < 40; i++) splitter.push('"'.padEnd(1 << 15, 'x').slice(i === 0 ? 0 : 1));
    }).toThrow(/does not end/);
  });
});
