import { readFile, writeFile } from 'node:fs/promises';
import { pksn } from './command-line.fixture';
import { answer, calls, folder, here, url } from './stub-service.fixture';
import type { Answer } from './stub-service.fixture';

describe('administration against a service', () => {
  it('doctor fails for what is wrong, not for what is worth a look', async () => {
    answer('GET /api/v1/health', [200, { status: 'ok' }]);
    answer('GET /api/v1/trust', [200, { vendors: [{ vendor: 'acme' }] }]);
    answer('GET /api/v1/feeds', [200, { feeds: [{ feed: 'acme/core', version: 1, stale: false }] }]);
    answer('GET /api/v1/licenses', [200, { licenses: [{}] }]);
    const alert = { severity: 'info', sentence: 'Version 2 of acme/core is held.', next: 'pksn snapshot activate 7' };
    const knocking = {
      severity: 'warning',
      sentence: 'Key 0badc0de was never submitted.',
      next: 'pksn license answer',
    };
    answer('GET /api/v1/alerts', [200, { alerts: [knocking, alert] }]);
    answer('GET /openapi.json', [200, {}]);
    answer('GET /api/v1/audit/head', [200, { installation: 'i', sequence: 0, hash: '', problem: null }]);
    answer('GET /api/v1/audit/chain?after=0', [200, { links: [], next: null }]);
    const calm = await here('doctor');
    expect(calm.code).toBe(0);
    expect(calm.out).toContain('ok    the history is as it was written: 0 entries\n');
    expect(calm.out).toContain('ok    1 vendor is trusted\n');
    expect(calm.out).toContain('look  Version 2 of acme/core is held.\n      pksn snapshot activate 7\n');
    expect(calm.out).toContain('look  Key 0badc0de was never submitted.\n      pksn license answer\n');
    const expired = { severity: 'critical', sentence: 'The license L-1 has expired.', next: 'Renew it.' };
    answer('GET /api/v1/alerts', [200, { alerts: [expired, ...Array<unknown>(30).fill(alert)] }]);
    const ill = await here('doctor');
    expect(ill).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^wrong The license L-1 has expired\.$/m) as string,
    });
    expect(ill.out).toContain('look  11 more alerts\n      pksn alerts\n');
    expect((await here('alerts')).out).toMatch(
      /^critical {2}The license L-1 has expired\.\n {10}Renew it\.\ninfo {6}Version 2/,
    );
    answer('GET /api/v1/alerts', [200, { alerts: [] }]);
    expect(await here('alerts')).toEqual({ code: 0, out: 'There is nothing to do.\n', err: '' });
  });

  it('doctor says whether submissions wait for approval', async () => {
    answer('GET /api/v1/trust', [403, { code: 'ADMIN_FORBIDDEN' }]);
    answer('GET /api/v1/feeds', [403, { code: 'ADMIN_FORBIDDEN' }]);
    answer('GET /api/v1/audit/head', [403, { code: 'ADMIN_FORBIDDEN' }]);
    answer('GET /api/v1/licenses', [200, { licenses: [] }]);
    answer('GET /api/v1/alerts', [200, { alerts: [] }]);
    for (const [submissionApproval, said] of [
      [true, /^ok +customers' submissions wait for approval/m],
      [false, /^ok +customers' submissions are in force at once/m],
    ] as const) {
      answer('GET /api/v1/health', [200, { status: 'ok', submissionApproval }]);
      expect((await here('doctor')).out).toMatch(said);
    }
  });

  it('doctor shows a token of one customer what it may see', async () => {
    const forbidden: Answer = [403, { code: 'ADMIN_FORBIDDEN', detail: 'not this role' }];
    for (const path of ['health', 'trust', 'feeds', 'audit/head', 'proxies']) answer(`GET /api/v1/${path}`, forbidden);
    answer('GET /api/v1/licenses', [200, { licenses: [{}] }]);
    const alert = { severity: 'warning', sentence: 'The license L-1 ends soon.', next: 'Renew it.' };
    answer('GET /api/v1/alerts', [200, { alerts: [alert] }]);
    answer('GET /openapi.json', [200, {}]);
    const { code, out } = await here('doctor');
    expect(code).toBe(0);
    expect(out).toContain('ok    1 license\n');
    expect(out).toContain('look  The license L-1 ends soon.\n');
  });

  it('doctor passes over the listener that was not named', async () => {
    answer('GET /openapi.json', [200, {}]);
    const flags = ['--cacert', folder.at('tls/ca.pem'), '--data', folder.at('nowhere')];
    const { code, out } = await pksn(['doctor', '--server', url, ...flags]);
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(/^look +the admin API was not asked\n.*--token-file[^]*^ok +the query API/m) as string,
    });
    expect((await pksn(['doctor', '--data', folder.at('nowhere')])).code).toBe(1);
  });

  it('lists tokens, the one of the evaluation as such, and revokes one', async () => {
    const token = { id: '1', role: 'administrator', label: 'context file', createdAt: 'c', expiresAt: 'e' };
    const tokens = [
      { ...token, evaluation: true },
      { ...token, id: '7', label: 'nightly', evaluation: false },
    ];
    answer('GET /api/v1/tokens', [200, { tokens }]);
    answer('DELETE /api/v1/tokens/7', [204, '']);
    const { out } = await here('token', 'list');
    expect(out).toMatch(/^1 .*context file \(evaluation\)/m);
    expect(out).toMatch(/^7 .*nightly  /m);
    expect(await here('token', 'revoke', '7')).toEqual({ code: 0, out: 'token 7 is void\n', err: '' });
    expect((await here('token', 'revoke', '8')).code).not.toBe(0);
  });

  it('marks the token in use, which the service voids only by force', async () => {
    const token = { id: '7', role: 'administrator', label: 'mine', evaluation: false, createdAt: 'c', expiresAt: 'e' };
    answer('GET /api/v1/tokens', [200, { tokens: [{ ...token, current: true }] }]);
    answer('DELETE /api/v1/tokens/7', [409, { code: 'ADMIN_TOKEN_NEEDED', detail: 'you are using it' }]);
    answer('DELETE /api/v1/tokens/7?force=true', [204, '']);
    expect((await here('token', 'list')).out).toMatch(/^7 .*this one$/m);
    const refused = await here('token', 'revoke', '7');
    expect(refused).toMatchObject({ code: 73, err: expect.stringMatching(/you are using it[^]*--force/) as string });
    expect((await here('token', 'revoke', '7', '--force')).code).toBe(0);
  });

  it('tells what ending trust costs, and ends it for a person who says so', async () => {
    const stakes = { feeds: ['acme/core', 'acme/web'], licenses: 3, customers: 1 };
    answer('GET /api/v1/trust/acme/stakes', [200, stakes]);
    answer('DELETE /api/v1/trust/acme', [204, '']);
    const args = ['trust', 'remove', 'acme', '--data', folder.path];
    const told = /2 feeds leave \(acme\/core, acme\/web\); 3 licenses of 1 customer see less/;
    const kept = await pksn(args, { watched: true, stdin: 'n\n' });
    expect(kept).toMatchObject({ code: 0, out: 'nothing was changed\n', err: expect.stringMatching(told) as string });
    expect(calls.map((call) => call.method)).toEqual(['GET']);
    expect((await pksn(args, { watched: true, stdin: 'y\n' })).code).toBe(0);
    const script = await pksn([...args, '--yes']);
    expect(script).toMatchObject({ code: 0, out: expect.stringMatching(told) as string });
    expect(JSON.parse((await pksn([...args, '--json'])).out)).toEqual({ vendor: 'acme', removed: true, ...stakes });
  });

  it('mends and removes customers', async () => {
    answer('PATCH /api/v1/customers/c', [200, { id: 'c', name: 'C' }]);
    answer('DELETE /api/v1/customers/c', [204, '']);
    expect((await here('customer', 'set', 'c', '--vendor', 'acme')).code).toBe(0);
    expect((await here('customer', 'set', 'c', '--vendor', 'any', '--force')).code).toBe(0);
    const sent = calls.map((call) => JSON.parse(call.body.toString()) as unknown);
    expect(sent).toEqual([{ vendor: 'acme' }, { vendor: null, force: true }]);
    expect(await here('customer', 'remove', 'c')).toEqual({ code: 0, out: 'customer c is removed\n', err: '' });
    const tokens = [
      { id: '4', label: 'proxy', licenseId: 'L-1', protocols: ['native'], expiresAt: '2027-01-01T00:00:00Z' },
    ];
    const details = { id: 'c', name: 'C', vendor: 'acme', licenses: [], tokens: [], overrides: 0, history: [] };
    answer('GET /api/v1/customers/c', [200, { ...details, integrationTokens: tokens }]);
    const { out } = await here('customer', 'show', 'c');
    expect(out).toMatch(/^ {2}tool +token 4 \(proxy\) for native of license L-1, until the end of 2026-12-31 UTC$/m);
    expect(out).toMatch(/^ {2}vendor +acme$/m);
  });

  it('fetches the newest settings file for whoever may not issue one', async () => {
    answer('GET /api/v1/provider/settings-files/newest/file', [200, 'the file']);
    const fetch = (...args: string[]) => here('provider', 'settings', '--fetch', '--out', folder.at('s'), ...args);
    expect((await fetch()).code).toBe(0);
    expect(await readFile(folder.at('s'), 'utf8')).toBe('"the file"');
    expect(await fetch()).toMatchObject({ code: 65, err: expect.stringMatching(/not overwritten/) as string });
    expect((await fetch('--force')).code).toBe(0);
    expect(calls.every((call) => call.method === 'GET')).toBe(true);
    expect((await fetch('--force', '--days', '5')).code).toBe(65);
    expect((await here('provider', 'settings', '--out', folder.at('s'))).err).toMatch(/not overwritten/);
  });

  it('keeps the token of another, and names one after its file', async () => {
    answer('POST /api/v1/tokens', [201, { id: '9', token: 'pksn_new' }]);
    await writeFile(folder.at('nightly.token'), 'pksn_old\n');
    const create = (...args: string[]) =>
      here('token', 'create', '--role', 'viewer', '--out', folder.at('nightly.token'), ...args);
    expect(await create()).toMatchObject({ code: 65, err: expect.stringMatching(/is not overwritten/) });
    expect(calls).toHaveLength(0);
    expect(await readFile(folder.at('nightly.token'), 'utf8')).toBe('pksn_old\n');
    expect((await create('--force')).code).toBe(0);
    expect(JSON.parse(calls[0]?.body.toString() ?? '')).toMatchObject({ label: 'nightly.token' });
  });

  it('mints no token that could not be kept, and binds one to a customer', async () => {
    answer('POST /api/v1/tokens', [201, { id: '9', token: 'pksn_secret' }]);
    const create = (...args: string[]) => here('token', 'create', ...args);
    const nowhere = ['--out', folder.at('nowhere/t')];
    expect(await create('--role', 'viewer', ...nowhere)).toMatchObject({ code: 65 });
    const out = ['--out', folder.at('t')];
    expect((await create('--role', 'customer-administrator', ...out)).err).toMatch(/^USAGE: .*needs --customer/);
    expect((await create('--role', 'viewer', '--customer', 'c', ...out)).err).toMatch(/^USAGE/);
    expect(calls).toHaveLength(0);
    const made = await create('--role', 'customer-administrator', '--customer', 'c', ...out);
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.out).not.toContain('pksn_secret');
    expect(JSON.parse(calls[0]?.body.toString() ?? '')).toMatchObject({
      role: 'customer-administrator',
      customer: 'c',
    });
    expect(await readFile(folder.at('t'), 'utf8')).toBe('pksn_secret\n');
  });

  it('reads every page of a list', async () => {
    const license = { customer: { name: 'n' }, keys: [], expiresAt: '2027-01-01T00:00:00.000Z' };
    answer('GET /api/v1/licenses?state=expired&limit=500', [200, { licenses: [license], next: 'c2' }]);
    answer('GET /api/v1/licenses?state=expired&limit=500&cursor=c2', [
      200,
      { licenses: [license, license], next: null },
    ]);
    const { code, out } = await here('license', 'list', '--state', 'expired', '--all', '--json');
    expect(code).toBe(0);
    expect((JSON.parse(out) as { licenses: unknown[] }).licenses).toHaveLength(3);
  });

  it('shows what endpoints contributed, of all customers or of one', async () => {
    const count = { customer: 'c', applicationVersion: '12.4', name: 'lookups', count: 9 };
    const counts = [{ from: '2026-11-22T10:00:00.000Z', ...count }];
    answer('GET /api/v1/contributions/counters?customer=c&by=hour', [200, { counts }]);
    const counters = await here('statistics', 'endpoints', '--by', 'hour', '--customer', 'c');
    expect(counters).toMatchObject({ code: 0, err: '' });
    expect(counters.out).toMatch(/2026-11-22 10:00 +c +12\.4 +lookups +9/);
    const detections = [{ kind: 'file', key: 'ab'.repeat(32), zone: 'red', threat: null, count: 3 }];
    answer('GET /api/v1/contributions/detections?limit=50', [200, { detections }]);
    expect((await here('statistics', 'endpoints', '--detections')).out).toMatch(/3 +red +file +abab/);
    answer('GET /api/v1/contributions/counters?by=day', [200, { counts: [] }]);
    expect((await here('statistics', 'endpoints')).out).toContain('No endpoint contributed');
  });
});
