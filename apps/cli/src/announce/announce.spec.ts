import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LicenseStatus } from '@pksn/licensing';
import { verifyAnnouncement, verifyLicenseFile } from '@pksn/licensing';
import { openTrustRoot } from '@pksn/signing';
import { pksn, temporaryFolder } from '../command-line.fixture';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let dir: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  dir = folder.at('v');
  await ok('vendor', 'init', '--name', 'acme', '--out', dir);
});
afterEach(() => folder.remove());

const ok = async (...args: string[]): Promise<string> => {
  const { code, out, err } = await pksn(args);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
};
const refused = async (...args: string[]): Promise<string> => {
  const { code, err } = await pksn(args);
  expect(code).toBe(65);
  return err;
};
const rootOf = async (vendor = dir) => openTrustRoot(await readFile(join(vendor, 'trust-root.json'), 'utf8'));
const makeLicense = async (
  name: string,
  ...more: string[]
): Promise<{ licenseId: string; keyHash: string; issuedAt: number }> => {
  const outputs = ['--out', folder.at(`${name}.license`), '--key-out', folder.at(`${name}.key`)];
  await ok('license', 'make', '--vendor', dir, '--customer', 'C', ...outputs, ...more);
  return verifyLicenseFile(await readFile(folder.at(`${name}.license`), 'utf8'), [await rootOf()]).terms;
};
const announcing = (name: string, ...more: string[]): string[] => [
  ...['license', 'announce', '--vendor', dir, '--out', folder.at(name), ...more],
];
const said = async (name: string): Promise<LicenseStatus> =>
  verifyAnnouncement(await readFile(folder.at(name), 'utf8'), [await rootOf()], Date.now()).status;
const build = async (name: string, ...more: string[]): Promise<string[]> => {
  await writeFile(folder.at('rows.csv'), 'ip,zone\n192.0.2.1,red\n');
  const facts = ['--vendor', dir, '--feed', 'acme/core', '--version', '1', '--input', folder.at('rows.csv')];
  return ['package', 'build', ...facts, '--out', folder.at(name), ...more];
};

