import type { LicensePayload } from '@pksn/licensing';
import { openDatabase } from '@pksn/store-postgres';
import type { ForgedLicense, ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import type { Answer } from '../https-caller';
import { samplePackage } from '../sample-packages';
import { Service } from '../service';
import { eventually, importOf, submit, trust } from '../steps';
import type { Vendors } from './bent-files';
import { BENT_FILES, HONEST_SPELLINGS } from './bent-files';
import { BENT_PAYLOADS } from './bent-payloads';

const DAY_MS = 86_400_000;
const iso = (ms: number): string => new Date(ms).toISOString();

describe('license files that the vendor did not make', () => {
  const now = Date.now();
  let service: Service;
  let vendors: Vendors;
  let made = 0;

  const license = (change: Partial<LicensePayload> = {}, vendor: ForgedVendor = vendors.acme): ForgedLicense => {
    const id = `case-${String(++made)}`;
    return vendor.license({
      licenseId: id,
      customer: { id: `customer-${id}`, name: `Customer ${id}` },
      limits: { seats: 10, requestsPerSecond: 1_000 },
      feeds: [`${vendor.name}/core`],
      issuedAt: iso(now - 30 * DAY_MS),
      notBefore: iso(now - 30 * DAY_MS),
      ...change,
    });
  };
  const provider = async (file: string): Promise<string> => {
    const { status, body } = await service.admin.post('/api/v1/license-submissions', { body: { files: [file] } });
    if (status !== 200) return String(body.code);
    return body.results[0].ok === true ? String(body.results[0].state) : String(body.results[0].code);
  };
  /** The customer's own way; its bucket for junk is shared by all of these cases. */
  const customer = async (file: string): Promise<string> => {
    const { body } = await eventually(
      () => service.query(null).post('/v1/license-submissions', { body: { file } }),
      (answer: Answer) => answer.status !== 429,
    );
    return String(body.code ?? body.state);
  };
  const codeOf = async (key: string): Promise<string> => {
    const { status, body } = await service.query(key).get('/v1/domains/example.net');
    return status === 200 ? String(body.zone) : String(body.code);
  };
  const served = (key: string): Promise<string> =>
    eventually(
      () => codeOf(key),
      (code) => code === 'red',
    );

  beforeAll(async () => {
    vendors = {
      acme: forgeVendor('acme', now),
      rival: forgeVendor('rival', now),
      stranger: forgeVendor('stranger', now),
      impostor: forgeVendor('acme', now),
      lapsed: forgeVendor('lapsed', now - 400 * DAY_MS),
    };
    service = await Service.create();
    await service.startAll();
    for (const vendor of [vendors.acme, vendors.rival]) {
      await trust(service, vendor);
      const rows = 'domain,zone\nexample.net,red';
      await importOf(service, await samplePackage(vendor, { feed: `${vendor.name}/core`, version: 1, rows }));
    }
    // Its root was trusted while it was valid; only time has passed since.
    const { name, root } = vendors.lapsed;
    const database = await openDatabase(service.database.url, 1);
    await database.query('INSERT INTO vendor (name, anchor_fingerprint) VALUES ($1, $2)', [name, root.fingerprint]);
    await database.query(
      'INSERT INTO vendor_root (vendor, version, fingerprint, envelope, expires_at) VALUES ($1, 1, $2, $3, $4)',
      [name, root.fingerprint, JSON.stringify(root.envelope), root.expires],
    );
    await database.destroy();
  }, 120_000);
  afterAll(() => service.stop());

  const twins: ForgedLicense[] = [];
  it.each([...BENT_FILES, ...BENT_PAYLOADS])('are refused: $name', async (bent) => {
    const honest = license();
    const text = bent.bend(honest, vendors);
    const { code, provider: providers = code, customer: customers = code } = bent;
    expect([await provider(text), await customer(text)]).toEqual([providers, customers]);
    expect(await codeOf(honest.key)).toBe('LICENSE_KEY_NOT_SUBMITTED');
    twins.push(honest);
  });

  it('are refused beside honest twins, every one of which is taken and served', async () => {
    expect(twins).toHaveLength(BENT_FILES.length + BENT_PAYLOADS.length);
    await submit(service, ...twins);
    for (const { key } of twins) expect(await served(key)).toBe('red');
  });

  it.each(HONEST_SPELLINGS)('are not those with $name', async ({ bend }) => {
    const [one, other] = [license(), license()];
    expect([await provider(bend(one)), await customer(bend(other))]).toEqual(['submitted', 'submitted']);
    expect([await served(one.key), await served(other.key)]).toEqual(['red', 'red']);
  });

  it('are many', () => expect(BENT_FILES.length + BENT_PAYLOADS.length).toBeGreaterThan(60));

  it('do not displace a newer one, nor one of the same moment', async () => {
    const old = license();
    const id = { licenseId: old.payload.licenseId, customer: old.payload.customer };
    const twin = license({ ...id });
    const newer = license({ ...id, issuedAt: iso(now - DAY_MS) });
    await submit(service, old);
    expect([await provider(twin.text), await customer(twin.text)]).toEqual(['LICENSE_CONFLICT', 'LICENSE_CONFLICT']);
    expect(await provider(newer.text)).toBe('submitted');
    expect([await provider(twin.text), await customer(twin.text)]).toEqual([
      'LICENSE_FILE_OUTDATED',
      'LICENSE_FILE_OUTDATED',
    ]);
    const reissued = license({ ...id, keyHash: old.keyHash, issuedAt: iso(now - 10 * DAY_MS) });
    expect(await customer(reissued.text)).toBe('LICENSE_FILE_OUTDATED');
    expect([await served(newer.key), await codeOf(twin.key)]).toEqual(['red', 'LICENSE_KEY_NOT_SUBMITTED']);
  });

  it('do not reach the licenses of another vendor', async () => {
    const ours = license();
    await submit(service, ours);
    const { licenseId, customer: who } = ours.payload;
    const sameKey = license({ keyHash: ours.keyHash }, vendors.rival);
    expect([await provider(sameKey.text), await customer(sameKey.text)]).toEqual([
      'LICENSE_CONFLICT',
      'LICENSE_CONFLICT',
    ]);
    const sameId = license({ licenseId, customer: who, issuedAt: iso(now) }, vendors.rival);
    const replacing = license({ customer: who, supersedes: [ours.keyHash], issuedAt: iso(now) }, vendors.rival);
    expect([await provider(sameId.text), await provider(replacing.text)]).toEqual(['submitted', 'submitted']);
    expect([await served(sameId.key), await served(replacing.key), await codeOf(ours.key)]).toEqual([
      'red',
      'red',
      'red',
    ]);
    const { body } = await service.admin.get(`/api/v1/licenses/acme:${licenseId}`);
    expect(body).toMatchObject({ state: 'current', keys: [expect.objectContaining({ supersededAt: null })] });
  });

  it('do not move a license to another customer, or bring a revoked key back', async () => {
    const ours = license();
    await submit(service, ours);
    const { licenseId, customer: who } = ours.payload;
    const moved = license({ licenseId, issuedAt: iso(now) });
    expect([await provider(moved.text), await customer(moved.text)]).toEqual(['LICENSE_CONFLICT', 'LICENSE_CONFLICT']);
    await service.admin.post(`/api/v1/licenses/acme:${licenseId}/revoke`, { body: { reason: 'stolen' } });
    const again = license({ licenseId, customer: who, keyHash: ours.keyHash, issuedAt: iso(now) });
    for (const text of [ours.text, again.text]) {
      expect([await provider(text), await customer(text)]).toEqual(['LICENSE_REVOKED', 'LICENSE_REVOKED']);
    }
    const elsewhere = license({ keyHash: ours.keyHash });
    expect(await provider(elsewhere.text)).toBe('LICENSE_CONFLICT');
    const renewed = license({ licenseId, customer: who, issuedAt: iso(now) });
    expect(await provider(renewed.text)).toBe('submitted');
    expect([await served(renewed.key), await codeOf(ours.key)]).toEqual(['red', 'LICENSE_REVOKED']);
  });

  it('do not come in with a body that says more', async () => {
    const honest = license();
    const file = JSON.stringify(honest.text);
    for (const raw of [
      `{"file":${file},"__proto__":{"approved":true}}`,
      `{"file":${file},"constructor":{"prototype":{"approved":true}}}`,
      `{"file":${file},"approved":true}`,
      `{"file":[${file}]}`,
      `{"file":{"toString":${file}}}`,
      `[${file}]`,
      `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
    ]) {
      const headers = { 'content-type': 'application/json' };
      const { status, body } = await service.query(null).post('/v1/license-submissions', { raw, headers });
      expect([status, body.code]).toEqual([400, 'REQUEST_MALFORMED']);
    }
    const huge = await service.query(null).post('/v1/license-submissions', { body: { file: 'A'.repeat(1_048_576) } });
    expect([huge.status, huge.body.code]).toEqual([413, 'REQUEST_TOO_LARGE']);
    expect(await codeOf(honest.key)).toBe('LICENSE_KEY_NOT_SUBMITTED');
    expect(await customer(honest.text)).toBe('submitted');
  });
});
