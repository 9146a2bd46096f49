import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keyFingerprint, licenseKeyHash, parseLicenseKey, verifyLicenseFile } from '@pksn/licensing';
import { openTrustRoot } from '@pksn/signing';
import { pksn, temporaryFolder } from './command-line.fixture';

const EICAR = createHash('sha256')
  .update('X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*')
  .digest('hex');

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const ok = async (...args: string[]): Promise<string> => {
  const { code, out, err } = await pksn(args);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
};
const json = async (...args: string[]): Promise<Record<string, unknown>> =>
  JSON.parse(await ok(...args, '--json')) as Record<string, unknown>;
const vendor = async (): Promise<string> => {
  await ok('vendor', 'init', '--name', 'acme', '--out', folder.at('v'));
  return folder.at('v');
};
const rows = async (text: string, name = 'rows.csv'): Promise<string> => {
  await writeFile(folder.at(name), text);
  return folder.at(name);
};
const build = (dir: string, version: number, input: string, out: string, ...more: string[]): string[] => [
  ...['package', 'build', '--vendor', dir, '--feed', 'acme/core', '--version', String(version)],
  ...['--input', input, '--out', folder.at(out), ...more],
];

describe('pksn vendor', () => {
  it('init makes a folder for its owner alone, and tells the fingerprint', async () => {
    const said = await ok('vendor', 'init', '--name', 'acme', '--out', folder.at('v'), '--data', '/nowhere');
    const root = openTrustRoot(await readFile(folder.at('v/trust-root.json'), 'utf8'));
    expect(await readFile(folder.at('v/trust-root.fingerprint'), 'utf8')).toBe(`${root.fingerprint}\n`);
    expect(said).toContain(root.fingerprint);
    expect((await stat(folder.at('v'))).mode & 0o777).toBe(0o700);
    const keys = await readdir(folder.at('v/keys'));
    expect(keys).toHaveLength(5);
    for (const key of keys) expect((await stat(join(folder.at('v/keys'), key))).mode & 0o777).toBe(0o600);
  });

  it('init refuses a folder that is in use', async () => {
    await writeFile(folder.at('x'), '');
    const { code, err } = await pksn(['vendor', 'init', '--name', 'acme', '--out', folder.path]);
    expect(code).toBe(65);
    expect(err).toMatch(/^VENDOR_FOLDER: .*not empty/);
  });

  it('rotate makes a root that old packages and old sites lead to', async () => {
    const dir = await vendor();
    const input = await rows(`sha256,zone\n${EICAR},red\n`);
    const first = folder.at('v/trust-root.json');
    const oldRoot = await readFile(first, 'utf8');
    await ok(...build(dir, 1, input, '1.rpk'));
    expect(await json('vendor', 'rotate', dir)).toMatchObject({ vendor: 'acme', version: 2 });
    await ok(...build(dir, 2, input, '2.rpk', '--base', folder.at('1.rpk')));
    await writeFile(folder.at('old.json'), oldRoot);
    expect(await ok('package', 'verify', folder.at('2.rpk'), '--trust', folder.at('old.json'))).toContain(
      'signed by acme',
    );
    await ok('package', 'verify', folder.at('2.rpk'), '--trust', first);
  });

  it('does not use keys that others can read', async () => {
    const dir = await vendor();
    for (const key of await readdir(join(dir, 'keys'))) await chmod(join(dir, 'keys', key), 0o644);
    const { code, err } = await pksn(build(dir, 1, await rows('ip,zone\n192.0.2.1,red\n'), 'x.rpk'));
    expect(code).toBe(65);
    expect(err).toMatch(/^VENDOR_FOLDER: .*chmod 600/);
  });
});

