import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from '@pksn/store-postgres';
import { openDatabase } from '@pksn/store-postgres';
import type { ForgedLicense, ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import type { Answer } from './https-caller';
import { fourEyesCases } from './four-eyes';
import { HttpsCaller } from './https-caller';
import type { CommandEnd } from './pksn-command';
import { pksnCommand } from './pksn-command';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, importOf, submit, trust } from './steps';

const HEADER = 'sha256,md5,url,domain,ip,certificateSha256,zone,threat,popularity';
const hex = (text: string, algorithm = 'sha256'): string => createHash(algorithm).update(text).digest('hex');
const [SYSTEM, SYSTEM_MD5, OTHER] = [hex('ls'), hex('ls', 'md5'), hex('other')];
const bad = (n: number): string => `${hex(`bad ${String(n)}`)},,,,,,red,Old.Threat,`;
const V1 = [HEADER, `${SYSTEM},${SYSTEM_MD5},,,,,green,,100000`, ...Array.from({ length: 10 }, (_, n) => bad(n))];

describe('guards', () => {
  let service: Service;
  let vendor: ForgedVendor;
  let license: ForgedLicense;
  let source: DataSource;

  const pksn = (...args: string[]): Promise<CommandEnd> => pksnCommand([...args, ...service.adminFlags]);
  const json = async (...args: string[]): Promise<Answer['body']> => {
    const { exitCode, out, err } = await pksn(...args, '--json');
    if (exitCode !== 0) throw new Error(err);
    return JSON.parse(out) as unknown;
  };
  const listFile = (name: string, text: string): string => {
    const path = join(service.dataDir, name);
    writeFileSync(path, text);
    return path;
  };
  const brought = async (feed: string, version: number, rows: string[], base?: Buffer[]): Promise<Answer['body']> =>
    importOf(
      service,
      await samplePackage(vendor, { feed, version, rows: rows.join('\n'), ...(base === undefined ? {} : { base }) }),
    );
  const previewOf = async (id: unknown): Promise<Answer['body']> =>
    (await service.admin.get(`/api/v1/snapshots/${String(id)}/preview`)).body;

  beforeAll(async () => {
    service = await Service.create();
    await service.startAll({ PKSN_RETRY_INTERVAL: '200ms' });
    source = await openDatabase(service.database.url, 2);
    vendor = forgeVendor('acme', Date.now());
    await trust(service, vendor);
    license = vendor.license({ licenseId: 'mine' });
    await submit(service, license);
  }, 120_000);
  afterAll(async () => {
    if (process.env.PKSN_TEST_LOGS) for (const app of service.apps.values()) process.stderr.write(app.log());
    await source?.destroy();
    await service?.stop();
  });

  it('hold a snapshot that turns a file of the operating system red, until a person says why not', async () => {
    const path = listFile('system.txt', `# files of the system\n${SYSTEM_MD5}\n/bin/ls\n`);
    const imported = await pksn('guard', 'import', path);
    expect(imported.err).toBe('');
    expect(imported.out).toContain('system: 1 entry guarded for all feeds');
    expect(imported.out).toContain('not applicable: 1 is a bare path (first on line 3)');
    const first = await samplePackage(vendor, { feed: 'acme/core', version: 1, rows: V1.join('\n') });
    expect(await importOf(service, first)).toMatchObject({ state: 'active' });
    const rows = [...V1.slice(0, 1), `${SYSTEM},${SYSTEM_MD5},,,,,red,False.Alarm,100000`, ...V1.slice(2), bad(99)];
    const file = join(service.dataDir, 'v2.rpk');
    writeFileSync(
      file,
      await samplePackage(vendor, { feed: 'acme/core', version: 2, rows: rows.join('\n'), base: [first] }),
    );
    const held = await pksn('import', file, '--wait');
    expect(held.out).toContain('acme/core version 2 is held (a guard holds it: a guarded object turns red');
    expect(held.out).toContain(`${SYSTEM_MD5} of "system"`);
    expect(held.out).toContain('file green -> red');
    expect(held.out).toContain('threats new: False.Alarm (1)');
    const [{ id }] = (await source.query(`SELECT id FROM snapshot WHERE version = 2`)) as [{ id: string }];
    const { needs, counts } = (await service.admin.get('/api/v1/overview')).body;
    expect(needs).toContainEqual(
      expect.objectContaining({
        code: 'snapshot-held',
        facts: { id: Number(id), feed: 'acme/core', version: 2, hold: 'guard' },
      }),
    );
    expect(counts).toMatchObject({ heldSnapshots: 1, proxies: { registered: 0, present: 0, lastSeenAt: null } });
    expect((await pksn('snapshot', 'preview', id)).out).toContain('most popular that change');
    expect(await json('snapshot', 'preview', id)).toMatchObject({
      snapshot: { state: 'held', hold: { kind: 'guard' } },
      trips: [{ rule: 'list', count: 1, samples: [{ key: SYSTEM, list: 'system', entry: SYSTEM_MD5 }] }],
      preview: {
        against: { version: 1 },
        records: { before: 11, after: 12, added: 1, gone: 0, recolored: 1, edited: 0 },
        zones: { before: { file: { red: 10, green: 1 } }, after: { file: { red: 12 } } },
      },
    });
    const refused = await pksn('snapshot', 'activate', id);
    expect(refused.exitCode).not.toBe(0);
    expect(refused.err).toContain('SNAPSHOT_REASON');
    const zone = async (): Promise<string> =>
      (await service.query(license.key).get(`/v1/files/${SYSTEM}`)).body.zone as string;
    expect(await zone()).toBe('green');
    expect((await pksn('snapshot', 'activate', id, '--reason', 'the vendor confirmed it')).exitCode).toBe(0);
    expect(await eventually(zone, (found) => found === 'red')).toBe('red');
    const [entry] = (await source.query(
      `SELECT actor, detail FROM audit_entry WHERE action = 'snapshot.activated' ORDER BY id DESC LIMIT 1`,
    )) as { actor: string; detail: object }[];
    expect(entry?.detail).toMatchObject({
      reason: 'the vendor confirmed it',
      overruled: expect.stringContaining('a guarded object turns red'),
    });
  });

  it('match hosts with all under them, networks both ways, certificates, and what a list calls so', async () => {
    const feed = 'acme/network';
    const misp = { name: 'Ours', type: 'hostname', list: ['bank.example', '.corp.example'], matching_attributes: [] };
    const part = { name: 'Parts', type: 'substring', list: ['login.'], matching_attributes: [] };
    const lists: [string, string, string[]][] = [
      ['ours.json', [misp, part].map((one) => JSON.stringify(one)).join('\n'), ['--format', 'misp']],
      ['nets.txt', '198.51.100.0/24\n2001:db8::/32\n', []],
      ['certs.txt', `${hex('our root')}\n`, ['--kind', 'certificates']],
      ['sites.txt', 'blog.host.example\nhttp://shop.example/cart/\n', []],
    ];
    for (const [name, text, flags] of lists)
      expect((await pksn('guard', 'import', listFile(name, text), '--feed', feed, ...flags)).err).toBe('');
    const shown = await json('guard', 'show', 'ours');
    expect(shown).toMatchObject({ entries: 2, skipped: [{ count: 1, reason: expect.stringContaining('substring') }] });
    const innocent = [',,,other.example,,,red,,', ',,,,203.0.113.0/24,,red,,', `${OTHER},,,,,,red,,`];
    expect(await brought(feed, 1, [HEADER, ...innocent])).toMatchObject({ state: 'active' });
    const guilty = [
      ',,http://mail.bank.example/login.php,,,,red,,',
      ',,,corp.example,,,red,,',
      ',,,,198.51.100.7,,red,,',
      ',,,,198.51.0.0/16,,red,,',
      ',,,,2001:db8:1::/48,,red,,',
      `,,,,,${hex('our root')},red,,`,
      ',,,host.example,,,red,,',
      ',,,shop.example,,,red,,',
    ];
    const fine = [',,,blog.other.example,,,red,,', ',,,shop.example,,,green,,', ',,,more.host.example,,,red,,'];
    for (const [n, row] of guilty.entries()) {
      const end = await brought(feed, 2 + n, [HEADER, ...innocent, row]);
      expect({ row, ...end }).toMatchObject({
        row,
        state: 'held',
        detail: expect.stringContaining('a guarded object'),
      });
    }
    expect(await brought(feed, 20, [HEADER, ...innocent, ...fine])).toMatchObject({ state: 'active' });
  });

  it('hold what is judged anew: by a list that comes later, and not any longer when it goes', async () => {
    const feed = 'acme/later';
    expect(await brought(feed, 1, [HEADER, bad(1)])).toMatchObject({ state: 'active' });
    await service.admin.send('PATCH', `/api/v1/feeds/${feed}`, { body: { activation: 'manual' } });
    const { snapshotId } = await brought(feed, 2, [HEADER, bad(1), bad(2)]);
    expect((await previewOf(snapshotId)).snapshot.hold.kind).toBe('policy');
    const path = listFile('later.txt', hex('bad 2'));
    await pksn('guard', 'import', path);
    const kind = async (): Promise<string> => (await previewOf(snapshotId)).snapshot.hold?.kind as string;
    expect(await eventually(kind, (found) => found === 'guard')).toBe('guard');
    expect((await pksn('snapshot', 'activate', String(snapshotId))).err).toContain('SNAPSHOT_REASON');
    expect((await pksn('guard', 'remove', 'later')).exitCode).toBe(0);
    expect(await eventually(kind, (found) => found === 'policy')).toBe('policy');
    expect((await pksn('snapshot', 'activate', String(snapshotId))).exitCode).toBe(0);
    expect((await pksn('guard', 'remove', 'later')).err).toContain('NOT_FOUND');
  });

  it('hold by thresholds: records gone, and popular objects turned red', async () => {
    const feed = 'acme/limits';
    const known = (n: number, zone: string): string => `${hex(`known ${String(n)}`)},,,,,,${zone},,5000`;
    const all = Array.from({ length: 10 }, (_, n) => known(n, 'green'));
    expect(await brought(feed, 1, [HEADER, ...all])).toMatchObject({ state: 'active' });
    const set = await pksn('guard', 'thresholds', 'set', '--feed', feed, '--gone', '20', '--popular', '1');
    expect(set.out).toContain('more than 20 % of the records gone');
    expect(await brought(feed, 2, [HEADER, ...all.slice(3)])).toMatchObject({
      state: 'held',
      detail: expect.stringContaining('3 of 10 records are gone, more than 20 %'),
    });
    expect(await brought(feed, 3, [HEADER, known(0, 'red'), known(1, 'red'), ...all.slice(2)])).toMatchObject({
      state: 'held',
      detail: expect.stringContaining('2 objects that 1000 or more have seen turn red, more than 1'),
    });
    expect(await brought(feed, 4, [HEADER, known(0, 'red'), ...all.slice(1, 9)])).toMatchObject({ state: 'active' });
    expect((await pksn('guard', 'list')).out).toContain(`${feed}: held with`);
    expect((await pksn('guard', 'thresholds', 'remove', '--feed', feed)).exitCode).toBe(0);
    expect(await brought(feed, 5, [HEADER, known(0, 'red')])).toMatchObject({ state: 'active' });
  });

  it('let a person turn a guarded object red by an override, and no machine', async () => {
    const rights = { kinds: ['file', 'domain'], zones: ['red', 'green'], maxDays: 30, perMinute: 60 };
    const body = { role: 'override-writer', label: 'sandbox', days: 1, rights };
    const { token } = (await service.admin.post('/api/v1/tokens', { body })).body as { token: string };
    const machine = new HttpsCaller(service.portOf('admin-api'), service.ca, token);
    const set = (object: object, zone = 'red'): Promise<Answer> =>
      machine.post('/api/v1/overrides', { body: { object, zone, reason: 'detonated', expires: '7d' } });
    expect(await set({ file: SYSTEM_MD5 })).toMatchObject({ status: 403, body: { code: 'OVERRIDE_GUARDED' } });
    expect(await set({ domain: 'intranet.bank.example' })).toMatchObject({ body: { code: 'OVERRIDE_GUARDED' } });
    expect((await set({ file: OTHER })).status).toBe(201);
    const green = await set({ file: SYSTEM_MD5 }, 'green');
    expect(green.status).toBe(201);
    const { id } = green.body.override as { id: number };
    expect(await machine.send('PATCH', `/api/v1/overrides/${String(id)}`, { body: { zone: 'red' } })).toMatchObject({
      status: 403,
      body: { code: 'OVERRIDE_GUARDED' },
    });
    const done = await pksn('override', 'add', SYSTEM_MD5, '--zone', 'red', '--reason', 'it is a rootkit');
    expect(done.err).toBe('');
    expect(done.out).toContain('although the guard list "system" has it');
    const [entry] = (await source.query(
      `SELECT detail FROM audit_entry WHERE action = 'override.added' ORDER BY id DESC LIMIT 1`,
    )) as { detail: object }[];
    expect(entry?.detail).toMatchObject({ reason: 'it is a rootkit', overruled: { list: 'system' } });
    expect((await set({ file: SYSTEM_MD5 }, 'green')).body.code).toBe('OVERRIDE_OUTRANKED');
  });

  it('refuse lists of nothing, and keep the list that was there', async () => {
    const before = await json('guard', 'show', 'system');
    const empty = await pksn('guard', 'import', listFile('empty.txt', '/bin/ls\nlogin\n'), '--name', 'system');
    expect(empty.err).toContain('GUARD_IMPORT');
    expect(await json('guard', 'show', 'system')).toEqual(before);
    const bent = await service.admin.post('/api/v1/guards/import?name=bent&kind=objects', {
      raw: Buffer.from('{"sha256":"\\ud800"}\n[]\n{"ip":"1.2.3.4/999"}\n{"domain":"\\u0000.example"}\nnothing\n'),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect(bent).toMatchObject({ status: 422, body: { code: 'GUARD_IMPORT' } });
    const named = await service.admin.post('/api/v1/guards/import?name=../x&kind=objects', {
      raw: Buffer.from('{}'),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect(named.status).toBe(400);
  });

  describe('under four eyes', () => fourEyesCases(() => ({ service, vendor, source })));
});
