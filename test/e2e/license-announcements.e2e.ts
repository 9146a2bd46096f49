import { formatAnnouncement } from '@pksn/licensing';
import type { LicenseStatusPayload } from '@pksn/licensing';
import { PAYLOAD_TYPES } from '@pksn/signing';
import type { Envelope } from '@pksn/signing';
import { TrustedVendors, openDatabase } from '@pksn/store-postgres';
import type { DataSource } from '@pksn/store-postgres';
import type { ForgedLicense, ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import type { Answer } from './https-caller';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, importOf, submit, trust } from './steps';

const DAY_MS = 86_400_000;
const iso = (ms: number): string => new Date(ms).toISOString();

describe("a vendor's license announcements", () => {
  let service: Service;
  let database: DataSource;
  let acme: ForgedVendor;
  let rival: ForgedVendor;
  let expired: ForgedVendor;
  let victim: ForgedLicense;
  let now: number;

  const license = (id: string): ForgedLicense =>
    acme.license({
      licenseId: id,
      customer: { id, name: id },
      issuedAt: iso(now - DAY_MS),
      notBefore: iso(now - DAY_MS),
    });
  /** Words against the victim: enough to end it at once, by whoever may say them. */
  const words = (): LicenseStatusPayload => ({
    vendor: 'acme',
    issuedAt: iso(now),
    revoked: [victim.keyHash],
    changed: [{ licenseId: 'victim', changedAt: iso(now - 1_000) }],
  });
  const rows = 'domain,zone\nexample.net,red';
  const carrying = (feed: string, version: number, licensing: readonly Envelope[], vendor = acme): Promise<Buffer> =>
    samplePackage(vendor, { feed, version, rows, licensing });
  const ask = (key: string): Promise<Answer> => service.query(key).get('/v1/domains/example.net');
  const codeOf = async (key: string): Promise<string> => {
    const { status, body } = await ask(key);
    return status === 200 ? 'granted' : String(body.code);
  };
  const announce = (announcement: string, headers: Record<string, string> = {}): Promise<Answer> =>
    service.admin.post('/api/v1/license-announcements', { body: { announcement }, headers });
  /** Everything that an announcement may touch. */
  const registry = async (): Promise<unknown> => {
    const of = (sql: string): Promise<unknown> => database.query(sql);
    return [
      await of('SELECT * FROM revoked_key ORDER BY key_hash, vendor'),
      await of('SELECT * FROM license_change ORDER BY vendor, license_id, changed_at'),
      await of('SELECT key_hash, changed_at FROM license_key ORDER BY key_hash'),
      await of(`SELECT id FROM audit_entry WHERE action LIKE 'license.%' ORDER BY id`),
    ];
  };
  const content = async (): Promise<unknown> => [
    await registry(),
    await database.query('SELECT vendor, version FROM vendor_root ORDER BY 1, 2'),
    await database.query('SELECT feed, version, state FROM snapshot ORDER BY 1, 2'),
    await database.query('SELECT name, floor_version FROM feed ORDER BY 1'),
  ];

  beforeAll(async () => {
    now = Date.now();
    service = await Service.create();
    await service.startAll();
    database = await openDatabase(service.database.url, 2);
    acme = forgeVendor('acme', now);
    rival = forgeVendor('rival', now);
    expired = forgeVendor('expired', now - 366 * DAY_MS);
    await trust(service, acme);
    await trust(service, rival);
    const { vendor, version, fingerprint, expires, envelope } = expired.root;
    await new TrustedVendors(database).add({ vendor, version, fingerprint, expiresAt: expires, envelope }, 'test');
    victim = license('victim');
    await importOf(service, await carrying('acme/core', 1, []));
    await importOf(service, await carrying('rival/core', 1, [], rival));
    await submit(service, victim);
    await eventually(
      () => codeOf(victim.key),
      (code) => code === 'granted',
    );
  }, 120_000);
  afterAll(async () => {
    await database?.destroy();
    await service.stop();
  });

  const type = PAYLOAD_TYPES.licenseStatus;
  it.each<[string, string, () => Promise<Buffer>]>([
    ['the package role', 'PACKAGE_SIGNATURE', () => carrying('acme/core', 2, [acme.envelope(type, words())])],
    [
      "another vendor's license role",
      'PACKAGE_SIGNATURE',
      () => carrying('acme/core', 2, [rival.envelope(type, words(), 'license')]),
    ],
    [
      "another vendor's license role in its own package",
      'PACKAGE_SCHEMA',
      () => carrying('rival/core', 2, [rival.envelope(type, words(), 'license')], rival),
    ],
    [
      'a stranger of the same name',
      'PACKAGE_SIGNATURE',
      () => carrying('acme/core', 2, [forgeVendor('acme', now).status(words())]),
    ],
    [
      'the license role beside a good one',
      'PACKAGE_SIGNATURE',
      () => carrying('acme/core', 2, [acme.status(words()), acme.envelope(type, words())]),
    ],
    [
      'a license key that was rotated away in the same package',
      'PACKAGE_SIGNATURE',
      () => {
        const next = acme.rotated(['license']);
        const rootUpdates = [next.root.envelope];
        return samplePackage(next, {
          feed: 'acme/core',
          version: 2,
          rows,
          rootUpdates,
          licensing: [acme.status(words())],
        });
      },
    ],
    [
      'the license role under another payload type',
      'PACKAGE_PAYLOAD_TYPE',
      () => carrying('acme/core', 2, [acme.envelope(PAYLOAD_TYPES.license, words(), 'license')]),
    ],
    [
      'the license role about a time to come',
      'PACKAGE_SCHEMA',
      () => {
        const changed = [{ licenseId: 'victim', changedAt: iso(now + 1) }];
        return carrying('acme/core', 2, [acme.envelope(type, { ...words(), changed }, 'license')]);
      },
    ],
    [
      'an expired root',
      'TRUST_ROOT_EXPIRED',
      () => carrying('expired/core', 1, [expired.status({ revoked: [victim.keyHash] })], expired),
    ],
  ])('by %s refuse the whole package with %s', async (_who, code, make) => {
    const before = await content();
    expect(await importOf(service, await make())).toMatchObject({ state: 'rejected', code });
    expect(await content()).toEqual(before);
    expect(await codeOf(victim.key)).toBe('granted');
  });

  it('that come by themselves are taken from nobody else either, and by license managers alone', async () => {
    const before = await registry();
    const text = formatAnnouncement(acme.status(words()));
    const refusals: [string, number, string][] = [
      ['not an announcement', 422, 'LICENSE_ANNOUNCEMENT_MALFORMED'],
      [text.slice(0, -40), 422, 'LICENSE_ANNOUNCEMENT_MALFORMED'],
      [formatAnnouncement(acme.envelope(type, words())), 422, 'LICENSE_ANNOUNCEMENT_UNTRUSTED'],
      [formatAnnouncement(rival.envelope(type, words(), 'license')), 422, 'LICENSE_ANNOUNCEMENT_MALFORMED'],
      [formatAnnouncement(forgeVendor('acme', now).status(words())), 422, 'LICENSE_ANNOUNCEMENT_UNTRUSTED'],
      [formatAnnouncement(acme.rotated(['license']).status(words())), 422, 'LICENSE_ANNOUNCEMENT_UNTRUSTED'],
      [formatAnnouncement(expired.status()), 422, 'TRUST_ROOT_EXPIRED'],
    ];
    for (const [file, status, code] of refusals) {
      const { status: answered, body } = await announce(file);
      expect([answered, body.code]).toEqual([status, code]);
    }
    for (const [role, status] of [
      ['viewer', 403],
      ['operator', 403],
    ] as const) {
      const { body } = await service.admin.post('/api/v1/tokens', { body: { role, days: 1 } });
      const headers = { authorization: `Bearer ${String(body.token)}` };
      expect((await announce(text, headers)).status).toBe(status);
    }
    expect((await announce(text, { authorization: 'Bearer pksn_nobody' })).status).toBe(401);
    expect((await service.admin.post('/api/v1/license-announcements', { body: { announcement: 7 } })).status).toBe(400);
    expect(await registry()).toEqual(before);
    expect(await codeOf(victim.key)).toBe('granted');
  });

  it("reach nothing of another vendor that is named by its license's id and its key's hash", async () => {
    const said = { issuedAt: iso(now), revoked: [victim.keyHash], changed: words().changed };
    const theirs = rival.status(said);
    expect(await importOf(service, await carrying('rival/core', 2, [theirs], rival))).toMatchObject({
      state: 'active',
    });
    const { body } = await announce(formatAnnouncement(theirs));
    expect(body).toMatchObject({ vendor: 'rival', revoked: 0, changed: 0, keys: 0 });
    const show = await service.admin.get('/api/v1/licenses/victim');
    expect(show.body).toMatchObject({ vendor: 'acme', state: 'current' });
    expect(await codeOf(victim.key)).toBe('granted');
  });

  it('in a package that is held take effect at once, and once: by a delta, by the same package, by themselves', async () => {
    const target = license('target');
    await submit(service, target);
    const licensing = [acme.status({ revoked: [target.keyHash] })];
    const second = await carrying('acme/core', 2, licensing);
    const held = await importOf(service, second, '?hold=true');
    expect(held).toMatchObject({ state: 'held' });
    expect(
      await eventually(
        () => codeOf(target.key),
        (code) => code !== 'granted',
      ),
    ).toBe('LICENSE_REVOKED');
    const after = await registry();
    const base = [await carrying('acme/once', 1, licensing)];
    expect(await importOf(service, base[0]!)).toMatchObject({ state: 'active' });
    const delta = { feed: 'acme/once', version: 2, rows: `${rows}\nexample.com,red`, base, licensing };
    expect(await importOf(service, await samplePackage(acme, delta))).toMatchObject({ state: 'active', kind: 'delta' });
    expect(await importOf(service, base[0]!)).toMatchObject({ state: 'rejected', code: 'PACKAGE_ROLLBACK' });
    expect(await importOf(service, second)).toMatchObject({ state: 'unchanged' });
    expect((await announce(formatAnnouncement(licensing[0]!))).body).toMatchObject({ revoked: 0, changed: 0, keys: 0 });
    expect(await registry()).toEqual(after);
    // A package that is refused for something else announces nothing.
    const other = license('other');
    await submit(service, other);
    const refusedPackage = await carrying('acme/once', 3, [acme.status({ revoked: [other.keyHash] })]);
    const cut = refusedPackage.subarray(0, refusedPackage.length - 1);
    expect(await importOf(service, cut)).toMatchObject({ state: 'rejected' });
    expect(
      await eventually(
        () => codeOf(other.key),
        (code) => code === 'granted',
      ),
    ).toBe('granted');
  });

  it('by themselves take effect on a node without any package', async () => {
    const { status, body } = await announce(formatAnnouncement(acme.status(words())));
    expect([status, body]).toEqual([200, { vendor: 'acme', issuedAt: iso(now), revoked: 1, changed: 1, keys: 1 }]);
    expect(
      await eventually(
        () => codeOf(victim.key),
        (code) => code !== 'granted',
      ),
    ).toBe('LICENSE_REVOKED');
    const told = await database.query(
      `SELECT action, detail->>'vendor' AS vendor FROM audit_entry WHERE subject = 'victim' AND action <> 'license.submitted' ORDER BY id`,
    );
    expect(told).toEqual([
      { action: 'license.revoked', vendor: 'acme' },
      { action: 'license.changed', vendor: 'acme' },
    ]);
  });
});
