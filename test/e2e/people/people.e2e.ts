import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TOTP, Secret } from 'otpauth';
import type { DataSource } from '@pksn/store-postgres';
import { openDatabase, OwnAccount, PersonSessions } from '@pksn/store-postgres';
import { BrowserCaller } from '../browser-caller';
import type { Answer } from '../https-caller';
import { Service } from '../service';

const ALICE = 'correct horse walks 7';
const BOB = 'four words and a comma,';

let service: Service;
let database: DataSource;
let codeFile: string;
/** Whatever must be nowhere but where it was made. */
const secrets: string[] = [ALICE, BOB];
const browser = (): BrowserCaller => new BrowserCaller(service.portOf('admin-api'), service.ca);
const coded = ({ status, body }: Answer): [number, string] => [status, body?.code];
const kept = (text: string): string => {
  secrets.push(text);
  return text;
};
/** As if the wait were over. */
const later = (): Promise<unknown> => database.query("UPDATE sign_in_brake SET free_at = now() - interval '1 s'");
const signedIn = async (name: string, password: string): Promise<BrowserCaller> => {
  const one = browser();
  expect((await one.signIn(name, password)).status).toBe(200);
  return one;
};
const made = async (body: object): Promise<{ id: string; code: string }> => {
  const { status, body: answer } = await service.admin.post('/api/v1/people', { body });
  expect(status).toBe(201);
  return { id: answer.person.id as string, code: kept(answer.code as string) };
};
const welcomed = async (name: string, code: string, password: string): Promise<BrowserCaller> => {
  const one = browser();
  expect((await one.post('/api/v1/welcome', { name, code, password })).status).toBe(200);
  return one;
};

beforeAll(async () => {
  service = await Service.create();
  await service.start('admin-api');
  database = await openDatabase(service.database.url, 2);
  codeFile = join(service.dataDir, 'secrets', 'first-run-code');
}, 60_000);
afterAll(async () => {
  await database?.destroy();
  await service?.stop();
});

