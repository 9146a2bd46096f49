import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyFingerprint, verifyLicenseFile } from '@pksn/licensing';
import type { LicenseTerms } from '@pksn/licensing';
import { openTrustRoot } from '@pksn/signing';
import type { ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import type { Answer } from './https-caller';
import { pksnCommand } from './pksn-command';
import type { CommandEnd } from './pksn-command';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, importOf, trust } from './steps';

const NODES = ['node-a', 'node-b'];
const PROVIDER = { name: 'Example Provider', contacts: ['help@provider.example'] };

/** One license as the people around it see it: its file, its key, what is in the file. */
interface Made {
  readonly file: string;
  readonly key: string;
  readonly keyFile: string;
  readonly terms: LicenseTerms;
  readonly fingerprint: string;
}

describe('a license changes, from the first key to the last', () => {
  let service: Service;
  let folder: string;
  let acmeDir: string;
  let packages = 0;

  const at = (name: string): string => join(folder, name);
  const ok = async (...args: string[]): Promise<string> => {
    const { exitCode, out, err } = await pksnCommand(args);
    expect({ args, exitCode, err }).toEqual({ args, exitCode: 0, err: '' });
    return out;
  };
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- commands print documents of many shapes
  const json = async (...args: string[]): Promise<any> => JSON.parse(await ok(...args, '--json'));
  const admin = (...args: string[]): string[] => [...args, ...service.adminFlags];
  const endpoint = (node: string, ...args: string[]): string[] => [
    ...[...args, '--server', `https://127.0.0.1:${String(service.portOf(node))}`],
    ...['--cacert', at('ca.pem')],
  ];

  const make = async (name: string, ...more: string[]): Promise<Made> => {
    const [file, keyFile] = [at(`${name}.license`), at(`${name}.key`)];
    const out = ['--out', file, '--key-out', keyFile];
    await ok('license', 'make', '--vendor', acmeDir, '--customer', 'Example Bank', ...out, ...more);
    const root = openTrustRoot(await readFile(join(acmeDir, 'trust-root.json'), 'utf8'));
    const { terms } = verifyLicenseFile(await readFile(file, 'utf8'), [root]);
    const key = (await readFile(keyFile, 'utf8')).trim();
    return { file, key, keyFile, terms, fingerprint: keyFingerprint(terms.keyHash) };
  };
  /** The vendor's next package, with these announcements, on its way to the provider and in. */
  const deliver = async (...announcements: string[]): Promise<void> => {
    const [version, out] = [String(++packages), at(`acme-${String(packages)}.rpk`)];
    writeFileSync(at('rows.csv'), `domain,zone\nexample.net,red\nexample.org,green\n`);
    const facts = ['--vendor', acmeDir, '--feed', 'acme/core', '--version', version, '--input', at('rows.csv')];
    const licensing = announcements.length === 0 ? [] : ['--licensing', ...announcements];
    await ok('package', 'build', ...facts, '--out', out, ...licensing);
    await ok(...admin('import', out, '--wait'));
  };

  const answerOf = async (node: string, key: string): Promise<string> => {
    const { status, body } = await service.query(key, node).get('/v1/domains/example.net');
    return status === 200 ? String(body.zone) : `${String(status)} ${String(body.code)}`;
  };
  /** Every node comes to this answer, and each of them keeps it. */
  const everywhere = async ({ key }: { key: string }, expected: string): Promise<void> => {
    const wanted = NODES.map(() => expected);
    const all = (): Promise<string[]> => Promise.all(NODES.map((node) => answerOf(node, key)));
    expect(await eventually(all, (seen) => seen.every((one) => one === expected))).toEqual(wanted);
    expect(await all()).toEqual(wanted);
  };
  const refusalOf = async (node: string, { key }: Made): Promise<Answer['body']> =>
    (await service.query(key, node).get('/v1/status')).body;
  const codesOf = ({ err }: CommandEnd): string => /\b[A-Z]+(_[A-Z]+)+\b/.exec(err)?.[0] ?? err;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pksn-story-'));
    acmeDir = at('acme');
    service = await Service.create();
    await Promise.all([
      ...NODES.map((node) => service.start('query-api', node)),
      service.start('admin-api'),
      service.start('import-worker'),
    ]);
    writeFileSync(at('ca.pem'), service.ca);
    await ok('vendor', 'init', '--name', 'acme', '--out', acmeDir);
    const fingerprint = (await readFile(join(acmeDir, 'trust-root.fingerprint'), 'utf8')).trim();
    await ok(...admin('trust', 'add', join(acmeDir, 'trust-root.json'), '--fingerprint', fingerprint));
    await ok(...admin('provider', 'set', '--name', PROVIDER.name, '--contact', PROVIDER.contacts[0] ?? ''));
    await deliver();
  }, 120_000);
  afterAll(async () => {
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('as the vendor announces it, with revocation at the end', async () => {
    const first = await make('first');
    await everywhere(first, '401 LICENSE_KEY_NOT_SUBMITTED');
    await ok(...admin('license', 'submit', first.file));
    await everywhere(first, 'red');
    expect((await service.query(first.key, 'node-b').get('/v1/license')).body).toMatchObject({
      state: 'current',
      notices: [],
    });

    // The license changes: a package says so, and the old key is told that its end is near.
    await ok(
      'license',
      'announce',
      '--vendor',
      acmeDir,
      '--changed',
      first.file,
      '--reason',
      'renewed',
      '--out',
      at('1.announcement'),
    );
    await deliver(at('1.announcement'));
    const standing = async (): Promise<Answer['body'][]> =>
      Promise.all(NODES.map(async (node) => (await service.query(first.key, node).get('/v1/license')).body));
    const told = await eventually(standing, (seen) => seen.every((one) => one.state === 'overlap'));
    const notice = { code: 'LICENSE_CHANGED', detail: expect.stringContaining('new key is to be submitted') as string };
    expect(told).toEqual(NODES.map(() => expect.objectContaining({ state: 'overlap', notices: [notice] })));
    await everywhere(first, 'red');
    const { licenseId } = first.terms;
    expect(await json(...admin('license', 'show', licenseId))).toMatchObject({
      keys: [
        {
          fingerprint: first.fingerprint,
          state: 'overlap',
          changedAt: expect.any(String),
          overlapEndsAt: expect.any(String),
        },
      ],
    });

    // Its overlap ends: refused on every node, with the people to turn to.
    await ok(...admin('license', 'overlap', licenseId, '--hours', '0'));
    await everywhere(first, '401 LICENSE_CHANGED');
    for (const node of NODES) expect(await refusalOf(node, first)).toMatchObject({ provider: PROVIDER });
    expect(await ok(...admin('license', 'list'))).toMatch(new RegExp(`${licenseId} .*changed`));

    // The new key works nowhere before its file is submitted, and is seen to knock.
    const second = await make('second', '--supersedes', first.file);
    expect(second.terms.licenseId).toBe(licenseId);
    await everywhere(second, '401 LICENSE_KEY_NOT_SUBMITTED');
    for (const node of NODES) expect(await refusalOf(node, second)).toMatchObject({ provider: PROVIDER });
    const knocks = async (): Promise<string> => ok(...admin('license', 'knocking'));
    expect(await eventually(knocks, (text) => text.includes(second.fingerprint))).toContain(second.fingerprint);

    // The customer submits it without having any key: served everywhere, and the old key is over.
    await ok(...endpoint('node-b', 'endpoint', 'submit', second.file));
    await everywhere(second, 'red');
    await everywhere(first, '401 LICENSE_KEY_SUPERSEDED');
    const lookup = [...endpoint('node-a', 'lookup', 'example.org'), '--key-file'];
    expect(await ok(...lookup, second.keyFile)).toContain('green');
    expect(codesOf(await pksnCommand([...lookup, first.keyFile]))).toBe('LICENSE_KEY_SUPERSEDED');
    // The vendor's next package still carries the announcement: the new key has answered it.
    await deliver(at('1.announcement'));
    await everywhere(second, 'red');

    // A package revokes the new key: over at once, and for good.
    const revoking = ['--revoke', second.file, '--base', at('1.announcement'), '--out', at('2.announcement')];
    await ok('license', 'announce', '--vendor', acmeDir, ...revoking);
    await deliver(at('2.announcement'));
    await everywhere(second, '403 LICENSE_REVOKED');
    const again = await pksnCommand(admin('license', 'submit', second.file));
    expect([again.exitCode, codesOf(again)]).toEqual([77, 'LICENSE_REVOKED']);
    const byCustomer = await pksnCommand(endpoint('node-a', 'endpoint', 'submit', second.file));
    expect([byCustomer.exitCode, codesOf(byCustomer)]).toEqual([77, 'LICENSE_REVOKED']);
    // An older package of announcements brings neither key back; a third key is served.
    await deliver(at('1.announcement'));
    await everywhere(second, '403 LICENSE_REVOKED');
    const third = await make('third', '--supersedes', second.file);
    await ok(...endpoint('node-a', 'endpoint', 'submit', third.file));
    await everywhere(third, 'red');
    await everywhere(second, '403 LICENSE_REVOKED');
    await everywhere(first, '401 LICENSE_KEY_SUPERSEDED');
  }, 180_000);

  it('as the provider marks it', async () => {
    const first = await make('marked');
    await ok(...admin('license', 'submit', first.file));
    await everywhere(first, 'red');
    const { licenseId } = first.terms;
    await ok(...admin('license', 'change', licenseId, '--reason', 'renewed'));
    await everywhere(first, 'red');
    await ok(...admin('license', 'overlap', licenseId, '--hours', '0'));
    await everywhere(first, '401 LICENSE_CHANGED');
    const second = await make('marked-next', '--supersedes', first.file);
    await everywhere(second, '401 LICENSE_KEY_NOT_SUBMITTED');
    await ok(...admin('license', 'submit', second.file));
    await everywhere(second, 'red');
    await everywhere(first, '401 LICENSE_KEY_SUPERSEDED');
  }, 120_000);

  it('and not by anything that a second vendor says', async () => {
    const ours = await make('ours');
    await ok(...admin('license', 'submit', ours.file));
    await everywhere(ours, 'red');
    const rival: ForgedVendor = forgeVendor('rival', Date.now());
    await trust(service, rival);
    const { licenseId, keyHash, customer } = ours.terms;
    const later = new Date(Date.now() + 1_000).toISOString();
    const same = { licenseId, customer, issuedAt: later };
    const before = await json(...admin('license', 'show', `acme:${licenseId}`));

    // By a list, in its own package and by itself; by a list in a package of the first vendor.
    const words = rival.status({ issuedAt: later, revoked: [keyHash], changed: [{ licenseId, changedAt: later }] });
    const rows = 'domain,zone\nexample.com,red';
    const parcel = { feed: 'rival/core', version: 1, rows, licensing: [words] };
    expect(await importOf(service, await samplePackage(rival, parcel))).toMatchObject({ state: 'active' });
    const foreign = await samplePackage(rival, { ...parcel, feed: 'acme/core', version: 99 });
    expect(await importOf(service, foreign)).toMatchObject({ state: 'rejected', code: 'PACKAGE_FEED_FOREIGN' });
    // By a license of the same id, for the same key, or in place of it.
    writeFileSync(at('twin.license'), rival.license({ ...same, keyHash }).text);
    expect(codesOf(await pksnCommand(admin('license', 'submit', at('twin.license'))))).toBe('LICENSE_CONFLICT');
    writeFileSync(at('instead.license'), rival.license({ ...same, supersedes: [keyHash] }).text);
    await ok(...admin('license', 'submit', at('instead.license')));
    // By the vendor's own tool, which signs nothing about a license that is not its own.
    await ok('vendor', 'init', '--name', 'rival', '--out', at('rival'));
    const out = ['--vendor', at('rival'), '--out', at('rival.announcement')];
    for (const flag of ['--revoke', '--changed', '--replaced-by']) {
      const end = await pksnCommand(['license', 'announce', ...out, flag, ours.file]);
      expect(codesOf(end)).toBe('LICENSE_FILE_UNTRUSTED');
    }
    await ok('license', 'announce', ...out, '--revoke', keyHash, '--changed', licenseId);
    const unknown = await pksnCommand(admin('license', 'announce', '--submit', at('rival.announcement')));
    expect([unknown.exitCode, codesOf(unknown)]).toEqual([65, 'LICENSE_ANNOUNCEMENT_UNTRUSTED']);

    await everywhere(ours, 'red');
    expect(await json(...admin('license', 'show', `acme:${licenseId}`))).toEqual(before);
    // The first vendor's own word, without a package.
    await ok('license', 'announce', '--vendor', acmeDir, '--revoke', ours.file, '--out', at('urgent.announcement'));
    await ok(...admin('license', 'announce', '--submit', at('urgent.announcement')));
    await everywhere(ours, '403 LICENSE_REVOKED');
  }, 120_000);
});
