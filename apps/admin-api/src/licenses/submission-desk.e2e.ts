import { createLogger } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import { LicenseDesk, PostgresFeedLedger, TrustedVendors, migrate, openDatabase } from '@pksn/store-postgres';
import type { TemporaryDatabase } from '@pksn/testing';
import { SilentRelay, forgeVendor, temporaryDatabase } from '@pksn/testing';
import type { SubmissionOutcome } from './submission-desk';
import { SubmissionDesk } from './submission-desk';

const acme = forgeVendor('acme', Date.now());
let database: TemporaryDatabase;
let relay: SilentRelay;
let source: DataSource;
/** Called before each file is judged. */
let before: () => void;
let desk: SubmissionDesk;
beforeAll(async () => {
  database = await temporaryDatabase({ filledBy: migrate });
  relay = await SilentRelay.start(Number(new URL(database.url).port));
  source = await openDatabase(relay.urlOf(database.url), 2, { queryTimeoutMs: 5_000 });
  const { root } = acme;
  const stored = { vendor: 'acme', version: 1, fingerprint: root.fingerprint, envelope: JSON.parse(root.text) };
  await new TrustedVendors(source).add({ ...stored, expiresAt: root.expires } as never, 'test');
  const clock = {
    now: (): number => {
      before();
      return Date.now();
    },
  };
  const log = createLogger({ name: 'test', level: 'silent' });
  const policy = { customersNeedApproval: false };
  desk = new SubmissionDesk(new LicenseDesk(source), new PostgresFeedLedger(source), clock, log, policy);
});
beforeEach(() => (before = () => undefined));
afterAll(async () => {
  await source?.destroy();
  await relay?.stop();
  await database?.stop();
});

const file = (licenseId: string): string => acme.license({ licenseId }).text;
const submit = async (...files: string[]): Promise<string[]> =>
  (await desk.submit(files, 'test', null)).map((one: SubmissionOutcome) => (one.ok ? one.state : one.code));

it('tells of each file by itself, also of one with a NUL and of one that is too long', async () => {
  expect(await submit(`${file('nul')}\0`, file('good'), 'A'.repeat(70_000), file('good-too'))).toEqual([
    'LICENSE_FILE_MALFORMED',
    'submitted',
    'LICENSE_FILE_MALFORMED',
    'submitted',
  ]);
});

it('tells what was taken before the database went away, and does not try the rest', async () => {
  let judged = 0;
  before = () => {
    if (++judged !== 2) return;
    relay.cut();
    relay.admit('refuse');
  };
  expect(await submit(file('away-1'), file('away-2'), file('away-3'))).toEqual([
    'submitted',
    'SERVICE_UNAVAILABLE',
    'SERVICE_UNAVAILABLE',
  ]);
  expect(judged).toBe(2);
  relay.admit('forward');
});

it('withholds what a defect says, and goes on with the next file', async () => {
  await source.query(`ALTER TABLE license_file ADD CONSTRAINT broken CHECK (license_id <> 'broken') NOT VALID`);
  const [first, second] = await desk.submit([file('broken'), file('whole')], 'test', null);
  expect(first).toMatchObject({ ok: false, code: 'INTERNAL', detail: 'unexpected error' });
  expect(second).toMatchObject({ ok: true, state: 'submitted' });
});