describe('pksn package', () => {
  it('build, verify, inspect and dump agree', async () => {
    const dir = await vendor();
    const input = await rows(
      `sha256,md5,domain,zone,threat\n${EICAR},,,red,EICAR\n,,example.com,orange,\nbad,,,red,\n`,
    );
    const built = await json(...build(dir, 1, input, 'a.rpk'));
    expect(built).toMatchObject({
      feed: 'acme/core',
      version: 1,
      kind: 'full',
      report: { rows: 3, taken: 2, rejects: 1 },
    });
    expect(await readFile(folder.at('a.rpk.rejects'), 'utf8')).toBe(
      `4\tsha256 is not a hash of that kind in hexadecimal\t${input}\n`,
    );
    const verified = await json('package', 'verify', folder.at('a.rpk'), '--trust', join(dir, 'trust-root.json'));
    expect(verified).toMatchObject({ manifestDigest: built['manifestDigest'], stateChecked: true });
    expect(await json('package', 'inspect', folder.at('a.rpk'))).toMatchObject({ version: 1, verified: false });
    const dumped = (await ok('package', 'dump', folder.at('a.rpk'))).trim().split('\n');
    const items = dumped.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(items).toContainEqual(
      expect.objectContaining({ section: 'file-sha256', key: EICAR, zone: 'red', threat: 'EICAR' }),
    );
    expect(items).toContainEqual(expect.objectContaining({ section: 'texts', text: 'example.com/' }));
  });

  it('build writes a delta on its bases', async () => {
    const dir = await vendor();
    await ok(...build(dir, 1, await rows('ip,zone\n192.0.2.1,red\n192.0.2.2,red\n'), '1.rpk'));
    const delta = await json(
      ...build(dir, 2, await rows('ip,zone\n192.0.2.2,red\n192.0.2.3,red\n'), '2.rpk', '--base', folder.at('1.rpk')),
    );
    expect(delta).toMatchObject({ kind: 'delta', report: { puts: 1, removals: 1 } });
    const { code, err } = await pksn(build(dir, 3, await rows('ip,zone\n'), '3.rpk', '--base', folder.at('2.rpk')));
    expect({ code, err }).toEqual({ code: 65, err: expect.stringMatching(/^BUILD_BASE: /) as string });
    expect(await readdir(folder.path)).not.toContain('3.rpk');
  });

  it('build --strict fails on a reject, leaves the rejects and no package', async () => {
    const dir = await vendor();
    const { code, err } = await pksn(build(dir, 1, await rows('domain,zone\ncom,red\n'), 'a.rpk', '--strict'));
    expect(code).toBe(65);
    expect(err).toMatch(/^BUILD_REJECTS: /);
    const left = await readdir(folder.path);
    expect(left.sort()).toEqual(['a.rpk.rejects', 'rows.csv', 'v']);
  });

  it('build refuses to empty a feed unasked, and keeps the rejects that tell why', async () => {
    const dir = await vendor();
    const wrong = build(dir, 1, await rows('sha256,zone\nabc,red\n'), 'a.rpk', '--format', 'ndjson');
    const { code, err } = await pksn(wrong);
    expect(code).toBe(65);
    expect(err).toMatch(/^BUILD_INPUT: .*nothing in the input was taken; see the \.rejects file/);
    expect((await readdir(folder.path)).sort()).toEqual(['a.rpk.rejects', 'rows.csv', 'v']);
    const none = await pksn(build(dir, 1, await rows('ip,zone\n'), 'b.rpk'));
    expect(none.err).toMatch(/^BUILD_INPUT: .*no rows/);
    await ok(...build(dir, 1, await rows('ip,zone\n'), 'b.rpk', '--allow-empty'));
    expect(await readdir(folder.path)).toContain('b.rpk');
  });

  it('build names a missing input, and an output that cannot be written', async () => {
    const dir = await vendor();
    const missing = await pksn(build(dir, 1, folder.at('no.csv'), 'a.rpk'));
    expect(missing.err).toMatch(/^BUILD_INPUT: .*no\.csv is missing/);
    const nowhere = await pksn(build(dir, 1, await rows('ip,zone\n192.0.2.1,red\n'), 'nodir/a.rpk'));
    expect(nowhere).toMatchObject({ code: 65, err: expect.stringMatching(/^USAGE: .*--out .*nodir/) as string });
    expect((await readdir(folder.path)).sort()).toEqual(['rows.csv', 'v']);
  });

  it('build reads lists from standard input, with defaults and coverage', async () => {
    const dir = await vendor();
    const args = build(
      dir,
      1,
      '-',
      'a.rpk',
      '--format',
      'list',
      '--zone',
      'red',
      '--threat',
      'Test.List',
      '--coverage',
      'ip=full',
    );
    const { code, out } = await pksn([...args, '--json'], { stdin: '192.0.2.1:80\nexample.com\n' });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ report: { taken: 2, portsDropped: 1 } });
    expect(await json('package', 'inspect', folder.at('a.rpk'))).toMatchObject({
      coverage: { ip: 'full', domain: 'partial', file: 'none' },
    });
  });

  it.each([
    [['--format', 'yaml'], /must be csv/],
    [['--coverage', 'dogs=full'], /^USAGE: .*dogs=full/],
    [['--version', '0'], /whole number/],
    [['--base', '/nowhere.rpk'], /^USAGE: .*nowhere/],
  ])('build refuses %j', async (more, why) => {
    const dir = await vendor();
    const { code, err } = await pksn(build(dir, 1, await rows('ip,zone\n'), 'a.rpk', ...more));
    expect(code).toBe(65);
    expect(err).toMatch(why);
    expect(await readdir(folder.path)).not.toContain('a.rpk');
  });

  it('verify refuses an altered package and a foreign root', async () => {
    const dir = await vendor();
    await ok('vendor', 'init', '--name', 'other', '--out', folder.at('o'));
    await ok(...build(dir, 1, await rows('ip,zone\n192.0.2.1,red\n'), 'a.rpk'));
    const foreign = await pksn(['package', 'verify', folder.at('a.rpk'), '--trust', folder.at('o/trust-root.json')]);
    expect(foreign).toMatchObject({ code: 65, err: expect.stringMatching(/^PACKAGE_UNTRUSTED/) as string });
    await writeFile(folder.at('b.rpk'), Buffer.concat([await readFile(folder.at('a.rpk')), Buffer.from('x')]));
    const altered = await pksn([
      'package',
      'verify',
      folder.at('b.rpk'),
      '--trust',
      join(dir, 'trust-root.json'),
      '--json',
    ]);
    expect(altered.code).toBe(65);
    expect(JSON.parse(altered.err)).toMatchObject({
      error: { code: 'PACKAGE_TRAILING', advice: expect.any(String) as string },
    });
  });
});