describe('the first run', () => {
  const code = (): string => kept(readFileSync(codeFile, 'latin1').trim());
  const first = (text: string, name = 'alice', password = ALICE): Promise<Answer> =>
    browser().post('/api/v1/first-run', { code: text, name, password });

  it('has a code that only the operator reads, and whose place the log names', async () => {
    expect(statSync(codeFile).mode & 0o777).toBe(0o600);
    expect(code()).toMatch(/^([0-9A-Z]{5}-){3}[0-9A-Z]{5}$/);
    const log = service.apps.get('admin-api')?.log() ?? '';
    expect(log).toContain(codeFile);
    expect((await browser().get('/api/v1/session')).body).toEqual({ state: 'first-run' });
  });

  it('makes another code after ten wrong ones', async () => {
    const before = code();
    // At once: file and database hold the same code afterwards.
    const wrong = await Promise.all(Array.from({ length: 12 }, (_, n) => first(`WRONG-${String(n)}`)));
    expect(wrong.map(coded)).toEqual(Array(12).fill([401, 'FIRST_RUN_CODE']));
    expect(code()).not.toBe(before);
    expect(coded(await first(before))).toEqual([401, 'FIRST_RUN_CODE']);
  });

  it('takes no weak password, and no page of another site', async () => {
    for (const [password, reason] of [
      ['short', 'short'],
      ['alice12345678', 'name'],
      ['private-ksn-2026', 'product'],
      ['password12345', 'common'],
      ['x'.repeat(257), 'long'],
    ] as const) {
      const { status, body } = await first(code(), 'alice', password);
      expect([status, body.code, body.reason]).toEqual([422, 'PASSWORD_REFUSED', reason]);
    }
    const foreign = { headers: { 'sec-fetch-site': 'cross-site' } };
    const body = { code: code(), name: 'mallory', password: ALICE };
    expect(coded(await browser().post('/api/v1/first-run', body, foreign))).toEqual([403, 'REQUEST_FOREIGN']);
  });

  it('makes one administrator, of however many try at once, and is closed for ever', async () => {
    const right = code();
    const names = ['alice', 'mallory', 'trudy'];
    const answers = await Promise.all(names.map((name) => first(right, name)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(answers.filter(({ body }) => body.code === 'FIRST_RUN_CLOSED')).toHaveLength(2);
    const winner = answers.find(({ status }) => status === 200)?.body.caller.name as string;
    await database.query(`UPDATE person SET name = 'alice', sign_in_name = 'alice' WHERE name = $1`, [winner]);
    expect(() => statSync(codeFile)).toThrow();
    expect(coded(await first(right, 'eve'))).toEqual([409, 'FIRST_RUN_CLOSED']);
    expect((await browser().get('/api/v1/session')).body).toEqual({ state: 'signed-out' });
  });
});

describe('a session', () => {
  it('is two cookies with every attribute, and is told to its own page', async () => {
    const one = browser();
    const answer = await one.signIn('ALICE', ALICE);
    const cookies = [answer.headers['set-cookie'] ?? []].flat();
    expect(cookies.map((line) => line.replace(/=[^;]{43};/, '=T;'))).toEqual([
      '__Host-pksn-session=T; Path=/; Secure; HttpOnly; SameSite=Strict',
      '__Host-pksn-device=T; Max-Age=34560000; Path=/; Secure; HttpOnly; SameSite=Strict',
    ]);
    const { body } = await one.get('/api/v1/session');
    expect(body).toEqual({
      state: 'signed-in',
      caller: { kind: 'person', id: expect.any(String), name: 'alice', role: 'administrator', customer: null },
      csrf: one.csrf,
      expiresAt: expect.stringMatching(/Z$/),
      language: null,
      secondFactor: false,
      mustChangePassword: false,
    });
    for (const token of one.cookies.values()) kept(token);
    kept(one.csrf);
    expect((await one.get('/api/v1/tokens')).status).toBe(200);
  });

  it('is no session that was there before: a planted cookie is never taken over', async () => {
    const one = browser();
    const planted = 'A'.repeat(43);
    one.cookies.set('__Host-pksn-session', planted).set('__Host-pksn-device', planted);
    expect((await one.signIn('alice', ALICE)).status).toBe(200);
    expect([...one.cookies.values()]).not.toContain(planted);
    const before = one.cookies.get('__Host-pksn-session');
    await one.signIn('alice', ALICE);
    expect(one.cookies.get('__Host-pksn-session')).not.toBe(before);
  });

  it('changes nothing without its own token and its own origin', async () => {
    const one = await signedIn('alice', ALICE);
    const body = { language: 'ru' };
    const patch = (headers: Record<string, string>): Promise<Answer> =>
      one.send('PATCH', '/api/v1/account', { body, headers });
    const foreign = [403, 'REQUEST_FOREIGN'];
    expect(coded(await patch({ 'pksn-csrf': '' }))).toEqual(foreign);
    expect(coded(await patch({ 'pksn-csrf': 'x'.repeat(43) }))).toEqual(foreign);
    expect(coded(await patch({ 'sec-fetch-site': 'same-site' }))).toEqual(foreign);
    expect(coded(await one.get('/api/v1/feeds', { headers: { 'sec-fetch-site': 'cross-site' } }))).toEqual(foreign);
    expect((await one.get('/api/v1/account')).body.language).toBeNull();
    expect((await patch({})).body.language).toBe('ru');
    // Of another session of the same person.
    const other = await signedIn('alice', ALICE);
    expect(coded(await patch({ 'pksn-csrf': other.csrf }))).toEqual(foreign);
  });

  it('does not count beside an Authorization header', async () => {
    const one = await signedIn('alice', ALICE);
    const asked = await one.get('/api/v1/feeds', { headers: { authorization: 'Bearer pksn_garbage_garbage' } });
    expect([asked.status, asked.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    const own = { headers: { authorization: `Bearer ${service.token}` } };
    expect((await one.get('/api/v1/session', own)).body.caller).toMatchObject({ kind: 'token' });
    expect(coded(await one.get('/api/v1/account', own))).toEqual([409, 'PERSON_NEEDED']);
  });

  it('ends when it was idle, when it is old, when it is revoked and when its person goes out', async () => {
    const ends: [string, (one: BrowserCaller, id: string) => Promise<unknown>][] = [
      [
        'idle',
        (_, id) => database.query(`UPDATE person_session SET seen_at = now() - interval '9 h' WHERE id = $1`, [id]),
      ],
      ['old', (_, id) => database.query('UPDATE person_session SET ends_at = now() WHERE id = $1', [id])],
      ['revoked', (_, id) => service.admin.send('DELETE', `/api/v1/sessions/${id}`)],
      ['signed out', (one) => one.send('DELETE', '/api/v1/session')],
    ];
    for (const [what, end] of ends) {
      const one = await signedIn('alice', ALICE);
      const cookie = [...one.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const { sessions } = (await one.get('/api/v1/account/sessions')).body;
      const { id } = sessions.find((each: { current: boolean }) => each.current) as { id: string };
      await end(one, id);
      const after = await one.get('/api/v1/feeds', { headers: { cookie } });
      expect([what, ...coded(after), after.body.session]).toEqual([what, 401, 'ADMIN_UNAUTHENTICATED', 'expired']);
      if (what === 'signed out') expect(one.cookies.has('__Host-pksn-session')).toBe(false);
    }
  });
});

describe('people', () => {
  it('are made with a code that is shown once, and that sets their password', async () => {
    const { id, code } = await made({ name: 'Bob B.', role: 'operator' });
    const { person } = { person: (await service.admin.get(`/api/v1/people/${id}`)).body };
    expect(person).toMatchObject({ name: 'Bob B.', hasPassword: false, codeExpiresAt: expect.any(String) });
    expect(coded(await browser().signIn('Bob B.', ''))).toEqual([401, 'SIGN_IN_REFUSED']);
    const one = await welcomed('bob b.', code.toLowerCase().replace(/-/g, ' '), BOB);
    expect((await one.get('/api/v1/session')).body.caller).toMatchObject({ name: 'Bob B.', role: 'operator' });
    expect(coded(await one.get('/api/v1/people'))).toEqual([403, 'ADMIN_FORBIDDEN']);
    const again = { name: 'Bob B.', code, password: BOB };
    expect(coded(await browser().post('/api/v1/welcome', again))).toEqual([401, 'SIGN_IN_REFUSED']);
    const twin = { name: 'BOB B.', role: 'viewer' };
    expect(coded(await service.admin.post('/api/v1/people', { body: twin }))).toEqual([409, 'PERSON_EXISTS']);
  });

  it('lose their sessions with their role, and their way in when they are disabled', async () => {
    const { id, code } = await made({ name: 'carol', role: 'operator' });
    const one = await welcomed('carol', code, BOB);
    const patch = (body: object): Promise<Answer> => service.admin.send('PATCH', `/api/v1/people/${id}`, { body });
    expect((await patch({ role: 'viewer' })).body).toMatchObject({ role: 'viewer', sessions: 0 });
    expect((await one.get('/api/v1/feeds')).status).toBe(401);
    const two = await signedIn('carol', BOB);
    expect((await patch({ disabled: true })).body.disabled).toBe(true);
    expect((await two.get('/api/v1/feeds')).status).toBe(401);
    expect(coded(await browser().signIn('carol', BOB))).toEqual([401, 'SIGN_IN_REFUSED']);
    expect(coded(await patch({ role: 'customer-administrator' }))).toEqual([400, 'REQUEST_MALFORMED']);
  });

  it('change a password that somebody else set before anything else', async () => {
    const { id } = await made({ name: 'dave', role: 'viewer' });
    const given = kept('given by the administrator');
    await service.admin.send('PUT', `/api/v1/people/${id}/password`, { body: { password: given } });
    const one = await signedIn('dave', given);
    expect(coded(await one.get('/api/v1/feeds'))).toEqual([403, 'PASSWORD_CHANGE_NEEDED']);
    const before = one.cookies.get('__Host-pksn-session');
    const other = await signedIn('dave', given);
    const own = { present: given, password: BOB };
    expect(coded(await one.post('/api/v1/account/password', { ...own, present: 'wrong' }))).toEqual([
      401,
      'SIGN_IN_REFUSED',
    ]);
    expect(coded(await one.post('/api/v1/account/password', { ...own, password: given }))).toEqual([
      422,
      'PASSWORD_REFUSED',
    ]);
    // What was judged by a password that somebody else has just replaced lets nobody in.
    const account = new OwnAccount(database, new PersonSessions(database, { idleMs: 1_000, maxMs: 1_000 }));
    const late = { before: 'the hash of another', after: 'none' };
    expect(await account.setPassword(id, late, { device: '', address: '' }, 'viewer:dave')).toBeNull();
    expect((await one.post('/api/v1/account/password', own)).status).toBe(200);
    expect(one.cookies.get('__Host-pksn-session')).not.toBe(before);
    expect((await one.get('/api/v1/feeds')).status).toBe(200);
    expect((await other.get('/api/v1/feeds')).status).toBe(401);
  });

  it('keep one administrator who can sign in', async () => {
    const { people } = (await service.admin.get('/api/v1/people')).body;
    const { id } = people.find((one: { role: string }) => one.role === 'administrator') as { id: string };
    const alice = await signedIn('alice', ALICE);
    const last = [409, 'LAST_ADMINISTRATOR'];
    expect(coded(await service.admin.send('DELETE', `/api/v1/people/${id}`))).toEqual(last);
    for (const body of [{ disabled: true }, { role: 'viewer' }]) {
      expect(coded(await service.admin.send('PATCH', `/api/v1/people/${id}`, { body }))).toEqual(last);
      // Not by force either, of who is signed in.
      expect(coded(await alice.send('PATCH', `/api/v1/people/${id}?force=true`, { body }))).toEqual(last);
    }
    const other = await made({ name: 'second', role: 'administrator' });
    // With a code alone nobody is in yet.
    expect(coded(await service.admin.send('DELETE', `/api/v1/people/${id}`))).toEqual(last);
    await welcomed('second', other.code, BOB);
    expect((await service.admin.send('DELETE', `/api/v1/people/${other.id}`)).status).toBe(204);
    const forced = await service.admin.send('PATCH', `/api/v1/people/${id}?force=true`, { body: { disabled: true } });
    expect(forced.status).toBe(200);
    await service.admin.send('PATCH', `/api/v1/people/${id}`, { body: { disabled: false } });
  });
});

describe('a second factor', () => {
  const codeAt = (secret: string, step = 0): string =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + step * 30_000 });

  it('is asked for once it was confirmed; each code is taken once, and a recovery code in its place', async () => {
    const { id, code } = await made({ name: 'erin', role: 'viewer' });
    const one = await welcomed('erin', code, BOB);
    const begun = await one.post('/api/v1/account/second-factor', { present: BOB });
    const secret = kept(begun.body.secret as string);
    expect(begun.body.url).toContain('otpauth://totp/Private%20KSN:erin?');
    expect(coded(await one.post('/api/v1/account/second-factor/confirm', { code: '000000' }))).toEqual([
      401,
      'SIGN_IN_REFUSED',
    ]);
    expect((await browser().signIn('erin', BOB)).status).toBe(200);
    const used = codeAt(secret, -1);
    const confirmed = await one.post('/api/v1/account/second-factor/confirm', { code: used });
    const recovery = (confirmed.body.recoveryCodes as string[]).map(kept);
    expect(new Set(recovery).size).toBe(10);
    expect(coded(await one.post('/api/v1/account/second-factor', { present: BOB }))).toEqual([409, 'SECOND_FACTOR']);

    expect(coded(await browser().signIn('erin', BOB))).toEqual([401, 'SIGN_IN_CODE_NEEDED']);
    expect(coded(await browser().signIn('erin', 'wrong password 1', codeAt(secret)))).toEqual([401, 'SIGN_IN_REFUSED']);
    expect(coded(await browser().signIn('erin', BOB, used))).toEqual([401, 'SIGN_IN_REFUSED']);
    const fresh = codeAt(secret);
    const both = await Promise.all([browser().signIn('erin', BOB, fresh), browser().signIn('erin', BOB, fresh)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect((await browser().signIn('erin', BOB, recovery[0])).status).toBe(200);
    expect(coded(await browser().signIn('erin', BOB, recovery[0]))).toEqual([401, 'SIGN_IN_REFUSED']);
    expect((await one.get('/api/v1/account')).body).toMatchObject({ secondFactor: true, recoveryCodesLeft: 9 });

    const remove = { present: BOB, code: recovery[1] };
    expect((await one.post('/api/v1/account/second-factor/remove', remove)).body.secondFactor).toBe(false);
    expect((await browser().signIn('erin', BOB)).status).toBe(200);
    expect((await service.admin.send('DELETE', `/api/v1/people/${id}/second-factor`)).status).toBe(200);
  });
});

describe('guesses', () => {
  const wrong = (one: BrowserCaller, name: string): Promise<Answer> => one.signIn(name, 'not the right one');

  it('wait longer and longer, and never lock out a browser that the person signed in from', async () => {
    const { code } = await made({ name: 'frank', role: 'viewer' });
    const own = await welcomed('frank', code, BOB);
    const stranger = browser();
    for (let n = 0; n < 6; n++) expect(coded(await wrong(stranger, 'frank'))).toEqual([401, 'SIGN_IN_REFUSED']);
    const held = await stranger.signIn('frank', BOB);
    expect(coded(held)).toEqual([429, 'SIGN_IN_THROTTLED']);
    expect(Number(held.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    // The person's own browser does not wait, and other names do not either.
    expect((await own.signIn('frank', BOB)).status).toBe(200);
    expect((await browser().signIn('alice', ALICE)).status).toBe(200);
    await later();
    expect(coded(await wrong(stranger, 'frank'))).toEqual([401, 'SIGN_IN_REFUSED']);
    expect(Number((await wrong(stranger, 'frank')).headers['retry-after'])).toBeGreaterThan(2);
    await later();
    expect((await stranger.signIn('frank', BOB)).status).toBe(200);
  });

  it('of a browser of one person are a stranger’s for another', async () => {
    const { code } = await made({ name: 'grace', role: 'viewer' });
    await welcomed('grace', code, BOB);
    const alice = await signedIn('alice', ALICE);
    for (let n = 0; n < 6; n++) await wrong(alice, 'grace');
    expect(coded(await alice.signIn('grace', BOB))).toEqual([429, 'SIGN_IN_THROTTLED']);
    await later();
  });
});

describe('tokens', () => {
  it('reach the parts of the API that their scopes name, and make none that reach further', async () => {
    const alice = await signedIn('alice', ALICE);
    const body = { role: 'administrator', days: 1, label: 'narrow', scopes: ['feeds:read', 'tokens:write'] };
    const { id, token } = (await alice.post('/api/v1/tokens', body)).body as { id: string; token: string };
    kept(token);
    const headers = { authorization: `Bearer ${token}` };
    const narrow = (method: string, path: string, more: object = {}): Promise<Answer> =>
      browser().send(method, `/api/v1/${path}`, { headers, ...more });
    expect((await narrow('GET', 'feeds')).status).toBe(200);
    expect(coded(await narrow('PATCH', 'feeds/a/b', { body: {} }))).toEqual([403, 'ADMIN_FORBIDDEN']);
    expect(coded(await narrow('GET', 'people'))).toEqual([403, 'ADMIN_FORBIDDEN']);
    expect((await narrow('GET', 'session')).body.caller).toMatchObject({ kind: 'token', name: 'narrow' });
    const wider = { role: 'viewer', scopes: ['feeds:write'] };
    expect(coded(await narrow('POST', 'tokens', { body: wider }))).toEqual([403, 'ADMIN_FORBIDDEN']);
    expect(coded(await narrow('POST', 'tokens', { body: { role: 'viewer' } }))).toEqual([403, 'ADMIN_FORBIDDEN']);
    const child = (await narrow('POST', 'tokens', { body: { role: 'viewer', scopes: ['feeds:read'] } })).body;
    kept(child.token as string);
    const { tokens } = (await service.admin.get('/api/v1/tokens')).body;
    const person = (await alice.get('/api/v1/session')).body.caller.id as string;
    for (const made of [id, child.id]) {
      expect(tokens.find((one: { id: string }) => one.id === made)).toMatchObject({ principal: `person:${person}` });
    }
    const malformed = { role: 'viewer', scopes: ['everything:write'] };
    expect((await alice.post('/api/v1/tokens', malformed)).status).toBe(400);
  });

  it('with scopes let nobody in, who would reach further', async () => {
    const alice = await signedIn('alice', ALICE);
    const body = { role: 'administrator', days: 1, label: 'clerk', scopes: ['people:write'] };
    const { token } = (await alice.post('/api/v1/tokens', body)).body as { token: string };
    kept(token);
    const headers = { authorization: `Bearer ${token}` };
    const clerk = (method: string, path: string, more: object = {}): Promise<Answer> =>
      browser().send(method, `/api/v1/people${path}`, { headers, ...more });
    const { people } = (await clerk('GET', '')).body as { people: { id: string; name: string }[] };
    const frank = people.find(({ name }) => name === 'frank')?.id ?? '';
    const refused = await Promise.all([
      clerk('POST', '', { body: { name: 'mallory', role: 'administrator' } }),
      clerk('PATCH', `/${frank}`, { body: { role: 'administrator' } }),
      clerk('PATCH', `/${frank}`, { body: { disabled: false } }),
      clerk('POST', `/${frank}/code`),
      clerk('PUT', `/${frank}/password`, { body: { password: BOB } }),
    ]);
    expect(refused.map(coded)).toEqual(Array(5).fill([403, 'ADMIN_FORBIDDEN']));
    expect((await clerk('PATCH', `/${frank}`, { body: { disabled: true } })).status).toBe(200);
  });
});

describe('after all that', () => {
  it('the history names who did what, with what was before', async () => {
    const rows = (await database.query(`SELECT action, count(*)::int AS n FROM audit_entry GROUP BY action`)) as {
      action: string;
      n: number;
    }[];
    const counts = new Map(rows.map(({ action, n }) => [action, n]));
    for (const action of [
      'created',
      'changed',
      'disabled',
      'enabled',
      'removed',
      'password-set',
      'second-factor-set',
    ]) {
      expect([action, counts.get(`person.${action}`) ?? 0]).toEqual([action, expect.any(Number)]);
      expect(counts.get(`person.${action}`) ?? 0).toBeGreaterThan(0);
    }
    for (const action of ['begun', 'ended']) expect(counts.get(`session.${action}`) ?? 0).toBeGreaterThan(3);
    // Of some fifty guesses that went wrong.
    expect(counts.get('session.refused') ?? 0).toBeLessThan(6);
    const [row] = (await database.query(
      `SELECT actor, detail FROM audit_entry WHERE action = 'person.changed' ORDER BY id LIMIT 1`,
    )) as { actor: string; detail: object }[];
    expect(row).toMatchObject({
      actor: 'administrator:context file',
      detail: { role: 'viewer', before: { role: 'operator' } },
    });
  });

  it('no password, code, cookie or secret is in the log, in an answer or in the database', async () => {
    const log = service.apps.get('admin-api')?.log() ?? '';
    const tables = (await database.query(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    )) as { name: string }[];
    const dump: string[] = [];
    for (const { name } of tables) {
      const rows = (await database.query(`SELECT t::text AS row FROM "${name}" t`)) as { row: string }[];
      dump.push(...rows.map(({ row }) => row));
    }
    const answers = [
      await service.admin.get('/api/v1/people'),
      await service.admin.get('/api/v1/sessions'),
      await service.admin.get('/api/v1/audit?limit=500'),
    ];
    const all = [log, ...dump, ...answers.map(({ text }) => text)].join('\n');
    expect(secrets.length).toBeGreaterThan(25);
    const hex = (text: string): string => Buffer.from(text).toString('hex');
    expect(secrets.filter((one) => all.includes(one) || all.includes(hex(one)))).toEqual([]);
    expect(log).not.toMatch(/request failed|uncaught/);
  });
});
