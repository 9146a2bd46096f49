import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { verifyLicenseFile } from '@pksn/licensing';
import type { DataSource } from '@pksn/store-postgres';
import { LicenseDesk, openDatabase } from '@pksn/store-postgres';
import type { ForgedLicense, ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import type { Answer } from './https-caller';
import { pksnCommand } from './pksn-command';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { ShiftedClock } from './shifted-clock';
import { eventually, importOf, trust } from './steps';

const [HOUR, DAY] = [3_600_000, 86_400_000];
const YEAR = 365.25 * DAY;
const ROWS = 1_000;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
/** The version is in the threat, so that an answer tells which one it is of. */
const rowsOf = (version: number): string =>
  [
    'sha256,domain,zone,threat',
    `,overridden.example,red,V${String(version)}`,
    ...Array.from({ length: ROWS }, (_, n) => `${sha256(String(n))},,red,V${String(version)}`),
  ].join('\n');

describe('a clock that is set', () => {
  let service: Service;
  let source: DataSource;
  let clock: ShiftedClock;
  let vendor: ForgedVendor;
  const licenses: Record<string, ForgedLicense> = {};

  const admin = async (path: string): Promise<Answer['body']> => (await service.admin.get(`/api/v1/${path}`)).body;
  const stateIs = async (state: string): Promise<Answer['body']> => {
    const seen = await eventually(
      () => admin('clock'),
      (one) => one.state === state,
    );
    expect(seen.state).toBe(state);
    return seen;
  };
  /** What a license gets for a file, and for the domain that is overridden: a zone, or a code. */
  const asked = async (license: string): Promise<string> => {
    const objects = [{ file: sha256('7') }, { domain: 'overridden.example' }];
    const { status, body } = await service
      .query(licenses[license]?.key ?? '')
      .post('/v1/lookup', { body: { objects } });
    if (status !== 200) return String(body.code);
    const [file, domain] = body.results as { zone: string; source: { version: number } }[];
    return `${file?.zone ?? ''} ${domain?.zone ?? ''}${body.stale === true ? ' stale' : ''}`;
  };
  const ALL = ['current', 'long', 'over', 'early'];
  const verdicts = async (): Promise<string> => (await Promise.all(ALL.map(asked))).join(', ');
  const USUAL = 'red green, red green, LICENSE_EXPIRED, LICENSE_NOT_YET_VALID';
  const eventualVerdicts = (right: string): Promise<string> => eventually(verdicts, (seen) => seen === right);
  const start = (name: 'query-api' | 'admin-api' | 'import-worker'): Promise<unknown> =>
    service.start(name, name, clock.environment);
  /** What is kept of the time outlives the process. */
  const restartQueryApi = async (): Promise<void> => {
    await service.kill('query-api', 'SIGTERM');
    await start('query-api');
    expect(await eventualVerdicts(USUAL)).toBe(USUAL);
  };
  const packageOf = (version: number): Promise<Buffer> =>
    samplePackage(vendor, { feed: 'acme/core', version, rows: rowsOf(version), freshDays: 30 });

  beforeAll(async () => {
    service = await Service.create();
    clock = new ShiftedClock(service.dataDir);
    vendor = forgeVendor('acme', Date.now());
    source = await openDatabase(service.database.url, 2);
    await Promise.all([start('query-api'), start('admin-api'), start('import-worker')]);
    await trust(service, vendor);
    await importOf(service, await packageOf(1));
    const now = Date.now();
    const times: Record<string, [number, number]> = {
      current: [-DAY, 40 * DAY],
      long: [-DAY, 300 * DAY],
      over: [-3 * DAY, -2 * HOUR],
      early: [3 * HOUR, 40 * DAY],
    };
    for (const [licenseId, [from, to]] of Object.entries(times)) {
      const iso = (ms: number): string => new Date(now + ms).toISOString();
      const license = vendor.license({
        licenseId,
        issuedAt: iso(-4 * DAY),
        notBefore: iso(from),
        expiresAt: iso(to),
        graceDays: 0,
      });
      licenses[licenseId] = license;
      const verified = verifyLicenseFile(license.text, [vendor.root]);
      await new LicenseDesk(source).submit({ license: verified, file: license.text, actor: 'test', approved: true });
    }
    const override = { object: { domain: 'overridden.example' }, zone: 'green', reason: 'test', expires: '30d' };
    expect((await service.admin.post('/api/v1/overrides', { body: override })).status).toBe(201);
    expect(await eventualVerdicts(USUAL)).toBe(USUAL);
  }, 120_000);
  afterAll(async () => {
    if (process.env.PKSN_TEST_LOGS) for (const app of service.apps.values()) process.stderr.write(app.log());
    await source?.destroy();
    await service?.stop();
  });

  it.each([
    ['-10 years', -10 * YEAR, 'behind', 2],
    ['+12 years', 12 * YEAR, 'leapt', 3],
    ['-1 hour', -HOUR, 'behind', 4],
  ])('%s while an import and queries run changes no answer', async (_name, shift, state, version) => {
    const seen = new Set<string>();
    let over = false;
    const asking = (async () => {
      for (; !over; await delay(20)) seen.add(await verdicts());
    })();
    const upload = await service.admin.post('/api/v1/packages', {
      raw: await packageOf(version),
      headers: { 'content-type': 'application/octet-stream' },
    });
    clock.shift(shift);
    const told = await stateIs(state);
    expect(Math.abs(told.aheadSeconds * 1_000 - shift)).toBeLessThan(5 * 60_000);
    const ended = await eventually(
      () => admin(`imports/${String(upload.body.import.id)}`),
      (one) => one.state === 'active',
    );
    expect(ended).toMatchObject({ state: 'active', version });
    const status = await eventually(
      () => service.query(licenses.current?.key ?? '').get('/v1/status'),
      ({ body }) => body.database.generation >= ended.generation,
    );
    expect(status.body.database).toMatchObject({ generation: ended.generation, stale: false });
    over = true;
    await asking;
    expect([...seen]).toEqual([USUAL]);
    if (state === 'behind' && shift < -HOUR) await restartQueryApi();
    const { body: ready } = await service.query(null).get('/readyz');
    expect(ready).toMatchObject({
      status: 'degraded',
      problems: [expect.stringMatching(/^the clock of this machine/)],
    });
    const [problem] = (await admin('health')).problems;
    expect(problem.what).toMatch(/^the clock of this machine/);
    expect(problem.advice).toContain('pksn clock reset --reason TEXT');
    clock.shift(0);
    await stateIs('right');
    expect(await verdicts()).toBe(USUAL);
    expect((await service.query(null).get('/readyz')).body.status).toBe('ok');
  });

  it('a month off is for a person to confirm; what then ends, ends without an import worker, too', async () => {
    await service.kill('import-worker', 'SIGTERM');
    clock.shift(45 * DAY);
    await stateIs('leapt');
    await restartQueryApi();
    const metrics = (await service.admin.get('/metrics')).text;
    expect(Number(/^pksn_clock_ahead_seconds (.*)$/m.exec(metrics)?.[1])).toBeGreaterThan((44 * DAY) / 1_000);
    const shown = await pksnCommand(['clock', 'show', ...service.adminFlags]);
    expect(shown.out).toMatch(
      /leapt 45 days ahead of the time kept: until a person confirms it.*pksn clock reset --reason/s,
    );
    const reset = await pksnCommand(['clock', 'reset', '--reason', 'it was off', ...service.adminFlags]);
    expect(reset.out).toMatch(/^before {5}.*\njudged by .*\nclock .*\nThe clock is right\.\n$/);
    const [entry] = (await admin('audit?action=clock.reset')).entries;
    expect(entry).toMatchObject({ subject: 'clock', detail: { reason: 'it was off' } });
    expect(Date.parse(entry.detail.after) - Date.parse(entry.detail.before)).toBeGreaterThan(44 * DAY);
    const after = 'LICENSE_EXPIRED, red red stale, LICENSE_EXPIRED, LICENSE_EXPIRED';
    expect(await eventualVerdicts(after)).toBe(after);
  });

  it('and where that was an error, time goes back by a second word', async () => {
    clock.shift(0);
    const told = await stateIs('behind');
    expect(told.problem.advice).toContain('because it was ahead before: pksn clock reset');
    const after = 'LICENSE_EXPIRED, red red stale, LICENSE_EXPIRED, LICENSE_EXPIRED';
    expect(await verdicts()).toBe(after);
    const { status } = await service.admin.post('/api/v1/clock/reset', { body: { reason: '' } });
    expect(status).toBe(400);
    await stateIs('behind');
    await service.admin.post('/api/v1/clock/reset', { body: { reason: 'the first was an error' } });
    await stateIs('right');
    // What was ended stays so.
    const right = 'red red, red red, LICENSE_EXPIRED, LICENSE_NOT_YET_VALID';
    expect(await eventualVerdicts(right)).toBe(right);
  });
});
