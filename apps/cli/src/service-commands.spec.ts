import { createServer } from 'node:https';
import type { Server } from 'node:https';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { generateLicenseKey } from '@pksn/licensing';
import { ensureLocalTls, systemClock } from '@pksn/runtime';
import { pksn, temporaryFolder } from './command-line.fixture';

/** A listener that answers as told and notes what it was asked: the commands' side of the contract. */
interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}
const LICENSE_KEY = generateLicenseKey();
type Answer = readonly [status: number, body: unknown];

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: Server;
let calls: Call[];
let answers: Map<string, Answer[]>;
let url: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  calls = [];
  answers = new Map();
  const tls = await ensureLocalTls(folder.at('tls'), { hosts: ['127.0.0.1'], now: systemClock.now() });
  server = createServer({ key: await readFile(tls.key), cert: await readFile(tls.cert) }, (request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      calls.push({ method, url: path, headers, body: Buffer.concat(pieces) });
      const queue = answers.get(`${method} ${path}`) ?? [];
      const [status, body] = (queue.length > 1 ? queue.shift() : queue[0]) ?? [
        404,
        { code: 'ROUTE_NOT_FOUND', detail: path },
      ];
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await writeFile(folder.at('key'), `${LICENSE_KEY}\n`);
  const context = {
    adminUrl: url,
    queryUrl: url,
    ca: tls.ca,
    token: 'secret-token',
    pid: 1,
    keyFile: folder.at('key'),
  };
  await writeFile(folder.at('context.json'), JSON.stringify(context), { mode: 0o600 });
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await folder.remove();
});

const answer = (route: string, ...some: Answer[]): void => void answers.set(route, some);
const here = (...args: string[]) => pksn([...args, '--data', folder.path]);

