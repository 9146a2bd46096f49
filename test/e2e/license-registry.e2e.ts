import type { LicensePayload } from '@pksn/licensing';
import type { ForgedLicense, ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import type { Answer } from './https-caller';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, importOf, submit, trust } from './steps';

const DAY_MS = 86_400_000;
const iso = (ms: number): string => new Date(ms).toISOString();

describe('the license registry under approval', () => {
  let service: Service;
  let acme: ForgedVendor;
  let second: ForgedVendor;
  let now: number;

  const license = (id: string, days: number, change: Partial<LicensePayload> = {}, vendor = acme): ForgedLicense =>
    vendor.license({
      licenseId: id,
      customer: { id: `customer-${id}`, name: `Customer ${id}` },
      issuedAt: iso(now - 30 * DAY_MS + days * DAY_MS),
      notBefore: iso(now - 30 * DAY_MS),
      ...change,
    });
  const hand = (file: string): Promise<Answer> =>
    service.query(null).post('/v1/license-submissions', { body: { file } });
  const pending = async (): Promise<{ digest: string; licenseId: string }[]> =>
    (await service.admin.get('/api/v1/licenses/pending')).body.submissions;
  const granted = (key: string): Promise<Answer> =>
    eventually(
      () => service.query(key).get('/v1/domains/example.net'),
      (answer) => answer.status === 200,
    );

  beforeAll(async () => {
    now = Date.now();
    service = await Service.create();
    await service.startAll({ PKSN_SUBMISSION_APPROVAL: 'true' });
    acme = forgeVendor('acme', now);
    second = forgeVendor('second', now);
    for (const vendor of [acme, second]) {
      await trust(service, vendor);
      await importOf(
        service,
        await samplePackage(vendor, { feed: `${vendor.name}/core`, version: 1, rows: 'domain,zone\nexample.net,red' }),
      );
    }
  }, 120_000);
  afterAll(() => service.stop());

  it('keeps a working key working while its renewal awaits approval, and renews it by approving', async () => {
    const old = license('renewed', 0);
    await submit(service, old);
    expect((await granted(old.key)).status).toBe(200);
    const renewal = license('renewed', 1, { keyHash: old.keyHash, edition: 'Plus' });
    expect((await hand(renewal.text)).status).toBe(202);
    const [entry, ...others] = await pending();
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      vendor: 'acme',
      licenseId: 'renewed',
      customer: 'Customer renewed',
      fingerprint: old.keyHash.slice(0, 8),
      receivedAt: expect.stringContaining('T'),
      // The terms that would come into force.
      edition: 'Plus',
      feeds: null,
      supersedes: [],
    });
    const edition = async (): Promise<string> => (await service.admin.get('/api/v1/licenses/renewed')).body.edition;
    expect(await edition()).toBe('Standard');
    // Something that query processes notice: had the renewal touched the registry, they would know by now.
    const witness = license('witness', 0);
    await submit(service, witness);
    expect((await granted(witness.key)).status).toBe(200);
    expect((await service.query(old.key).get('/v1/domains/example.net')).status).toBe(200);
    const approval = await service.admin.post(`/api/v1/licenses/pending/${entry?.digest ?? ''}/approve`);
    expect([approval.status, approval.body.state]).toEqual([200, 'submitted']);
    expect([await edition(), await pending()]).toEqual(['Plus', []]);
  });

  it('refuses on request, and takes back nothing that was refused', async () => {
    const unwanted = license('unwanted', 0);
    await hand(unwanted.text);
    const [entry] = await pending();
    const path = `/api/v1/licenses/pending/${entry?.digest ?? ''}`;
    expect((await service.admin.send('DELETE', path)).status).toBe(204);
    expect(await pending()).toEqual([]);
    expect((await service.admin.post(`${path}/approve`)).body.code).toBe('NOT_FOUND');
    expect((await service.admin.send('DELETE', path)).body.code).toBe('NOT_FOUND');
    expect((await service.admin.get('/api/v1/licenses/unwanted')).body.code).toBe('NOT_FOUND');
  });

  it("does not let a customer's override reach the customer of another vendor with the same id", async () => {
    const customer = { id: '1001', name: 'Same id' };
    const [ours, theirs] = [license('ours', 0, { customer }), license('theirs', 0, { customer }, second)];
    await submit(service, ours, theirs);
    const { customers } = (await service.admin.get('/api/v1/customers')).body;
    expect(customers).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: '1001' }), expect.objectContaining({ id: 'second:1001' })]),
    );
    const zoneFor = async (key: string): Promise<string> =>
      (await service.query(key).get('/v1/domains/example.net')).body.zone;
    await Promise.all([granted(ours.key), granted(theirs.key)]);
    const override = (id: string, zone: string): Promise<Answer> =>
      service.admin.post('/api/v1/overrides', {
        body: { object: { domain: 'example.net' }, zone, reason: 'known', customer: id },
      });
    expect((await override('1001', 'green')).status).toBe(201);
    await eventually(
      () => zoneFor(ours.key),
      (zone) => zone === 'green',
    );
    expect([await zoneFor(ours.key), await zoneFor(theirs.key)]).toEqual(['green', 'red']);
    expect((await override('second:1001', 'grey')).status).toBe(201);
    await eventually(
      () => zoneFor(theirs.key),
      (zone) => zone === 'grey',
    );
    expect([await zoneFor(ours.key), await zoneFor(theirs.key)]).toEqual(['green', 'grey']);
  });

  it("takes customers' files while junk pours in", async () => {
    const junk = Promise.all(Array.from({ length: 120 }, () => hand('not a license')));
    const files = [license('in the flood', 0), license('in the flood too', 0, {}, second)];
    expect((await Promise.all(files.map((one) => hand(one.text)))).map((answer) => answer.status)).toEqual([202, 202]);
    const codes = (await junk).map((answer) => String(answer.body.code));
    expect(new Set(codes)).toEqual(new Set(['LICENSE_FILE_MALFORMED', 'SUBMISSION_THROTTLED']));
    expect((await hand(license('after the flood', 0).text)).status).toBe(202);
  });

  it('is a matter of license managers', async () => {
    const token = (await service.admin.post('/api/v1/tokens', { body: { role: 'viewer', days: 1 } })).body.token;
    const headers = { authorization: `Bearer ${String(token)}` };
    const path = `/api/v1/licenses/pending/${'a'.repeat(64)}`;
    expect((await service.admin.get('/api/v1/licenses/pending', { headers })).status).toBe(200);
    expect((await service.admin.post(`${path}/approve`, { headers })).status).toBe(403);
    expect((await service.admin.send('DELETE', path, { headers })).status).toBe(403);
  });
});
