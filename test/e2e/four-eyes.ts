import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from '@pksn/store-postgres';
import { FourEyesSettings } from '@pksn/store-postgres';
import type { ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import type { Answer } from './https-caller';
import { HttpsCaller } from './https-caller';
import type { CommandEnd } from './pksn-command';
import { pksnCommand } from './pksn-command';
import { samplePackage } from './sample-packages';
import type { Service } from './service';
import { eventually, importOf } from './steps';

export interface FourEyesRun {
  readonly service: Service;
  readonly vendor: ForgedVendor;
  readonly source: DataSource;
}

/** Cases of four eyes, in a run that goes on anyway: they leave all rules off. */
export function fourEyesCases(run: () => FourEyesRun): void {
  const tokens: Record<string, { id: string; token: string; caller: HttpsCaller }> = {};
  const by = (name: string): HttpsCaller => tokens[name]!.caller;
  const post = (name: string, path: string, body: object = {}): Promise<Answer> =>
    by(name).post(`/api/v1/${path}`, { body });
  const code = async (answer: Promise<Answer>): Promise<unknown> => {
    const { status, body } = await answer;
    return [status, body.code];
  };
  const green = (name: string, domain: string, more: object = {}): Promise<Answer> =>
    post(name, 'overrides', { object: { domain }, zone: 'green', reason: 'ours', ...more });
  const waiting = async (answer: Promise<Answer>): Promise<number> => {
    const { status, body } = await answer;
    expect([status, body.proposal]).toEqual([202, expect.objectContaining({ id: expect.any(Number) })]);
    return body.proposal.id as number;
  };
  const approve = (name: string, id: number): Promise<Answer> => post(name, `proposals/${String(id)}/approve`);
  const inForce = async (domain: string): Promise<unknown[]> =>
    (await by('ann').get(`/api/v1/overrides?object=${domain}&state=in-force`)).body.overrides;
  const rules = (name: string, body: object): Promise<Answer> => by(name).send('PUT', '/api/v1/four-eyes', { body });

  beforeAll(async () => {
    const { service } = run();
    const token = async (label: string, role: string, more: object = {}): Promise<void> => {
      const { body } = await service.admin.post('/api/v1/tokens', { body: { role, label, days: 1, ...more } });
      const caller = new HttpsCaller(service.portOf('admin-api'), service.ca, body.token as string);
      tokens[label] = { id: body.id as string, token: body.token as string, caller };
    };
    const { body: customer } = await service.admin.post('/api/v1/customers', { body: { name: 'Eyes Inc' } });
    const rights = { kinds: ['domain'], zones: ['green'], maxDays: 9, perMinute: 100 };
    for (const name of ['ann', 'ben', 'leaver', 'orphan']) await token(name, 'operator');
    await run().source.query(`UPDATE admin_token SET created_by = 'person:999999' WHERE id = $1`, [
      tokens['orphan']!.id,
    ]);
    for (const name of ['adam', 'eve']) await token(name, 'administrator');
    await token('vera', 'viewer');
    for (const name of ['cleo', 'carl']) await token(name, 'customer-administrator', { customer: customer.id });
    await token('robot', 'override-writer', { rights });
    expect((await rules('adam', { greenOverrides: true, guardedActivations: true, trustChanges: true })).status).toBe(
      200,
    );
  });

  it('an override to green waits for a second person, and is set once by two who approve together', async () => {
    const id = await waiting(green('ann', 'one.example'));
    expect(await waiting(green('ann', 'one.example'))).toBe(id);
    expect(await inForce('one.example')).toEqual([]);
    expect(await code(approve('ann', id))).toEqual([403, 'PROPOSAL_OWN']);
    expect(await code(approve('vera', id))).toEqual([403, 'ADMIN_FORBIDDEN']);
    expect(await code(approve('cleo', id))).toEqual([404, 'NOT_FOUND']);
    expect((await by('vera').get('/api/v1/alerts')).text).toContain(`pksn approval approve ${String(id)}`);
    const ends = await Promise.all([approve('ben', id), approve('adam', id)]);
    expect(ends.map(({ status, body }) => [status, body.code]).sort()).toEqual([
      [200, undefined],
      [409, 'PROPOSAL_ENDED'],
    ]);
    expect(await inForce('one.example')).toMatchObject([{ zone: 'green', author: 'operator:ann' }]);
    const { body } = await by('vera').get(`/api/v1/audit?action=proposal.approved&subject=${String(id)}`);
    expect(body.entries).toMatchObject([
      { actor: expect.stringMatching(/^(operator:ben|administrator:adam)$/), detail: { proposedBy: 'operator:ann' } },
    ]);
    // Application control goes by the trust group, whatever the color.
    const trusted = { object: { file: 'ab'.repeat(32) }, zone: 'yellow', trustGroup: 'trusted', reason: 'ours' };
    const program = await waiting(post('ann', 'overrides', trusted));
    expect((await post('ann', `proposals/${String(program)}/withdraw`)).status).toBe(200);
    // What turns nothing green is nobody else's affair, and neither is what is said already.
    expect((await green('ann', 'one.example')).body).toMatchObject({ outcome: 'unchanged' });
    const red = await post('ann', 'overrides', { object: { domain: 'two.example' }, zone: 'red', reason: 'bad' });
    expect(red.status).toBe(201);
    const path = `/api/v1/overrides/${String(red.body.override.id)}`;
    const change = await waiting(by('ann').send('PATCH', path, { body: { zone: 'green' } }));
    expect((await by('ben').get(`/api/v1/proposals/${String(change)}`)).body).toMatchObject({
      ...{ own: false, mayDecide: true, void: null },
      detail: { act: 'change', overrides: [{ zone: 'green', replaces: { zone: 'red' } }] },
    });
    expect((await approve('ben', change)).body).toMatchObject({ state: 'approved' });
    expect(await inForce('two.example')).toMatchObject([{ zone: 'green' }]);
  });

  it('is void when what it was judged on has moved, and when whoever proposed it may not do it any longer', async () => {
    const id = await waiting(green('ann', 'three.example'));
    await post('ben', 'overrides', { object: { domain: 'three.example' }, zone: 'red', reason: 'seen' });
    expect((await by('adam').get(`/api/v1/proposals/${String(id)}`)).body.void).toContain('replaces was [null]');
    expect(await code(approve('ben', id))).toEqual([409, 'PROPOSAL_OUTDATED']);
    expect(await code(approve('ben', id))).toEqual([409, 'PROPOSAL_ENDED']);
    expect(await inForce('three.example')).toMatchObject([{ zone: 'red' }]);
    const left = await waiting(green('leaver', 'four.example'));
    await by('adam').send('DELETE', `/api/v1/tokens/${tokens['leaver']!.id}`);
    expect(await code(approve('ben', left))).toEqual([409, 'PROPOSAL_OUTDATED']);
    // Of a token whose maker was removed.
    const orphan = await waiting(green('orphan', 'four.example'));
    expect(await code(approve('ben', orphan))).toEqual([409, 'PROPOSAL_OUTDATED']);
    const late = await waiting(green('ann', 'five.example'));
    await run().source.query(`UPDATE proposal SET expires_at = now() - interval '1 s' WHERE id = $1`, [late]);
    expect(await code(approve('ben', late))).toEqual([409, 'PROPOSAL_ENDED']);
    const again = await waiting(green('ann', 'five.example'));
    expect(again).not.toBe(late);
    expect(await code(post('ben', `proposals/${String(again)}/withdraw`))).toEqual([403, 'ADMIN_FORBIDDEN']);
    expect((await post('ann', `proposals/${String(again)}/withdraw`)).body.state).toBe('withdrawn');
    const no = await waiting(green('ann', 'six.example'));
    expect(await code(post('ann', `proposals/${String(no)}/refuse`, { reason: 'x' }))).toEqual([403, 'PROPOSAL_OWN']);
    expect((await post('ben', `proposals/${String(no)}/refuse`, { reason: 'no' })).body).toMatchObject({
      ...{ state: 'refused', endedBy: 'operator:ben', endedReason: 'no' },
    });
    expect(await inForce('six.example')).toEqual([]);
  });

  it("is for machines, imports and customers' own, too, and nobody fills the list", async () => {
    const machine = await waiting(green('robot', 'seven.example', { expires: '1d' }));
    expect(await waiting(green('robot', 'seven.example', { expires: '2d' }))).toBe(machine);
    expect((await approve('ben', machine)).status).toBe(200);
    expect(await inForce('seven.example')).toMatchObject([{ machine: true }]);
    const rows = (n: number): Buffer =>
      Buffer.from(
        Array.from({ length: n }, (_, i) => JSON.stringify({ object: { domain: `i${String(i)}.example` } })).join('\n'),
      );
    const imported = (n: number, more = ''): Promise<Answer> =>
      by('ann').post(`/api/v1/overrides/import?zone=green&reason=ours${more}`, {
        raw: rows(n),
        headers: { 'content-type': 'application/x-ndjson' },
      });
    expect((await imported(150, '&dryRun=true')).body).toMatchObject({ added: 150 });
    const many = await waiting(imported(150));
    expect((await imported(5_001)).body.code).toBe('OVERRIDE_IMPORT');
    expect((await approve('ben', many)).body).toMatchObject({ result: { added: 150 } });
    expect(await inForce('i149.example')).toMatchObject([{ zone: 'green' }]);
    const own = await waiting(green('cleo', 'eight.example'));
    expect((await by('carl').get(`/api/v1/proposals/${String(own)}`)).body).toMatchObject({ mayDecide: true });
    expect((await by('carl').get('/api/v1/proposals?state=waiting')).body.proposals).toMatchObject([{ id: own }]);
    expect((await approve('carl', own)).body).toMatchObject({
      state: 'approved',
      endedBy: expect.stringContaining('carl'),
    });
    const last = await waiting(green('ann', 'nine.example'));
    await run().source.query(
      `INSERT INTO proposal (kind, subject, request, likeness, basis, proposed_by, principal, holder, role, proposed_at, expires_at)
       SELECT kind, subject, request, sha256(n::text::bytea), basis, proposed_by, principal, holder, role, proposed_at, expires_at
       FROM proposal, generate_series(1, 99) n WHERE id = $1`,
      [last],
    );
    expect((await green('ann', 'ten.example')).body.code).toBe('PROPOSAL_LIMIT');
    expect((await green('ben', 'ten.example')).status).toBe(202);
    await run().source.query(`DELETE FROM proposal WHERE state = 'waiting'`);
  });

  it('a step past a guard waits, and is taken as it was judged or not at all', async () => {
    const { service, vendor } = run();
    const feed = 'acme/eyes';
    const guard = {
      raw: Buffer.from('{"domain":"guarded.example"}\n'),
      headers: { 'content-type': 'application/x-ndjson' },
    };
    const brought = async (version: number, zone: string): Promise<number> => {
      const bytes = await samplePackage(vendor, {
        feed,
        version,
        rows: `domain,zone\nguarded.example,${zone}\nx${String(version)}.example,red`,
      });
      return (await importOf(service, bytes)).snapshotId as number;
    };
    const list = await service.admin.post('/api/v1/guards/import?name=eyes&kind=hosts', guard);
    expect([list.status, list.text]).toEqual([200, expect.any(String)]);
    await brought(1, 'green');
    const second = await brought(2, 'red');
    const stale = await waiting(post('ann', `snapshots/${String(second)}/activate`, { reason: 'it is' }));
    const shown = (await by('ben').get(`/api/v1/proposals/${String(stale)}`)).body;
    expect(shown.detail).toMatchObject({ act: 'activate', snapshot: { version: 2 }, trips: [{ rule: 'list' }] });
    // What is live moves: by a version that no guard minds.
    const third = await brought(3, 'green');
    const live = async (): Promise<unknown> => (await by('ann').get(`/api/v1/feeds/${feed}`)).body.version;
    if ((await live()) !== 3)
      expect((await post('ann', `snapshots/${String(third)}/activate`, { reason: 'fine' })).status).toBe(200);
    expect(await code(approve('ben', stale))).toEqual([409, 'PROPOSAL_OUTDATED']);
    const fourth = await brought(4, 'red');
    const id = await waiting(post('ann', `snapshots/${String(fourth)}/activate`, { reason: 'it is' }));
    expect(await live()).toBe(3);
    const { body } = await approve('ben', id);
    expect(body).toMatchObject({ state: 'approved', result: { generation: expect.any(Number) } });
    expect(await live()).toBe(4);
    // Back from it, and forward again by going back: that passes the guard anew.
    expect((await post('ann', `feeds/${feed}/revert`, {})).body).toMatchObject({ version: 3 });
    await eventually(
      async () => (await post('ann', `feeds/${feed}/revert`, { to: 4 })).status,
      (status) => status === 202,
    );
    expect(await live()).toBe(3);
  });

  it('whatever is changed is told with what was before', async () => {
    const last = async (action: string): Promise<unknown> =>
      (await by('vera').get(`/api/v1/audit?action=${action}&limit=1`)).body.entries[0].detail;
    const restrict = (sample: number): Promise<Answer> =>
      post('ann', 'restrictions', { objects: ['url'], mode: 'sampled', sample, reason: 'load' });
    await restrict(50);
    await restrict(20);
    const was = { object: 'url', mode: 'sampled' };
    expect(await last('restriction.set')).toMatchObject({ sample: 20, before: [{ ...was, sample: 50 }] });
    await post('ann', 'restrictions/lift', { objects: ['url'] });
    expect(await last('restriction.lifted')).toMatchObject({ before: [{ ...was, sample: 20 }] });
    const add = async (zone: string): Promise<string> =>
      (await post('ann', 'overrides', { object: { domain: 'told.example' }, zone, reason: zone })).body.override.id;
    await add('red');
    const id = await add('orange');
    expect(await last('override.added')).toMatchObject({ zone: 'orange', before: { zone: 'red', reason: 'red' } });
    await by('ann').send('DELETE', `/api/v1/overrides/${String(id)}`);
    expect(await last('override.removed')).toMatchObject({ before: { zone: 'orange', author: 'operator:ann' } });
    for (const range of ['192.0.2.0/24', '198.51.100.0/24']) {
      const body = { allowedClients: [range] };
      expect((await by('ann').send('PUT', '/api/v1/proxy-defaults', { body })).status).toBe(200);
    }
    expect(await last('proxy.defaults-set')).toMatchObject({
      before: { allowedClients: ['192.0.2.0/24'] },
      after: { allowedClients: ['198.51.100.0/24'] },
    });
    await by('ann').send('DELETE', '/api/v1/guards/lists/eyes');
    expect(await last('guard.removed')).toEqual({ before: { feed: null, kind: 'hosts', entries: 1 } });
    expect(await last('feed.reverted')).toMatchObject({ version: 3, before: { version: 4 } });
  });

  it('the command line says that it waits, and decides', async () => {
    const { service } = run();
    const as = (name: string, ...args: string[]): Promise<CommandEnd> => {
      const file = join(service.dataDir, `token-${name}`);
      writeFileSync(file, tokens[name]!.token, { mode: 0o600 });
      return pksnCommand([...args, ...service.adminFlags.slice(0, -1), file]);
    };
    const made = await as('ann', 'override', 'add', 'cli.example', '--zone', 'green', '--reason', 'ours');
    expect([made.exitCode, made.err]).toEqual([3, '']);
    const [, id = ''] = /pksn approval approve (\d+)/.exec(made.out) ?? [];
    expect((await as('ben', 'approval', 'list')).out).toContain('cli.example');
    expect((await as('ben', 'approval', 'show', id)).out).toContain('-> green: ours');
    expect(await as('ann', 'approval', 'approve', id)).toMatchObject({ exitCode: 77 });
    const done = await as('ben', 'approval', 'approve', id, '--json');
    expect(JSON.parse(done.out)).toMatchObject({ state: 'approved', endedBy: 'operator:ben' });
    expect((await as('vera', 'four-eyes', 'show')).out).toContain('changes of trust      two people');
    // A token that another has made is not its second person, and neither the other way round.
    const own = await waiting(green('ann', 'maker.example'));
    const madeBy = (made: string, maker: string | null): Promise<unknown> =>
      run().source.query('UPDATE admin_token SET created_by = $2 WHERE id = $1', [
        tokens[made]!.id,
        maker === null ? null : `token:${tokens[maker]!.id}`,
      ]);
    for (const [made, maker] of [
      ['ben', 'ann'],
      ['ann', 'ben'],
    ] as const) {
      await madeBy(made, maker);
      expect(await code(approve('ben', own))).toEqual([403, 'PROPOSAL_OWN']);
      await madeBy(made, null);
    }
    expect((await post('ann', `proposals/${String(own)}/withdraw`)).status).toBe(200);
  });

  it('trust is given and taken by two, and the rules are relaxed by two', async () => {
    const other = forgeVendor('eyes', Date.now());
    const root = { root: JSON.parse(other.root.text) as unknown, fingerprint: other.root.fingerprint };
    const added = await waiting(post('adam', 'trust', root));
    expect(await code(approve('ann', added))).toEqual([403, 'ADMIN_FORBIDDEN']);
    expect((await by('eve').get(`/api/v1/proposals/${String(added)}`)).body.detail).toMatchObject({
      ...{ vendor: 'eyes', fingerprint: other.root.fingerprint },
    });
    expect((await approve('eve', added)).body).toMatchObject({ result: { vendor: 'eyes' } });
    const gone = await waiting(by('adam').send('DELETE', '/api/v1/trust/eyes'));
    expect((await by('eve').get(`/api/v1/proposals/${String(gone)}`)).body.detail).toMatchObject({
      stakes: { feeds: [] },
    });
    expect((await approve('eve', gone)).status).toBe(200);
    expect((await by('eve').get('/api/v1/trust')).text).not.toContain('"eyes"');
    const off = { greenOverrides: false, guardedActivations: false, trustChanges: false };
    const relax = await waiting(rules('adam', off));
    expect((await by('eve').get('/api/v1/four-eyes')).body).toMatchObject({ trustChanges: true });
    // Nor are they by a change that began before they were turned on.
    const stale = { ...off, days: 7 };
    await expect(new FourEyesSettings(run().source).set({ ...off, days: 5 }, 'adam', stale)).rejects.toMatchObject({
      code: 'PROPOSAL_OUTDATED',
    });
    expect((await approve('eve', relax)).status).toBe(200);
    expect((await by('eve').get('/api/v1/four-eyes')).body).toMatchObject({ ...off, setBy: 'administrator:adam' });
    const entries = await run().source.query(
      `SELECT detail FROM audit_entry WHERE action = 'four-eyes.set' ORDER BY id DESC LIMIT 1`,
    );
    expect(entries).toMatchObject([{ detail: { before: { trustChanges: true }, after: off } }]);
  });
}
