import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { pksn, temporaryFolder } from './command-line.fixture';
import type { Outcome } from './command-line.fixture';

interface Report {
  readonly rows: number;
  readonly taken: number;
  readonly rejectReasons: readonly unknown[];
  readonly counts: Readonly<Record<string, number>>;
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
  await pksn(['vendor', 'init', '--name', 'acme', '--out', folder.at('v')]);
});
afterAll(() => folder.remove());

async function file(name: string, text: string): Promise<string> {
  await writeFile(folder.at(name), text);
  return folder.at(name);
}
const build = (input: string, flags: readonly string[], stdin?: string): Promise<Outcome> =>
  pksn(
    [
      ...['package', 'build', '--vendor', folder.at('v'), '--feed', 'acme/foreign', '--version', '1', '--json'],
      ...['--input', input, '--out', folder.at('out.rpk'), ...flags],
    ],
    stdin === undefined ? {} : { stdin },
  );
async function report(input: string, flags: readonly string[], stdin?: string): Promise<Report> {
  const { out, err } = await build(input, flags, stdin);
  expect(err).toBe('');
  return (JSON.parse(out) as { report: Report }).report;
}
async function refused(input: string, flags: readonly string[], code: string, detail: RegExp): Promise<void> {
  const { err } = await build(input, flags);
  expect(JSON.parse(err)).toMatchObject({ error: { code, detail: expect.stringMatching(detail) as string } });
}

const BUNDLE = JSON.stringify({
  type: 'bundle',
  objects: [
    {
      type: 'indicator',
      id: 'indicator--1',
      indicator_types: ['malicious-activity'],
      pattern: `[domain-name:value IN ('a.example', 'com')]`,
    },
  ],
});
const event = (domain: string): string =>
  JSON.stringify({ Event: { info: 'x', Attribute: [{ type: 'domain', value: domain, to_ids: true }] } });
const UUIDS = ['1', '2'].map((digit) => `${digit.repeat(8)}-1111-4111-8111-111111111111`);

describe('pksn package build of other formats', () => {
  it('reads STIX from standard input, twice', async () => {
    expect(await report('-', ['--format', 'stix'], BUNDLE)).toMatchObject({
      rows: 2,
      taken: 1,
      rejectReasons: [{ reason: 'domain is a bare top-level domain', count: 1, first: [{ input: '-', line: 1 }] }],
    });
    expect(await readFile(folder.at('out.rpk.rejects'), 'utf8')).toBe(
      '1\tdomain is a bare top-level domain\t-\tindicator--1\n',
    );
  });

  it('lists rejects where --rejects says, and leaves that file when there are none', async () => {
    const stix = await file('b.stix2', BUNDLE);
    await report(stix, ['--rejects', folder.at('rejected.txt')]);
    expect(await readFile(folder.at('rejected.txt'), 'utf8')).toContain('indicator--1');
    await report(await file('one.txt', 'a.example'), ['--zone', 'red', '--rejects', folder.at('rejected.txt')]);
    expect((await stat(folder.at('rejected.txt'))).size).toBe(0);
    await refused(stix, ['--rejects', stix], 'USAGE', /is another file of this build/);
  });

  it('writes over nothing that it reads', async () => {
    const input = await file('list.txt', 'a.example');
    await link(input, folder.at('link.rpk'));
    for (const out of [input, folder.at('link.rpk')]) {
      await refused(input, ['--zone', 'red', '--out', out], 'USAGE', /is another file of this build/);
    }
    const rejects = await file('x.rpk.rejects', 'a.example');
    const flags = ['--format', 'list', '--zone', 'red', '--out', folder.at('x.rpk')];
    await refused(rejects, flags, 'USAGE', /x\.rpk\.rejects, where rejects would go, is another file of this build/);
    for (const path of [input, rejects]) expect(await readFile(path, 'utf8')).toBe('a.example');
    await report(input, ['--zone', 'red', '--out', folder.at('1.rpk')]);
    await refused(input, ['--base', folder.at('1.rpk'), '--out', folder.at('1.rpk')], 'USAGE', /another file/);
  });

  it('shows reasons and first lines to people', async () => {
    const input = await file('many.txt', ['a.example', ...Array.from({ length: 7 }, () => '/path')].join('\n'));
    const flags = ['--feed', 'acme/foreign', '--version', '1', '--zone', 'red', '--input', input];
    const { out } = await pksn(['package', 'build', '--vendor', folder.at('v'), ...flags, '--out', folder.at('p.rpk')]);
    expect(out).toContain('    7 is a bare path (lines 2, 3, 4, 5, 6, ...)\n');
  });

  it('reads the folder of a MISP feed, unless it is not whole', async () => {
    await mkdir(folder.at('feed'));
    for (const [i, uuid] of UUIDS.entries()) await file(`feed/${uuid}.json`, event(`${i}.example`));
    await file('feed/manifest.json', JSON.stringify(Object.fromEntries(UUIDS.map((uuid) => [uuid, {}]))));
    await file('feed/hashes.csv', 'x');
    expect(await report(folder.at('feed'), ['--format', 'misp'])).toMatchObject({ taken: 2, counts: { web: 2 } });
    await refused(folder.at('feed'), ['--format', 'csv'], 'BUILD_INPUT', /is a folder/);
    await rm(folder.at(`feed/${UUIDS[1] ?? ''}.json`));
    await refused(folder.at('feed'), ['--format', 'misp'], 'BUILD_INPUT', /names 22222222-.* which is missing/);
    await file('feed/manifest.json', '[');
    await refused(folder.at('feed'), ['--format', 'misp'], 'BUILD_INPUT', /manifest.json is not JSON/);
    await mkdir(folder.at('empty'));
    await refused(folder.at('empty'), ['--format', 'misp'], 'BUILD_INPUT', /holds no events/);
  });

  it('maps the columns of a table', async () => {
    const table = await file('t.tsv', 'what\tvalue\tword\nipv4\t192.0.2[.]1\tBad\nodd\t"x\tgood\n');
    const flags = ['--columns', 'kind=what,object=value,zone=word', '--zones', 'bad=red', '--zones', 'good=green'];
    const more = [...flags, '--kinds', 'odd=softwareProduct', '--refang'];
    expect(await report(table, more)).toMatchObject({ taken: 2, counts: { ip4: 1, software: 1 } });
  });

  it.each([
    [['--columns', 'nothing=x'], /"nothing" is none of sha256/],
    [['--columns', 'domain=1,domain=2'], /names domain twice/],
    [['--columns', '=1'], /is not NAME=VALUE/],
    [['--columns', 'kind=1'], /names a kind, but no object/],
    [['--kinds', 'a=b'], /--kinds: "b" is none of/],
    [['--zones', 'a=blue'], /--zones: "blue" is none of grey, red/],
    [['--split', 'constructor'], /"constructor" is none of/],
    [['--delimiter', 'constructor'], /--delimiter takes one character/],
    [['--delimiter', '"'], /--delimiter takes one character/],
    [['--comment', ''], /--comment takes the text/],
    [['--format', 'list', '--columns', 'domain=1'], /are for csv and ndjson/],
  ])('refuses %j', async (flags, detail) => {
    await refused(await file('t.csv', 'domain\na.example\n'), flags, 'USAGE', detail);
  });
});
