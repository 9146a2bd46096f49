import fc from 'fast-check';
import { buildRows, contentOf, pieces } from '../../built-content.fixture';
import type { Built } from '../../built-content.fixture';
import { CsvRows } from '../csv-rows';
import { RFC_4180 } from '../csv-records';
import type { CsvForm } from '../csv-records';
import type { RowSource } from '../input-row';
import { ListRows } from '../list-rows';
import { NdjsonRows } from '../ndjson-rows';
import { FIELDS_BY_NAME } from './column-plan';
import type { ColumnPlan, ColumnTarget } from './column-plan';

const SHA256 = 'c3'.repeat(32);
const columns = (...pairs: [ColumnTarget, string][]): Partial<ColumnPlan> => ({ columns: new Map(pairs) });
const csv = (text: string, plan: Partial<ColumnPlan>, form: Partial<CsvForm> = {}): CsvRows =>
  new CsvRows(pieces(text, 5), { ...RFC_4180, ...form }, { ...FIELDS_BY_NAME, ...plan });
const built = (rows: RowSource): Promise<Built> => buildRows([], { rows, defaults: { zone: 'red', threat: null } });
const kept = async (rows: RowSource): Promise<unknown> => {
  const { bytes, rejects, report } = await built(rows);
  const content = await contentOf(bytes);
  const texts = Object.values(content['texts'] ?? {}).map(({ product }) => product);
  const others = Object.entries(content).filter(([name]) => !['texts', 'names', 'web'].includes(name));
  return {
    texts: texts.sort(),
    others: Object.fromEntries(others.map(([name, items]) => [name, Object.keys(items)])),
    rejects: rejects.map(({ line, reason }) => `${line} ${reason}`),
    taken: report.taken,
  };
};

describe('a table with columns of its own', () => {
  it('is read by the names that the plan gives', async () => {
    const table = 'Host,Family,"Date added",zone\na.example,Foo,2026-01-02,green\n';
    const plan = columns(['domain', 'HOST'], ['threat', 'family'], ['firstSeen', 'Date added']);
    const { bytes, report } = await built(csv(table, plan));
    expect(Object.values((await contentOf(bytes))['web'] ?? {})).toMatchObject([{ zone: 'red', threat: 'Foo' }]);
    expect(report.ignoredFields).toEqual(['zone']);
  });

  it('is read without a header, by numbers, with other delimiters and comments', async () => {
    const table = '# about\n192.0.2.1\t7\n\n# more "\n192.0.2.2\t"5\n192.0.2.3\n';
    const form = { delimiter: '\t', quotes: false, comment: '#', header: false };
    expect(await kept(csv(table, columns(['ip', '1'], ['popularity', '2']), form))).toMatchObject({
      others: { ip4: ['c000020120000000'] },
      rejects: ['5 popularity is not a whole number', '6 has 1 cells where the columns need 2'],
    });
  });

  it('tells the kind of an object by a column, and never guesses behind it', async () => {
    const table = [
      'type,ioc',
      'IPv4-Addr,192.0.2.1',
      'FileHash-SHA256,' + SHA256,
      'hostname,a.example',
      'user-agent,mozilla/4.0',
      'sort of URL,http://b.example/x',
      'sha1,a.example',
    ].join('\n');
    const plan = { ...columns(['kind', 'type'], ['object', 'ioc']), kinds: new Map([['sort of url', 'url' as const]]) };
    expect(await kept(csv(table, plan))).toEqual({
      texts: ['a.example/', 'b.example/x'],
      others: { ip4: ['c000020120000000'], 'file-sha256': [SHA256] },
      rejects: [
        '5 is of the kind "user-agent", which is no object of ours',
        '7 sha1 is not a hash of that kind in hexadecimal',
      ],
      taken: 4,
    });
  });

  it('has words of its own for zones, and several values in a cell', async () => {
    const table = 'package,versions,verdict\np,"1.0, 1.1,",Malicious\nq,2,odd\n';
    const plan = {
      ...columns(['softwareProduct', 'package'], ['softwareVersion', 'versions'], ['zone', 'verdict']),
      zones: new Map([['malicious', 'yellow' as const]]),
      split: 'softwareVersion' as const,
    };
    const { bytes, rejects } = await built(csv(table, plan));
    const found = Object.values((await contentOf(bytes))['software'] ?? {});
    expect(found.map(({ zone, product }) => [zone, product]).sort()).toEqual([
      ['yellow', 'p / 1.0'],
      ['yellow', 'p / 1.1'],
    ]);
    expect(rejects.map(({ line }) => line)).toEqual([3]);
  });

  it('may be NDJSON, where one member can be several things', async () => {
    const rows = new NdjsonRows(pieces('{"Kind":"domain","value":"a.example","n":{}}\n{"Kind":"x","value":[1]}\n'), {
      ...FIELDS_BY_NAME,
      ...columns(['kind', 'kind'], ['object', 'value'], ['threat', 'value']),
    });
    expect(await kept(rows)).toMatchObject({
      texts: ['a.example/'],
      rejects: ['2 object is neither text nor a number'],
    });
  });

  it('is refused when it lacks a column of the plan', async () => {
    await expect(built(csv('a,b\n1,2\n', columns(['domain', 'c'])))).rejects.toThrow(/the header has no column c/);
    await expect(built(csv('a,b\n1,2\n', columns(['domain', '3'])))).rejects.toThrow(/the header has no column 3/);
    await expect(built(csv('a,A\n1,2\n', columns(['domain', 'a'])))).rejects.toThrow(/names a twice/);
    await expect(built(csv('a,b\n', {}, { header: false }))).rejects.toThrow(/needs columns by number/);
  });

  it('is read the same with every delimiter, wherever it is cut', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ' ', ',', ';', '"', '\n', '|'), maxLength: 5 });
    const table = fc.array(fc.tuple(cell, cell), { maxLength: 6 });
    const written = (rows: readonly string[][], delimiter: string): string =>
      [['x', 'threat'], ...rows]
        .map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(delimiter))
        .join('\n');
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom(';', '|', '\t'), async (rows, delimiter) => {
        const read = async (text: string, form: Partial<CsvForm>): Promise<unknown[]> => {
          const found: unknown[] = [];
          for await (const batch of csv(text, {}, form).batches()) found.push(...batch);
          return found;
        };
        expect(await read(written(rows, delimiter), { delimiter })).toEqual(await read(written(rows, ','), {}));
      }),
      { numRuns: 100 },
    );
  });
});

