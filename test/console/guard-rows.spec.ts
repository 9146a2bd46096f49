import { join } from 'node:path';

/** The console is built by rules of its own, and no lib: its file is taken as it lies. */
const { guardRows } = jest.requireActual<{ guardRows: (text: string) => object[] }>(
  join(__dirname, '../../apps/console/src/pages/guards/guard-rows'),
);

const hash = 'ab'.repeat(32);

it('tells by its form what an entry of a plain list is', () => {
  const text = `# of ours\n${hash}  ls\n\n198.51.100.0/24\n2001:db8::/32\nhttps://a.example/x\na.example\n/etc/passwd\nnothing\n`;
  expect(guardRows(text)).toEqual([
    { line: 2, sha256: hash },
    { line: 4, ip: '198.51.100.0/24' },
    { line: 5, ip: '2001:db8::/32' },
    { line: 6, url: 'https://a.example/x' },
    { line: 7, domain: 'a.example' },
    { line: 8, reason: 'is a path' },
    { line: 9, reason: 'names no object' },
  ]);
});

it('reads tables by their header, with quotes, and says which rows are not as wide', () => {
  const text = `SHA256,note,softwareProduct\n${hash},"a, ""b""",\n,,Editor\n${hash}\n`;
  expect(guardRows(text)).toEqual([
    { line: 2, sha256: hash },
    { line: 3, softwareProduct: 'Editor' },
    { line: 4, reason: 'has another number of cells than the header' },
  ]);
});

it('reads lines of JSON, and warning lists by their type', () => {
  expect(guardRows(`{"domain":"a.example","zone":"red"}\n{"x"\n`)).toEqual([
    { line: 1, domain: 'a.example' },
    { line: 2, reason: 'is not a JSON object' },
  ]);
  expect(guardRows(JSON.stringify({ type: 'hostname', list: ['a.example'] }, null, 2))).toEqual([
    { line: 1, domain: 'a.example', under: true },
  ]);
  expect(guardRows(JSON.stringify({ type: 'cidr', list: ['10.0.0.0/8', 5] }))).toEqual([
    { line: 1, ip: '10.0.0.0/8' },
    { line: 2, reason: 'is no text' },
  ]);
  expect(guardRows(JSON.stringify({ type: 'regex', list: ['a.*'] }))).toEqual([
    { line: 1, reason: 'is a regular expression' },
  ]);
});
