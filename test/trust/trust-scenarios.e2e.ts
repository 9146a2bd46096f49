import { Installation } from '../crash/installation';
import type { WorkerParts } from '../crash/installation';
import { NOW } from '../fuzz/sample-content';
import { ROTATION_SCENARIOS } from './rotation-scenarios';
import { Scene } from './trust-scenario';
import { TrustSite } from './trust-site';
import { VENDOR_SCENARIOS } from './vendor-scenarios';
import { VERSION_SCENARIOS } from './version-scenarios';

const GROUPS = [
  ['versions', VERSION_SCENARIOS],
  ['rotations', ROTATION_SCENARIOS],
  ['vendors and roles', VENDOR_SCENARIOS],
] as const;
const ALL = GROUPS.flatMap(([, scenarios]) => scenarios);

/** TARGETS S3, in the manner of the TUF conformance suite: files, signatures, the import worker's parts and PostgreSQL. */
describe('trust', () => {
  let installation: Installation;
  let worker: WorkerParts;
  let vendors = 0;
  beforeAll(async () => {
    installation = await Installation.create();
    worker = await installation.worker();
  });
  beforeEach(() => {
    installation.now = NOW;
  });
  afterAll(async () => {
    await worker?.source.destroy();
    await installation?.stop();
  });

  it('is tried in at least 50 scenarios', () => {
    expect(new Set(ALL.map(({ name }) => name)).size).toBe(ALL.length);
    expect(ALL.length).toBeGreaterThanOrEqual(50);
  });

  describe.each(GROUPS)('%s', (_group, scenarios) => {
    it.each(scenarios.map(({ name, story }) => [name, story] as const))('%s', async (_name, story) => {
      vendors += 1;
      await story(new Scene(new TrustSite(installation, worker), `vendor-${String(vendors)}`));
    });
  });
});