describe('pksn against a service', () => {
  it('uploads a package with its token and follows the import to its end', async () => {
    await writeFile(folder.at('a.rpk'), Buffer.alloc(300_000, 7));
    const view = { id: 'i1', fileName: 'a.rpk', state: 'received', feed: null, version: null, progress: null };
    answer('POST /api/v1/packages?hold=true', [202, { import: view }]);
    const active = { ...view, state: 'active', feed: 'acme/core', version: 3, generation: 9 };
    answer('GET /api/v1/imports/i1', [200, { ...view, state: 'staged' }], [200, active]);
    const { code, out, err } = await here('import', folder.at('a.rpk'), '--hold', '--wait');
    expect({ code, out, err }).toEqual({ code: 0, out: 'acme/core version 3 is active in generation 9\n', err: '' });
    const [upload] = calls;
    expect(upload?.headers).toMatchObject({ authorization: 'Bearer secret-token', 'pksn-file-name': 'a.rpk' });
    expect(upload?.body.equals(Buffer.alloc(300_000, 7))).toBe(true);
    expect(calls).toHaveLength(3);
  });

  it('ends with the code of a refused import', async () => {
    await writeFile(folder.at('a.rpk'), 'x');
    const view = {
      id: 'i1',
      fileName: 'a.rpk',
      state: 'rejected',
      code: 'PACKAGE_ROLLBACK',
      detail: 'older',
      progress: null,
    };
    answer('POST /api/v1/packages', [202, { import: view }]);
    const { code, err } = await here('import', folder.at('a.rpk'), '--wait');
    expect(code).toBe(73);
    expect(err).toMatch(/^PACKAGE_ROLLBACK: .*older\n.*higher version/);
  });

  it('draws progress for a person only', async () => {
    await writeFile(folder.at('a.rpk'), 'x');
    answer('POST /api/v1/packages', [
      202,
      { import: { id: 'i1', fileName: 'a.rpk', state: 'unchanged', feed: 'a/b', version: 1 } },
    ]);
    const args = ['import', folder.at('a.rpk'), '--data', folder.path];
    expect((await pksn(args, { watched: true })).err).toContain('uploading');
    expect((await pksn(args)).err).toBe('');
  });

  it('looks up in the order asked, with errors in their place', async () => {
    const source = { kind: 'feed', feed: 'acme/core', version: 3 };
    const red = { object: { type: 'domain' }, zone: 'red', threat: 'T', product: null, source };
    answer('POST /v1/lookup', [200, { generation: 1, stale: false, results: [red] }]);
    const { code, out } = await here('lookup', '/etc/passwd', 'example.com');
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toMatch(/^error +\/etc\/passwd +OBJECT_MALFORMED/);
    expect(out.split('\n')[1]).toBe('red      example.com  T  (acme/core@3)');
    expect(calls[0]?.headers).toMatchObject({ authorization: `Bearer ${LICENSE_KEY}` });
    expect(JSON.parse(calls[0]?.body.toString() ?? '')).toEqual({ objects: [{ domain: 'example.com' }] });
  });

  it('checks files; the exit code tells whether one is red', async () => {
    await writeFile(folder.at('f'), 'abc');
    const result = (zone: string) => ({ zone, threat: null, product: null, source: { kind: 'none' } });
    answer('POST /v1/lookup', [200, { results: [result('red')] }], [200, { results: [result('green')] }]);
    expect((await here('check', folder.at('f'))).code).toBe(1);
    expect((await here('check', folder.at('f'))).code).toBe(0);
    expect((await here('check', folder.at('missing'))).code).toBe(2);
    expect((await here('check', folder.path)).out).toMatch(/pass -r/);
    const asked = JSON.parse(calls[0]?.body.toString() ?? '') as unknown;
    expect(asked).toEqual({ objects: [{ file: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' }] });
  });

  it('tells an unsubmitted key whom to turn to', async () => {
    const provider = { name: 'Example Provider', contacts: ['help@provider.example'] };
    answer('POST /v1/lookup', [401, { code: 'LICENSE_KEY_NOT_SUBMITTED', detail: 'not submitted', provider }]);
    const { code, err } = await here('lookup', 'example.com');
    expect(code).toBe(77);
    expect(err).toMatch(/^LICENSE_KEY_NOT_SUBMITTED: .*Example Provider, help@provider.example/);
    expect(err).toContain('pksn endpoint submit');
  });

  it('hands the facts of a refusal on to machines', async () => {
    const facts = { licenseId: 'L-1', currentFingerprint: 'd2b763bb' };
    const problem = { type: 't', status: 401, code: 'LICENSE_KEY_SUPERSEDED', detail: 'replaced', ...facts };
    answer('POST /v1/lookup', [401, problem]);
    const { err } = await here('lookup', 'example.com', '--json');
    expect(JSON.parse(err)).toMatchObject({ error: { facts: { status: 401, ...facts } } });
  });

  it('guesses the object of an override, and knows which zones are legal', async () => {
    answer('POST /api/v1/overrides', [201, { override: { id: 4 } }]);
    const add = (object: string, zone: string, ...more: string[]) =>
      here('override', 'add', object, '--zone', zone, '--reason', 'because', ...more);
    expect((await add('ab'.repeat(16), 'red')).code).toBe(0);
    expect((await add('ab:'.repeat(19) + 'ab', 'red', '--certificate', '--expires', '2030-01-31')).code).toBe(0);
    expect((await add('V / P / 1', 'yellow', '--software')).code).toBe(0);
    const sent = calls.map((call) => JSON.parse(call.body.toString()) as Record<string, unknown>);
    expect(sent).toEqual([
      { object: { file: 'ab'.repeat(16) }, zone: 'red', reason: 'because' },
      { object: { certificate: 'ab'.repeat(20) }, zone: 'red', reason: 'because', expires: '2030-01-31' },
      { object: { software: { vendor: 'V', product: 'P', version: '1' } }, zone: 'yellow', reason: 'because' },
    ]);
    expect(await add('ab'.repeat(16), 'orange')).toMatchObject({
      code: 65,
      err: expect.stringMatching(/^OVERRIDE_INVALID/) as string,
    });
    expect((await add('example.com', 'red', '--expires', '2030-02-31')).code).toBe(65);
  });

  it('reports each submitted license, and fails when one was refused', async () => {
    await writeFile(folder.at('a'), 'A');
    await writeFile(folder.at('b'), 'B');
    const refused = { ok: false, code: 'LICENSE_FILE_OUTDATED', detail: 'older' };
    answer('POST /api/v1/license-submissions', [
      200,
      { results: [{ ok: true, licenseId: 'l', state: 'submitted' }, refused] },
    ]);
    const { code, out, err } = await here('license', 'submit', folder.at('a'), folder.at('b'));
    expect({ code, err }).toEqual({ code: 73, err: 'LICENSE_FILE_OUTDATED\n' });
    expect(out.trim().split('\n').slice(1)).toEqual([`${folder.at('b')}: LICENSE_FILE_OUTDATED`, '  older']);
    expect(JSON.parse(calls[0]?.body.toString() ?? '')).toEqual({ files: ['A', 'B'] });
  });

  it('lists, approves and refuses submissions that wait', async () => {
    const digest = 'ab'.repeat(32);
    const submission = { digest, vendor: 'acme', licenseId: 'l', customer: 'c', fingerprint: 'f', receivedAt: 'r' };
    answer('GET /api/v1/licenses/pending', [200, { submissions: [submission] }]);
    answer(`POST /api/v1/licenses/pending/${digest}/approve`, [200, { state: 'submitted', licenseId: 'l' }]);
    answer(`POST /api/v1/licenses/pending/${digest}/refuse`, [200, { submission: digest, refused: true }]);
    expect((await here('license', 'pending')).out).toContain(digest);
    expect(await here('license', 'approve', digest)).toMatchObject({ code: 0, err: '' });
    expect(await here('license', 'refuse', digest)).toMatchObject({ code: 0, err: '' });
  });

  it('gives a license file that is missing its own result, and submits the others', async () => {
    await writeFile(folder.at('a'), 'A');
    await writeFile(folder.at('b'), 'B');
    const taken = { ok: true, licenseId: 'l', state: 'submitted' };
    answer('POST /api/v1/license-submissions', [200, { results: [taken, taken] }]);
    const { code, out } = await here('license', 'submit', folder.at('a'), folder.at('no'), folder.at('b'), '--json');
    expect(code).toBe(65);
    expect(JSON.parse(out)).toMatchObject({ results: [{ ok: true }, { ok: false, code: 'USAGE' }, { ok: true }] });
    expect(JSON.parse(calls[0]?.body.toString() ?? '')).toEqual({ files: ['A', 'B'] });
  });

  it('names each error of a lookup by what was asked, and fails when nothing could be asked', async () => {
    const { code, out } = await here('lookup', 'abc', 'ab'.repeat(31) + 'c', '', '--json');
    expect(code).toBe(65);
    const lines = out.trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { asked: string }).asked)).toEqual([
      'abc',
      'ab'.repeat(31) + 'c',
      '',
    ]);
    expect(calls).toHaveLength(0);
  });

  it('does not send a file that holds no key as one', async () => {
    await writeFile(folder.at('rows.csv'), 'sha256,zone\nabc,red\n', { mode: 0o600 });
    const { code, err } = await here('lookup', 'example.com', '--key-file', folder.at('rows.csv'));
    expect(code).toBe(77);
    expect(err).toMatch(/^LICENSE_KEY_MALFORMED: .*rows\.csv holds no license key/);
    expect(calls).toHaveLength(0);
  });

  it('lists overrides by their objects', async () => {
    const one = { id: 1, zone: 'red', owner: 'provider', customer: null, expiresAt: null, reason: 'r' };
    const software = { type: 'software', vendor: 'V', product: 'P', version: null };
    const overrides = [
      { ...one, object: { type: 'domain', domain: 'bad.example/' } },
      { ...one, object: software },
      { ...one, object: { ip: '192.0.2.0/24', type: 'ip' } },
    ];
    answer('GET /api/v1/overrides', [200, { overrides }]);
    const rows = (await here('override', 'list')).out.trim().split('\n').slice(1);
    expect(rows.map((row) => row.split(/ {2,}/)[2])).toEqual(['bad.example', 'V / P', '192.0.2.0/24']);
    const listed = JSON.parse((await here('override', 'list', '--json')).out) as { overrides: { object: unknown }[] };
    expect(listed.overrides[0]?.object).toEqual({ type: 'domain', domain: 'bad.example' });
  });

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
    const calm = await here('doctor');
    expect(calm.code).toBe(0);
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
    for (const path of ['health', 'trust', 'feeds']) answer(`GET /api/v1/${path}`, forbidden);
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

  const license = {
    vendor: 'acme',
    licenseId: 'L-1',
    customer: { id: 'c', name: 'C' },
    product: 'P',
    edition: 'plus',
    state: 'current',
    notBefore: '2026-01-01T00:00:00.000Z',
    expiresAt: '2027-01-01T00:00:00.000Z',
    graceEndsAt: '2027-01-15T00:00:00.000Z',
    feeds: null,
    seats: 5,
    requestsPerSecond: null,
    keys: [
      { fingerprint: 'bbbbbbbb', state: 'current', submittedAt: '2026-06-01T10:00:00.000Z', overlapEndsAt: null },
      { fingerprint: 'aaaaaaaa', state: 'overlap', submittedAt: 'x', overlapEndsAt: '2026-06-03T10:00:00.000Z' },
    ],
  };

  it('shows the terms of a license', async () => {
    answer('GET /api/v1/licenses/L-1', [200, license]);
    const { out } = await here('license', 'show', 'L-1');
    expect(out).toMatch(/^ {2}product +P, edition plus$/m);
    expect(out).toMatch(
      /^ {2}valid +from 2026-01-01 00:00 UTC until the end of 2026-12-31 UTC, grace the end of 2027-01-14 UTC$/m,
    );
    expect(out).toMatch(/^ {2}limits +5 seats, any rate$/m);
    expect(out).toMatch(/^ {2}key +aaaaaaaa overlap, submitted x, overlap ends 2026-06-03 10:00 UTC$/m);
  });

  it('says what became of the keys when a license is changed, kept going or revoked', async () => {
    answer('POST /api/v1/licenses/L-1/overlap', [200, { ...license, overlapHours: 48 }]);
    const longer = await here('license', 'overlap', 'L-1', '--hours', '48');
    expect(longer.out).toBe(
      'replaced keys of license L-1 of C (P) go on for 48 hours, those that are replaced later, too\n' +
        '  key bbbbbbbb is current\n  key aaaaaaaa is overlap, until 2026-06-03 10:00 UTC\n',
    );
    answer('POST /api/v1/licenses/L-1/change', [200, license]);
    expect((await here('license', 'change', 'L-1', '--reason', 'r')).out).toMatch(/^license L-1 of C \(P\) is marked/);
    answer('POST /api/v1/licenses/L-1/unchange', [200, license]);
    const undone = await here('license', 'change', 'L-1', '--undo', '--reason', 'r');
    expect(undone.out).toMatch(/^license L-1 of C \(P\) is no longer marked as changed\n {2}key bbbbbbbb is current$/m);
    answer('POST /api/v1/licenses/L-1/revoke', [200, { ...license, revoked: 1 }]);
    expect((await here('license', 'revoke', 'L-1', '--reason', 'r')).out).toMatch(/^license L-1 of C \(P\) is revoked/);
  });

  it('writes to the customer of a key that knocks where to submit', async () => {
    const key = {
      fingerprint: 'd2b763bb',
      firstSeen: '2026-01-01T00:00:00Z',
      lastSeen: '2026-01-01T00:00:00Z',
      count: 1,
    };
    answer('GET /api/v1/licenses/knocking', [200, { keys: [{ ...key, known: 'unknown', pending: null }] }]);
    answer('GET /api/v1/licenses/knocking/d2b763bb', [200, { ...key, known: 'unknown', pending: null }]);
    answer('GET /api/v1/provider', [200, { name: 'P', contacts: [] }]);
    answer('GET /api/v1/provider/settings', [200, { settings: { addresses: ['https://ksn.example'] } }]);
    const { out } = await here('license', 'answer', 'd2b763bb');
    expect(out).toContain('Our service answers at https://ksn.example.');
    expect(out).toContain('pksn endpoint load SETTINGS-FILE');
    expect(out).toContain('(1 request so far)');
  });

  it('refuses a submission for a reason', async () => {
    answer('POST /api/v1/licenses/pending/f/refuse', [200, { submission: 'f', refused: true }]);
    expect((await here('license', 'refuse', 'f', '--reason', 'not yours')).code).toBe(0);
    expect(JSON.parse(calls[0]?.body.toString() ?? '')).toEqual({ reason: 'not yours' });
  });

  it('shows the terms that wait, and notes what waits for licenses that are not here yet', async () => {
    const terms = { expiresAt: '2027-01-01T00:00:00.000Z', feeds: ['acme/core'], seats: 5, customerId: 'c-1' };
    const one = {
      digest: 'd',
      vendor: 'acme',
      licenseId: 'l',
      customer: 'C',
      fingerprint: 'f',
      receivedAt: 'r',
      ...terms,
    };
    answer('GET /api/v1/licenses/pending', [200, { submissions: [{ ...one, supersedes: ['aaaaaaaa'] }] }]);
    expect((await here('license', 'pending')).out).toMatch(
      /^d +l +acme +C \(c-1\) +f +2026-12-31 +acme\/core +5 +aaaaaaaa +r$/m,
    );
    answer('GET /api/v1/licenses?state=approval', [200, { licenses: [], notRegistered: 3 }]);
    const { err } = await here('license', 'list', '--state', 'approval');
    expect(err).toBe('3 of licenses that are not registered yet: pksn license pending\n');
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

  it('tells a swapped address, a missing authority and a missing file by what to do', async () => {
    expect((await here('customer', 'list')).err).toMatch(/is this the address of the query API\?/);
    await writeFile(folder.at('token'), 'secret-token\n', { mode: 0o600 });
    const flags = ['--admin', url, '--token-file', folder.at('token')];
    expect((await pksn(['customer', 'list', ...flags])).err).toMatch(/^SERVICE_UNREACHABLE: .*pass --cacert FILE/);
    const missing = await here('trust', 'add', folder.at('none'), '--fingerprint', 'f');
    expect(missing.err).toMatch(/no such file or folder\nCheck the path\.\n$/);
  });

  it('warns when others can read a key or a token', async () => {
    answer('GET /api/v1/customers', [200, { customers: [] }]);
    await writeFile(folder.at('token'), 'secret-token\n', { mode: 0o644 });
    const flags = ['--admin', url, '--cacert', folder.at('tls/ca.pem'), '--token-file', folder.at('token')];
    expect((await pksn(['customer', 'list', ...flags])).err).toBe(
      `others can read the token file ${folder.at('token')}: chmod 600 it\n`,
    );
    await chmod(folder.at('token'), 0o600);
    expect((await pksn(['customer', 'list', ...flags])).err).toBe('');
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

  it('submits folders and pasted text, in portions, and tells what came of each', async () => {
    for (let i = 0; i < 250; i++) await writeFile(folder.at(`${String(i).padStart(3, '0')}.license`), `F${i}`);
    const block = (text: string) => `-----BEGIN LICENSE-----\n${text}\n-----END LICENSE-----`;
    const taken = { ok: true, licenseId: 'l', state: 'submitted' };
    answer(
      'POST /api/v1/license-submissions',
      [200, { results: Array(200).fill(taken) }],
      [429, { code: 'SUBMISSION_THROTTLED', detail: 'slowly' }],
    );
    const stdin = `Dear provider,\n${block('P1')}\nand\n${block('P2')}\n`;
    const { code, out } = await pksn(['license', 'submit', folder.path, '-', '--json', '--data', folder.path], {
      stdin,
    });
    expect(code).toBe(75);
    const { results } = JSON.parse(out) as { results: { ok: boolean; file: string }[] };
    expect(results).toHaveLength(252);
    expect(results.filter((one) => one.ok)).toHaveLength(200);
    expect(results.slice(-2).map((one) => one.file)).toEqual(['-', '- (2)']);
    const sent = calls.map((call) => (JSON.parse(call.body.toString()) as { files: string[] }).files);
    expect(sent.map((files) => files.length)).toEqual([200, 52]);
    expect(sent.flat().slice(-3)).toEqual(['F249', block('P1'), block('P2')]);
  });

  it('stops behind the request that is under way, and says how far it came', async () => {
    for (let i = 0; i < 250; i++) await writeFile(folder.at(`${String(i).padStart(3, '0')}.license`), `F${i}`);
    const taken = { ok: true, licenseId: 'l', state: 'submitted' };
    answer('POST /api/v1/license-submissions', [200, { results: Array(200).fill(taken) }]);
    let interrupt = (): void => undefined;
    const onInterrupt = (listener: () => void): (() => void) => {
      interrupt = listener;
      return () => undefined;
    };
    server.prependListener('request', () => interrupt());
    const args = ['license', 'submit', folder.path, '--data', folder.path];
    const { code, out, err } = await pksn(args, { onInterrupt });
    expect({ code, err }).toEqual({ code: 130, err: expect.stringMatching(/200 of 250 files/) as string });
    expect(out.match(/is submitted$/gm)).toHaveLength(200);
    const json = await pksn([...args, '--json'], { onInterrupt });
    expect(json).toMatchObject({ code: 130, err: '' });
    expect(JSON.parse(json.out)).toMatchObject({ interrupted: true });
  });

  it('says an error of a submission to machines as one document', async () => {
    await writeFile(folder.at('a'), 'A');
    const detail = 'older';
    const refused = { ok: false, code: 'LICENSE_FILE_OUTDATED', detail };
    answer('POST /api/v1/license-submissions', [200, { results: [refused, refused] }]);
    const { code, err } = await here('license', 'submit', folder.at('a'), folder.at('a'), '--json');
    expect(code).toBe(73);
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'LICENSE_FILE_OUTDATED', detail, facts: { refused: 2 } } });
  });

  it('tells what a submission brought about', async () => {
    await writeFile(folder.at('a'), 'A');
    const result = { ok: true, licenseId: 'l', fingerprint: 'f', customer: 'C', state: 'unchanged' };
    const notes = ['This key is superseded by key d2b763bb: it gets no answers.'];
    answer('POST /api/v1/license-submissions', [200, { results: [{ ...result, notes }] }]);
    const { out } = await here('license', 'submit', folder.at('a'));
    expect(out).toBe(
      `${folder.at('a')}: key f of C (license l) is unchanged: it was submitted before\n  ${notes[0] ?? ''}\n`,
    );
  });

  it('sends no license key anywhere, and names other files that were swapped', async () => {
    for (const command of [
      ['license', 'submit'],
      ['endpoint', 'submit'],
      ['endpoint', 'load'],
      ['license', 'announce', '--submit'],
      ['trust', 'add'],
    ]) {
      const { code, out, err } = await here(...command, folder.at('key'));
      expect(code).toBe(65);
      expect(out + err).toContain('it is a license key: keep it to yourself');
      expect(out + err).not.toContain(LICENSE_KEY);
    }
    const pasted = await pksn(['license', 'submit', '-', '--data', folder.path], { stdin: `${LICENSE_KEY}\n` });
    expect(pasted.out).toContain('it is a license key');
    await writeFile(folder.at('root.json'), '{"payloadType":"x"}');
    expect((await here('license', 'submit', folder.at('root.json'))).out).toContain('pksn trust add takes it');
    expect(calls).toHaveLength(0);
  });

  it('takes a quoted mail, and says when nothing was pasted', async () => {
    const taken = { ok: true, licenseId: 'l', state: 'submitted' };
    answer('POST /api/v1/license-submissions', [200, { results: [taken] }]);
    const paste = (stdin: string) => pksn(['license', 'submit', '-', '--data', folder.path], { stdin });
    const mail = '> > Hello,\n> > -----BEGIN LICENSE-----\n> > AAAA\n> > -----END LICENSE-----\n';
    expect((await paste(mail)).code).toBe(0);
    const { files } = JSON.parse(calls[0]?.body.toString() ?? '') as { files: string[] };
    expect(files).toEqual(['-----BEGIN LICENSE-----\nAAAA\n-----END LICENSE-----']);
    expect(await paste('\n')).toMatchObject({ code: 65, out: expect.stringContaining('nothing was pasted') as string });
  });

  it('submits for an endpoint, and says whom to ask for approval or where the service could be', async () => {
    await writeFile(folder.at('a'), 'A');
    const provider = { name: 'Example Provider', contacts: ['help@provider.example'] };
    answer('POST /v1/license-submissions', [202, { state: 'pending', fingerprint: 'f', provider }]);
    expect((await here('endpoint', 'submit', folder.at('a'))).out).toBe(
      `${folder.at('a')}: key f is pending\n  the provider has to approve it: Example Provider, help@provider.example\n`,
    );
    const lost = await pksn(['endpoint', 'submit', folder.at('a'), '--data', folder.at('nowhere')]);
    expect(lost).toMatchObject({
      code: 65,
      err: expect.stringMatching(/--server URL --cacert FILE, or load/) as string,
    });
  });

  it('keeps what a service says from acting on the terminal', async () => {
    answer('GET /api/v1/customers', [200, { customers: [{ id: 'x', name: 'a\u001b[2Jb\u202e', licenses: 1 }] }]);
    const { out } = await here('customer', 'list');
    expect(out).toContain('a\uFFFD[2Jb\uFFFD');
  });

  it('trusts the given authority only', async () => {
    await writeFile(folder.at('token'), 'secret-token\n', { mode: 0o600 });
    const flags = ['--admin', url, '--token-file', folder.at('token')];
    answer('GET /api/v1/customers', [200, { customers: [] }]);
    const strange = await pksn(['customer', 'list', ...flags]);
    expect(strange).toMatchObject({ code: 69, err: expect.stringMatching(/^SERVICE_UNREACHABLE/) as string });
    const known = await pksn(['customer', 'list', ...flags, '--cacert', folder.at('tls/ca.pem')]);
    expect(known).toMatchObject({ code: 0, out: expect.stringMatching(/no customer/) as string });
  });
});

describe('the context of a running service', () => {
  it('is refused when others may read it', async () => {
    await chmod(folder.at('context.json'), 0o644);
    const { code, err } = await here('customer', 'list');
    expect(code).toBe(78);
    expect(err).toMatch(/^CONTEXT_MISSING: .*0600/);
    expect(calls).toHaveLength(0);
  });

  it('is missed with advice', async () => {
    const { code, err } = await pksn(['customer', 'list', '--data', folder.at('nowhere')]);
    expect(code).toBe(78);
    expect(err).toMatch(/npm start/);
  });
});

describe('a wrong command line', () => {
  it.each([[['nonsense']], [['license']], [['override', 'add', 'x']], [['vendor', 'init', '--wrong']], [['import']]])(
    '%j exits as USAGE and says why',
    async (args) => {
      const { code, err } = await pksn(args);
      expect(code).toBe(65);
      expect(err).not.toBe('');
    },
  );

  it.each([
    [['vendor', 'init', '--nam', 'x'], /^USAGE: .*unknown option '--nam' \(Did you mean --name\?\)/],
    [['vendor', 'init'], /^USAGE: .*required option '--(name|out)/],
    [['nonsense'], /^USAGE: .*unknown command/],
    [['generation', 'show', 'abc'], /^USAGE: .*a number is needed/],
    [['override', 'remove', 'abc'], /^USAGE: .*a number is needed/],
  ])('%j is told by its code, and as JSON to machines', async (args, why) => {
    expect((await pksn(args)).err).toMatch(why);
    const { code, err } = await pksn([...args, '--json']);
    expect(code).toBe(65);
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'USAGE' } });
  });

  it('--version is that of the product', async () => {
    expect(await pksn(['--version'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
    });
  });

  it('help is no error', async () => {
    expect(await pksn(['--help'])).toMatchObject({ code: 0, err: '' });
    expect((await pksn(['package', 'build', '--help'])).out).toContain('--base');
  });
});
