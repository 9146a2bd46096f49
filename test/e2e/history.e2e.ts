import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '@pksn/store-postgres';
import type { DataSource } from '@pksn/store-postgres';
import { forgeVendor } from '@pksn/testing';
import type { ForgedVendor } from '@pksn/testing';
import { pksnCommand } from './pksn-command';
import type { CommandEnd } from './pksn-command';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, importOf, trust } from './steps';

const ROWS = 'domain,zone\nexample.net,red';

describe('the history of an installation', () => {
  let service: Service;
  let database: DataSource;
  let acme: ForgedVendor;

  const audit = (...args: string[]): Promise<CommandEnd> => pksnCommand(['audit', ...args, ...service.adminFlags]);
  const file = (name: string): string => join(service.dataDir, name);
  const sequence = async (): Promise<number> => (await service.admin.get('/api/v1/audit/head')).body.sequence as number;
  /** What an owner of the database can do: with the triggers off, and taken back afterwards. */
  const asOwner = async (sql: string, then: () => Promise<void>): Promise<void> => {
    const runner = database.createQueryRunner();
    await runner.query(`CREATE TABLE kept_entry AS TABLE audit_entry`);
    await runner.query(`CREATE TABLE kept_link AS TABLE audit_link`);
    const replacing = async (statements: string): Promise<void> => {
      await runner.query(`BEGIN; SET LOCAL session_replication_role = replica; ${statements}; COMMIT`);
    };
    try {
      await replacing(sql);
      await then();
    } finally {
      await replacing(`DELETE FROM audit_link; DELETE FROM audit_entry;
        INSERT INTO audit_entry OVERRIDING SYSTEM VALUE TABLE kept_entry; INSERT INTO audit_link TABLE kept_link;
        DROP TABLE kept_entry; DROP TABLE kept_link`);
      await runner.release();
    }
  };

  beforeAll(async () => {
    service = await Service.create();
    await service.startAll();
    database = await openDatabase(service.database.url, 2);
    acme = forgeVendor('acme', Date.now());
    await trust(service, acme);
    await importOf(service, await samplePackage(acme, { feed: 'acme/core', version: 1, rows: ROWS }));
    await importOf(service, Buffer.from('this is no package'));
    await importOf(service, await samplePackage(acme, { feed: 'acme/core', version: 2, rows: ROWS }), '?hold=true');
    expect((await audit('checkpoint', '--now', '--out', file('kept.checkpoint'))).exitCode).toBe(0);
    expect((await audit('key', '--out', file('history.pem'))).exitCode).toBe(0);
  });
  afterAll(async () => {
    await database?.destroy();
    await service?.stop();
  });

  it('has every upload and its verdict, what went live and what waits, by whom', async () => {
    const { out } = await audit('list', '--json', '--limit', '100');
    const { entries } = JSON.parse(out) as {
      entries: { sequence: number; action: string; detail: { code?: string } }[];
    };
    const story = entries.toReversed().map(({ action }) => action);
    expect(story.filter((one) => /^(package|snapshot|trust)/.test(one))).toEqual([
      'trust.added',
      'package.received',
      'package.staged',
      'snapshot.activated',
      'package.received',
      'package.rejected',
      'package.received',
      'package.staged',
      'package.held',
    ]);
    expect(entries.find((one) => one.action === 'package.rejected')?.detail.code).toBe('PACKAGE_MAGIC');
    const refused = await audit('list', '--action', 'package.rejected');
    expect(refused.out).toMatch(/^ *\d+ {2}\d{4}-.*package\.rejected .* by import-worker {2}code PACKAGE_MAGIC/m);
    const first = await audit('list', '--limit', '2', '--json');
    const { next } = JSON.parse(first.out) as { next: string };
    const second = JSON.parse((await audit('list', '--limit', '2', '--cursor', next, '--json')).out) as {
      entries: { sequence: number }[];
    };
    expect(second.entries.map((one) => one.sequence)).toEqual(entries.slice(2, 4).map((one) => one.sequence));
    expect((await service.admin.get('/api/v1/audit?cursor=bm9uZQ')).body.code).toBe('REQUEST_MALFORMED');
  });

  it('is as it was written, with the checkpoint of the activation and the one that was kept', async () => {
    const plain = await audit('verify');
    expect(plain).toMatchObject({ exitCode: 0, out: expect.stringMatching(/each as it was written/) as string });
    expect(plain.out).toMatch(/checkpoint +\d+ agrees/);
    const { body } = await service.admin.get('/api/v1/audit/checkpoints');
    const checkpoints = body.checkpoints as { number: number; cause: string; previous: string | null }[];
    expect(checkpoints.map((one) => one.number)).toEqual(checkpoints.map((_, n) => checkpoints.length - n));
    expect(checkpoints.at(-1)).toMatchObject({ cause: 'first', previous: null });
    expect(checkpoints.filter((one) => one.previous === null).length).toBe(1);
    expect((await service.admin.get('/api/v1/audit/checkpoints/999')).status).toBe(404);
  });

  it('writes a checkpoint by itself when a snapshot goes live', async () => {
    const { body } = await service.admin.get('/api/v1/snapshots');
    const held = (body.snapshots as { id: number; state: string }[]).find((one) => one.state === 'held');
    await service.admin.post(`/api/v1/snapshots/${String(held?.id)}/activate`, { body: { reason: 'looked at it' } });
    const newest = await eventually(
      async () =>
        (await service.admin.get('/api/v1/audit/checkpoints/newest')).body as { cause: string; sequence: number },
      ({ cause }) => cause === 'activation',
    );
    expect(newest).toMatchObject({ cause: 'activation', sequence: await sequence() });
  });

  it('keeps the key out of the database, its answers and its logs, and the file to its owner', async () => {
    const path = file('secrets/history-key.pem');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const [, secret = ''] = readFileSync(path, 'utf8').split('\n');
    const [dump] = (await database.query(`SELECT string_agg(e::text, '') AS text FROM audit_entry e`)) as [
      { text: string },
    ];
    const { text } = await service.admin.get('/api/v1/audit/head');
    for (const place of [dump.text, text, service.apps.get('admin-api')?.log() ?? ''])
      expect(place).not.toContain(secret);
    expect(readdirSync(file('checkpoints')).length).toBeGreaterThan(1);
  });

  it.each([
    [
      'a rewritten entry',
      `UPDATE audit_entry SET actor = 'nobody' WHERE action = 'package.rejected'`,
      'is not what was written',
    ],
    [
      'an entry that was removed',
      `DELETE FROM audit_entry WHERE action = 'package.rejected'`,
      'was removed; its place in the chain is still there',
    ],
    [
      'an entry that was removed with its place',
      `DELETE FROM audit_link WHERE entry_id = (SELECT id FROM audit_entry WHERE action = 'package.rejected');
       DELETE FROM audit_entry WHERE action = 'package.rejected'`,
      'is missing: entry',
    ],
    [
      'an entry that was slipped in',
      `INSERT INTO audit_entry (actor, action, subject) VALUES ('somebody', 'snapshot.activated', 'acme/core')`,
      'has no place in the chain',
    ],
  ])('shows %s', async (_, sql, words) => {
    await asOwner(sql, async () => {
      const end = await audit('verify');
      expect(end).toMatchObject({ exitCode: 73, err: expect.stringContaining(words) as string });
      expect(end.err).toContain('HISTORY_BROKEN');
    });
  });

  it('keeps every refused package as a record: its code, the reason, and what to do', async () => {
    await service.start('admin-api', 'small', { PKSN_UPLOAD_LIMIT_BYTES: '10' });
    const headers = { 'content-type': 'application/octet-stream', 'pksn-file-name': 'large.rpk' };
    const large = await service.adminOf('small').post('/api/v1/packages', { raw: Buffer.alloc(11), headers });
    expect(large).toMatchObject({ status: 413, body: { code: 'UPLOAD_TOO_LARGE' } });
    await service.kill('small', 'SIGTERM');
    const { out } = await pksnCommand(['package', 'history', '--refused', ...service.adminFlags]);
    expect(out).toMatch(/rejected {3}large\.rpk .*\n {2}UPLOAD_TOO_LARGE: packages may have at most 10 bytes\n {2}\S/);
    expect(out).toMatch(
      /rejected {3}upload\.rpk .*\n {2}PACKAGE_MAGIC: .*\n {2}Upload a \.rpk file as the vendor made it/,
    );
    expect(out).not.toContain('active');
    const { body } = await service.admin.get('/api/v1/audit?limit=1');
    expect(body.entries).toMatchObject([{ action: 'package.rejected', detail: { code: 'UPLOAD_TOO_LARGE' } }]);
  });

  it('shows a truncation by a checkpoint, and to doctor', async () => {
    const at = await sequence();
    const checkpoint = await audit('checkpoint', '--now', '--out', file('cut.checkpoint'));
    expect(checkpoint.out).toContain(`the history had ${String(at)} entries`);
    const cut = `DELETE FROM audit_link WHERE sequence > ${String(at - 2)};
      DELETE FROM audit_entry e WHERE NOT EXISTS (SELECT FROM audit_link l WHERE l.entry_id = e.id)`;
    await asOwner(cut, async () => {
      const end = await audit(
        'verify',
        '--checkpoint',
        file('kept.checkpoint'),
        '--checkpoint',
        file('cut.checkpoint'),
      );
      expect(end.exitCode).toBe(73);
      expect(end.err).toContain(`the history ends at ${String(at - 2)}, the checkpoint of`);
      expect(end.err).toContain(
        `says ${String(at)}: entries ${String(at - 1)} to ${String(at)} are gone, or an older backup was restored`,
      );
      const refused = await service.admin.post('/api/v1/audit/checkpoints');
      expect(refused).toMatchObject({ status: 409, body: { code: 'HISTORY_BROKEN' } });
      const doctor = await pksnCommand(['doctor', ...service.adminFlags]);
      expect(doctor).toMatchObject({
        exitCode: 1,
        out: expect.stringContaining(`the history ends at ${String(at - 2)}`) as string,
      });
    });
    expect((await audit('checkpoint', '--now')).exitCode).toBe(0);
    expect((await pksnCommand(['doctor', ...service.adminFlags])).out).toContain(
      'ok    the history is as it was written',
    );
  });

  it('shows a chain that was computed anew, and the person who accepts it stands in every checkpoint after', async () => {
    const kept = await audit('checkpoint', '--now', '--out', file('before.checkpoint'));
    expect(kept.exitCode).toBe(0);
    const anew = `UPDATE audit_entry SET subject = 'acme/other' WHERE action = 'package.held';
      DELETE FROM audit_link; SELECT audit_chain(e) FROM (SELECT * FROM audit_entry ORDER BY id) e`;
    const before = ['--checkpoint', file('before.checkpoint')];
    expect((await audit('accept', '--reason', 'in haste')).err).toContain('HISTORY_INTACT');
    await asOwner(anew, async () => {
      const end = await audit('verify', ...before);
      expect(end).toMatchObject({ exitCode: 73, err: expect.stringContaining('the history was rewritten') as string });
      const accepted = await audit('accept', '--reason', 'the backup of Monday was restored');
      expect(accepted).toMatchObject({ exitCode: 0, out: expect.stringContaining('goes on from entry') as string });
      const { body } = await service.admin.get('/api/v1/audit/checkpoints/newest');
      expect(body).toMatchObject({ cause: 'break', accepted: { reason: 'the backup of Monday was restored' } });
      expect((await audit('verify')).exitCode).toBe(0);
      expect((await audit('verify', ...before)).exitCode).toBe(73);
    });
    await audit('accept', '--reason', 'and taken back');
    expect((await audit('verify', ...before)).exitCode).toBe(0);
  });

  it('goes to a file that can be checked without a service', async () => {
    const out = file('history.ndjson');
    expect((await audit('export', '--out', out)).exitCode).toBe(0);
    const offline = ['--input', out, '--checkpoint', file('before.checkpoint'), '--public-key', file('history.pem')];
    const verify = (): Promise<CommandEnd> => pksnCommand(['audit', 'verify', ...offline]);
    expect(await verify()).toMatchObject({ exitCode: 0, out: expect.stringContaining('as it was written') as string });
    const bent = readFileSync(out, 'utf8').replace('package.rejected', 'package.received');
    writeFileSync(out, bent);
    expect(await verify()).toMatchObject({
      exitCode: 73,
      err: expect.stringContaining('is not what was written') as string,
    });
  });
});