describe('a plain list', () => {
  const list = (refang: boolean, ...lines: string[]): ListRows => new ListRows(pieces(lines.join('\n'), 9), { refang });

  it('holds hashes, URLs, domains, addresses and networks, and nothing that only looks like one', async () => {
    const lines = [
      SHA256,
      '# comment',
      'a.example:8080',
      'http://b.example/x',
      'c.example/y?z',
      '192.0.2.1:80',
      '198.51.100.0/24',
      '/bare/path',
      'mozilla/4.0',
      'mozilla/4.0 (compatible)',
      '*.d.example',
      '(a|b).example/x',
      'com',
      'abc123',
      '2001:db8::/33x',
    ];
    expect(await kept(list(false, ...lines))).toEqual({
      texts: ['a.example/', 'b.example/x', 'c.example/y?z'],
      others: { 'file-sha256': [SHA256], ip4: ['c000020120000000', 'c633640018000000'] },
      rejects: [
        '8 is a bare path',
        '9 is no object',
        '10 has spaces inside, as no object has',
        '11 domain: not a domain name',
        '12 is no object',
        '13 domain is a bare top-level domain',
        '14 domain is a bare top-level domain',
        '15 is no object',
      ],
      taken: 6,
    });
  });

  it('is read as what defanged text stands for only with --refang', async () => {
    const lines = ['hxxps://a[.]example/x', 'b[.]example', '192.0.2[.]1', 'c(dot)example', 'hxxp[:]//d.example/'];
    const plain = (await kept(list(false, ...lines))) as { rejects: string[] };
    expect(plain.rejects).toHaveLength(5);
    expect(plain.rejects[0]).toContain('--refang');
    expect(await kept(list(true, ...lines))).toMatchObject({
      texts: ['a.example/x', 'b.example/', 'c.example/', 'd.example/'],
      others: { ip4: ['c000020120000000'] },
      rejects: [],
    });
  });

  it('of any text at all takes or rejects every line', async () => {
    const part = fc.constantFrom(
      'a.example',
      '192.0.2.1',
      '::1',
      SHA256,
      'http://',
      '/',
      ':',
      '[.]',
      '?',
      '%',
      '@',
      '\u0000',
      'ü',
      '٣',
      ' ',
    );
    const line = fc.oneof(
      fc.array(part, { minLength: 1, maxLength: 5 }).map((all) => all.join('')),
      fc.string({ minLength: 1 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 30 }), fc.boolean(), async (lines, refang) => {
        const { report } = await built(list(refang, ...lines));
        expect(report.taken + report.rejects).toBe(report.rows);
      }),
      { numRuns: 200 },
    );
  });
});