describe('pksn license make', () => {
  it('writes a signed file and a key for its owner alone', async () => {
    const dir = await vendor();
    const args = [
      'license',
      'make',
      '--vendor',
      dir,
      '--customer',
      'Example & Söhne',
      '--feeds',
      'acme/core',
      '--seats',
      '5',
    ];
    const made = await json(...args, '--out', folder.at('a.license'), '--key-out', folder.at('a.key'));
    const root = openTrustRoot(await readFile(join(dir, 'trust-root.json'), 'utf8'));
    const { terms } = verifyLicenseFile(await readFile(folder.at('a.license'), 'utf8'), [root]);
    const key = parseLicenseKey((await readFile(folder.at('a.key'), 'utf8')).trim()).canonical;
    expect(terms).toMatchObject({
      customer: { id: 'example-sohne', name: 'Example & Söhne' },
      feeds: ['acme/core'],
      limits: { seats: 5 },
    });
    expect(terms.keyHash).toBe(licenseKeyHash(key).toString('hex'));
    expect(made).toMatchObject({ fingerprint: keyFingerprint(terms.keyHash), licenseId: terms.licenseId });
    expect((await stat(folder.at('a.key'))).mode & 0o777).toBe(0o600);

    const again = [
      '--supersedes',
      folder.at('a.license'),
      '--out',
      folder.at('b.license'),
      '--key-out',
      folder.at('b.key'),
    ];
    await ok(...args, ...again);
    const next = verifyLicenseFile(await readFile(folder.at('b.license'), 'utf8'), [root]).terms;
    expect(next).toMatchObject({ licenseId: terms.licenseId, supersedes: [terms.keyHash] });
    const { code, err } = await pksn([...args, '--out', folder.at('c.license'), '--key-out', folder.at('b.key')]);
    expect({ code, err }).toEqual({ code: 65, err: expect.stringMatching(/^USAGE: .*not overwritten/) as string });
  });

  const making = (dir: string, out: string, keyOut: string, ...more: string[]): string[] => [
    ...['license', 'make', '--vendor', dir, '--customer', 'C', '--out', folder.at(out)],
    ...['--key-out', folder.at(keyOut), ...more],
  ];

  it('leaves no key behind when the license cannot be written', async () => {
    const dir = await vendor();
    const { code, err } = await pksn(making(dir, 'nodir/a.license', 'a.key'));
    expect(code).toBe(65);
    expect(err).toMatch(/^USAGE: .*nodir.*no such file or folder/);
    expect(await readdir(folder.path)).toEqual(['v']);
  });

  it('overwrites the file of another license only by force', async () => {
    const dir = await vendor();
    await ok(...making(dir, 'a.license', 'a.key'));
    const before = await readFile(folder.at('a.license'), 'utf8');
    const { err } = await pksn(making(dir, 'a.license', 'b.key'));
    expect(err).toMatch(/^USAGE: .*a\.license is there already/);
    expect(await readFile(folder.at('a.license'), 'utf8')).toBe(before);
    expect(await readdir(folder.path)).not.toContain('b.key');
    await ok(...making(dir, 'a.license', 'b.key', '--force'));
    expect(await readFile(folder.at('a.license'), 'utf8')).not.toBe(before);
  });

  it('makes one of several at once, and keeps its key', async () => {
    const dir = await vendor();
    const runs = await Promise.all(Array.from({ length: 8 }, () => pksn(making(dir, 'a.license', 'a.key'))));
    expect(runs.filter((one) => one.code === 0)).toHaveLength(1);
    const root = openTrustRoot(await readFile(join(dir, 'trust-root.json'), 'utf8'));
    const { terms } = verifyLicenseFile(await readFile(folder.at('a.license'), 'utf8'), [root]);
    const key = parseLicenseKey((await readFile(folder.at('a.key'), 'utf8')).trim()).canonical;
    expect(terms.keyHash).toBe(licenseKeyHash(key).toString('hex'));
  });

  const renewing = (dir: string, ...more: string[]): string[] => [
    ...['license', 'make', '--vendor', dir, '--supersedes', folder.at('a.license'), '--force'],
    ...['--out', folder.at('b.license'), '--key-out', folder.at('b.key'), ...more],
  ];

  it('carries the terms of the license that it replaces on, but for the dates, and says so', async () => {
    const dir = await vendor();
    const terms = ['--feeds', 'acme/core', '--seats', '5', '--rate', '7', '--edition', 'plus', '--product', 'P'];
    await ok(...making(dir, 'a.license', 'a.key', ...terms, '--grace-days', '3', '--expires', '2998-01-01'));
    const root = openTrustRoot(await readFile(join(dir, 'trust-root.json'), 'utf8'));
    const made = await json(...renewing(dir));
    const read = async () => verifyLicenseFile(await readFile(folder.at('b.license'), 'utf8'), [root]).terms;
    expect(await read()).toMatchObject({
      customer: { id: 'c', name: 'C' },
      product: 'P',
      edition: 'plus',
      feeds: ['acme/core'],
      limits: { seats: 5, requestsPerSecond: 7 },
      graceDays: 3,
    });
    expect((await read()).expiresAt).toBeLessThan(Date.parse('2998-01-01'));
    const carried = { customer: 'C', product: 'P', edition: 'plus', feeds: ['acme/core'], seats: 5, rate: 7 };
    expect(made).toMatchObject({ carried: { ...carried, graceDays: 3 } });
    const said = await ok(...renewing(dir, '--seats', 'none', '--feeds', 'all', '--edition', 'other'));
    expect(said).toMatch(/^ {2}as before +customer C, product P, rate 7, grace days 3$/m);
    expect(await read()).toMatchObject({
      feeds: null,
      limits: { seats: null, requestsPerSecond: 7 },
      edition: 'other',
    });
  });

  it("replaces no key of another customer's license, unless it is renamed or forced", async () => {
    const dir = await vendor();
    await ok(...making(dir, 'a.license', 'a.key'));
    const again = (...more: string[]) => pksn(renewing(dir, ...more).filter((one) => one !== '--force'));
    for (const other of [
      ['--customer', 'Other'],
      ['--customer-id', 'other'],
    ]) {
      expect(await again(...other)).toMatchObject({
        code: 65,
        err: expect.stringMatching(/is for C \(c\), not for [Oo]ther/) as string,
      });
    }
    expect((await again('--customer', 'Renamed', '--customer-id', 'c')).code).toBe(0);
    const forced = await json(...renewing(dir, '--customer', 'Other', '--customer-id', 'other'));
    expect(forced).toMatchObject({ customer: { id: 'other', name: 'Other' } });
  });

  it('takes no names that break lines', async () => {
    const dir = await vendor();
    const { code, err } = await pksn(making(dir, 'a.license', 'a.key', '--product', 'a\u001b[2J'));
    expect({ code, err }).toEqual({
      code: 65,
      err: expect.stringMatching(/^USAGE: .*--product has a control/) as string,
    });
  });

  it.each([
    [['--expires', '2020-01-01'], /in the past/],
    [['--not-before', '2999-01-02', '--expires', '2999-01-01'], /before the first day/],
  ])('refuses the dates %j', async (dates, why) => {
    const dir = await vendor();
    const { code, err } = await pksn(making(dir, 'a.license', 'a.key', ...dates));
    expect(code).toBe(65);
    expect(err).toMatch(why);
    expect(await readdir(folder.path)).toEqual(['v']);
  });
});