describe('pksn license announce', () => {
  it('signs revocations and changes of its own licenses, by file, hash and id', async () => {
    const old = await makeLicense('old');
    const next = await makeLicense('next', '--supersedes', folder.at('old.license'));
    const hash = 'AB'.repeat(32);
    const revoke = ['--revoke', folder.at('old.license'), hash];
    const told = await ok(
      ...announcing('a', ...revoke, '--changed', folder.at('next.license'), 'L-7', '--reason', 'renewed'),
    );
    expect(told).toContain('2 keys revoked, 2 licenses changed');
    const { vendor, issuedAt, revoked, changed } = await said('a');
    expect(vendor).toBe('acme');
    expect(revoked.map((one) => one.toString('hex'))).toEqual([old.keyHash, hash.toLowerCase()]);
    expect(changed).toEqual([
      { licenseId: next.licenseId, changedAt: issuedAt, reason: 'renewed' },
      { licenseId: 'L-7', changedAt: issuedAt, reason: 'renewed' },
    ]);
  });

  it('tells the moment of a change: as asked for, or that of the file that answers it', async () => {
    await makeLicense('old');
    const next = await makeLicense('next', '--supersedes', folder.at('old.license'));
    await ok(...announcing('a', '--changed', 'L-7', '--at', '2026-01-02', '--replaced-by', folder.at('next.license')));
    expect((await said('a')).changed).toEqual([
      { licenseId: 'L-7', changedAt: Date.UTC(2026, 0, 2), reason: '' },
      { licenseId: next.licenseId, changedAt: next.issuedAt, reason: '' },
    ]);
  });

  it('carries the entries of an earlier announcement on, once each, also over a rotation', async () => {
    const old = await makeLicense('old');
    const entries = ['--changed', 'L-7', '--at', '2026-01-02', '--revoke', 'ab'.repeat(32)];
    await ok(...announcing('a', ...entries, '--reason', 'first'));
    const before = await said('a');
    await ok('vendor', 'rotate', dir);
    expect(await refused(...(await build('a.rpk', '--licensing', folder.at('a'))))).toMatch(
      /^LICENSE_ANNOUNCEMENT_UNTRUSTED: .*announce --base/,
    );
    await ok(...announcing('b', '--base', folder.at('a'), ...entries, '--reason', 'second', '--changed', 'L-8'));
    await ok(...announcing('c', '--base', folder.at('b'), '--revoke', folder.at('old.license')));
    const after = await said('c');
    expect(after.changed).toEqual([
      ...before.changed,
      { licenseId: 'L-8', changedAt: Date.UTC(2026, 0, 2), reason: 'second' },
    ]);
    expect(after.revoked.map((one) => one.toString('hex'))).toEqual(['ab'.repeat(32), old.keyHash]);
    await ok(...(await build('c.rpk', '--licensing', folder.at('c'))));
  });

  it.each<[string, string[], RegExp]>([
    ['nothing', [], /^USAGE: .*nothing is announced/],
    ['a time to come', ['--changed', 'L', '--at', '2199-01-01'], /^USAGE: .*when it has happened/],
    ['a time without a change', ['--revoke', 'ab'.repeat(32), '--at', '2026-01-01'], /^USAGE: .*--changed/],
    ['a file that is not there', ['--revoke', 'no.license'], /^USAGE: .*no\.license/],
    ['a hash cut short', ['--revoke', 'ab'.repeat(31)], /^USAGE/],
    ['a base that is none', ['--base', 'v/trust-root.json'], /^LICENSE_ANNOUNCEMENT_MALFORMED/],
    ['a license id with a line break', ['--changed', 'L\n1'], /^PACKAGE_SCHEMA/],
    ['handing over and signing at once', ['--submit', 'x'], /^USAGE: .*--submit/],
  ])('refuses %s, and writes nothing', async (_what, options, why) => {
    const paths = options.map((one) => (/^(no\.license|v\/)/.test(one) ? folder.at(one) : one));
    expect(await refused(...announcing('a', ...paths))).toMatch(why);
    expect(await readdir(folder.path)).toEqual(['v']);
  });

  it('refuses a change that would not touch the key of the file that it names', async () => {
    await makeLicense('old');
    const changed = ['--changed', folder.at('old.license'), '--at', '2026-01-01'];
    expect(await refused(...announcing('a', ...changed))).toMatch(/^USAGE: .*was issued after that time/);
  });

  it("refuses another vendor's license and announcement", async () => {
    await ok('vendor', 'init', '--name', 'rival', '--out', folder.at('r'));
    const rival = ['--vendor', folder.at('r')];
    await ok(
      'license',
      'make',
      ...rival,
      '--customer',
      'C',
      '--out',
      folder.at('r.license'),
      '--key-out',
      folder.at('r.key'),
    );
    await ok('license', 'announce', ...rival, '--revoke', 'ab'.repeat(32), '--out', folder.at('r.announcement'));
    for (const flag of ['--revoke', '--changed', '--replaced-by']) {
      expect(await refused(...announcing('a', flag, folder.at('r.license')))).toMatch(/^LICENSE_FILE_UNTRUSTED/);
    }
    const base = ['--base', folder.at('r.announcement')];
    expect(await refused(...announcing('a', ...base))).toMatch(/^LICENSE_ANNOUNCEMENT_UNTRUSTED/);
    const foreign = await build('a.rpk', '--licensing', folder.at('r.announcement'));
    expect(await refused(...foreign)).toMatch(/^LICENSE_ANNOUNCEMENT_UNTRUSTED/);
    expect(await readdir(folder.path)).not.toContain('a.rpk');
  });

  it('overwrites another announcement only by force, and asks for a folder and a file', async () => {
    await ok(...announcing('a', '--changed', 'L'));
    expect(await refused(...announcing('a', '--changed', 'M'))).toMatch(/^USAGE: .*not overwritten/);
    await ok(...announcing('a', '--changed', 'M', '--force'));
    expect((await said('a')).changed.map((one) => one.licenseId)).toEqual(['M']);
    expect(await refused('license', 'announce', '--changed', 'L')).toMatch(/^USAGE: .*--vendor and --out/);
  });
});

it('a package shows what it announces', async () => {
  const hash = 'ab'.repeat(32);
  await ok(...announcing('a', '--revoke', hash));
  await ok(...announcing('b', '--changed', 'L-7', '--at', '2026-01-02', '--reason', 'renewed'));
  await ok(...(await build('p.rpk', '--licensing', folder.at('a'), folder.at('b'))));
  const trust = ['--trust', join(dir, 'trust-root.json')];
  const changed = [{ licenseId: 'L-7', changedAt: '2026-01-02T00:00:00.000Z', reason: 'renewed' }];
  const licensing = [
    { vendor: 'acme', issuedAt: expect.any(String) as string, revoked: [hash], changed: [] },
    { vendor: 'acme', issuedAt: expect.any(String) as string, revoked: [], changed },
  ];
  for (const args of [
    ['inspect', folder.at('p.rpk')],
    ['verify', folder.at('p.rpk'), ...trust],
  ]) {
    expect(JSON.parse(await ok('package', ...args, '--json'))).toMatchObject({ licensing });
    expect(await ok('package', ...args)).toMatch(/announces {4}1 key revoked, 0 licenses changed/);
  }
  const lines = (await ok('package', 'dump', folder.at('p.rpk'))).trim().split('\n').slice(0, 2);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { section: 'licensing', op: 'revoke', key: hash },
    { section: 'licensing', op: 'change', ...changed[0] },
  ]);
});
