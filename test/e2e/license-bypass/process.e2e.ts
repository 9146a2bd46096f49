import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateLicenseKey } from '@pksn/licensing';
import type { LicensePayload } from '@pksn/licensing';
import type { ForgedLicense } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import { samplePackage } from '../sample-packages';
import { Service } from '../service';
import { eventually, importOf, submit, trust } from '../steps';

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;
const iso = (ms: number): string => new Date(ms).toISOString();

/**
 * Loaded into the built process before anything else: moves its wall clock by what a file says, as somebody moves the
 * clock of a machine.
 */
const CLOCK_MOVER = `
  const { readFileSync } = require('node:fs');
  const real = Date.now;
  let offset = 0;
  setInterval(() => { offset = Number(readFileSync(process.env.TEST_CLOCK_FILE, 'utf8')); }, 10).unref();
  Date.now = () => real() + offset;
`;

describe('a query process that somebody wants to be lenient', () => {
  const now = Date.now();
  const acme = forgeVendor('acme', now);
  const stranger = forgeVendor('stranger', now);
  let service: Service;
  let folder: string;
  const licenses = new Map<string, ForgedLicense>();
  const keyOf = (name: string): string => licenses.get(name)?.key ?? '';

  const license = (id: string, change: Partial<LicensePayload> = {}): ForgedLicense => {
    const one = acme.license({
      licenseId: id,
      customer: { id, name: id },
      issuedAt: iso(now - 3 * YEAR_MS),
      notBefore: iso(now - 3 * YEAR_MS),
      ...change,
    });
    licenses.set(id, one);
    return one;
  };
  const codeOf = async (key: string | null, as: string): Promise<string> => {
    const { status, body } = await service.query(key, as).get('/v1/domains/example.net');
    return status === 200 ? String(body.zone) : String(body.code);
  };
  const problemsOf = async (as: string): Promise<string[]> =>
    (await service.query(null, as).get('/readyz')).body.problems;
  const REFUSALS = async (as: string): Promise<Record<string, string>> => ({
    none: await codeOf(null, as),
    unknown: await codeOf(generateLicenseKey(), as),
    expired: await codeOf(keyOf('expired'), as),
    early: await codeOf(keyOf('early'), as),
    revoked: await codeOf(keyOf('revoked'), as),
    replaced: await codeOf(keyOf('replaced'), as),
    changed: await codeOf(keyOf('changed'), as),
    current: await codeOf(keyOf('current'), as),
  });
  const RIGHT = {
    none: 'LICENSE_KEY_MISSING',
    unknown: 'LICENSE_KEY_NOT_SUBMITTED',
    expired: 'LICENSE_EXPIRED',
    early: 'LICENSE_NOT_YET_VALID',
    revoked: 'LICENSE_REVOKED',
    replaced: 'LICENSE_KEY_SUPERSEDED',
    changed: 'LICENSE_CHANGED',
    current: 'red',
  };
  const settled = (as: string): Promise<Record<string, string>> =>
    eventually(
      () => REFUSALS(as),
      (codes) => JSON.stringify(codes) === JSON.stringify(RIGHT),
    );

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pksn-clock-'));
    service = await Service.create();
    await service.startAll();
    await trust(service, acme);
    const rows = 'domain,zone\nexample.net,red';
    await importOf(service, await samplePackage(acme, { feed: 'acme/core', version: 1, rows }));
    await submit(
      service,
      license('current'),
      license('expired', { expiresAt: iso(now - DAY_MS) }),
      license('early', { notBefore: iso(now + DAY_MS) }),
      license('revoked'),
      license('changed'),
      license('replaced'),
    );
    const next = acme.license({
      ...licenses.get('replaced')?.payload,
      keyHash: acme.license().keyHash,
      issuedAt: iso(now),
    });
    await submit(service, next);
    const change = (id: string, act: string, body: object): Promise<unknown> =>
      service.admin.post(`/api/v1/licenses/${id}/${act}`, { body });
    await change('revoked', 'revoke', { reason: 'stolen' });
    await change('changed', 'change', { reason: 'renewed' });
    for (const id of ['changed', 'replaced']) await change(id, 'overlap', { hours: 0 });
  }, 120_000);
  afterAll(async () => {
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('judges as the registry says', async () => {
    expect(await settled('query-api')).toEqual(RIGHT);
  });

  it('does not bring licenses back to life when its clock is set back, and says so', async () => {
    const mover = join(folder, 'move-clock.cjs');
    const file = join(folder, 'offset');
    writeFileSync(mover, CLOCK_MOVER);
    writeFileSync(file, '0');
    await service.start('query-api', 'moved', { NODE_OPTIONS: `--require ${mover}`, TEST_CLOCK_FILE: file });
    expect(await settled('moved')).toEqual(RIGHT);
    expect(await problemsOf('moved')).toEqual([]);

    writeFileSync(file, String(-YEAR_MS));
    const setBack = await eventually(
      () => problemsOf('moved'),
      (problems) => problems.length > 0,
    );
    expect(setBack).toEqual([expect.stringContaining('365 days behind the time kept')]);
    expect(await REFUSALS('moved')).toEqual(RIGHT);

    // Ahead by mistake: no license expires by a leap that nobody has confirmed.
    writeFileSync(file, String(2 * YEAR_MS));
    await eventually(
      () => problemsOf('moved'),
      (problems) => problems.some((one) => one.includes('ahead')),
    );
    expect(await REFUSALS('moved')).toEqual(RIGHT);
    writeFileSync(file, '0');
    expect(await settled('moved')).toEqual(RIGHT);
    expect(await problemsOf('moved')).toEqual([]);
    await service.kill('moved', 'SIGTERM');
  });

  it.each<[string, Record<string, string>]>([
    ['development', { NODE_ENV: 'development', DEBUG: '*', NODE_DEBUG: 'http,tls' }],
    ['a test', { NODE_ENV: 'test', JEST_WORKER_ID: '1', CI: 'true' }],
    [
      'a switch for licenses',
      { PKSN_LICENSE_BYPASS: '1', PKSN_SKIP_LICENSE: 'true', PKSN_NO_AUTH: '1', PKSN_INSECURE: '1', PKSN_DEMO: '1' },
    ],
    [
      'a trust root of choice',
      {
        PKSN_TRUST: 'all',
        PKSN_TRUST_ROOT: '/tmp/root.json',
        PKSN_TRUSTED_FINGERPRINT: stranger.root.fingerprint,
        PKSN_SIGNING_KEY: 'x',
      },
    ],
    ['a key of choice', { PKSN_LICENSE_KEY: 'PKSN-0', LICENSE_KEY: 'PKSN-0', PKSN_KEY_FILE: '/etc/hostname' }],
    ['TLS that checks nothing', { NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_OPTIONS: '--no-warnings' }],
  ])('is not so by variables: %s', async (_, environment) => {
    const root = join(folder, 'stranger.json');
    writeFileSync(root, stranger.root.text);
    const more = 'PKSN_TRUST_ROOT' in environment ? { PKSN_TRUST_ROOT: root } : {};
    await service.start('query-api', 'lenient', { ...environment, ...more });
    expect(await settled('lenient')).toEqual(RIGHT);
    const file = stranger.license().text;
    const answer = await service.query(null, 'lenient').post('/v1/license-submissions', { body: { file } });
    expect(answer.body.code).toBe('LICENSE_FILE_UNTRUSTED');
    await service.kill('lenient', 'SIGTERM');
  });

  it.each([
    ['PKSN_REGISTRY_MAX_AGE', '999 years'],
    ['PKSN_SUBMISSION_APPROVAL', 'perhaps'],
    ['PKSN_POLL_INTERVAL', '-1'],
  ])('does not start with a %s that means nothing', async (name, value) => {
    await expect(service.start('query-api', 'wrong', { [name]: value })).rejects.toThrow(/CONFIG_INVALID/);
  });
});
