import { chmod, writeFile } from 'node:fs/promises';
import { pksn } from './command-line.fixture';
import { ENVELOPE, LICENSE_KEY, REST, answer, calls, folder, here, url } from './stub-service.fixture';

/** One value of the header Upload-Metadata. */
function metadata(headers: Readonly<Record<string, unknown>> | undefined, key: string): string | undefined {
  const pairs = String(headers?.['upload-metadata']).split(',');
  const value = pairs.find((pair) => pair.startsWith(`${key} `))?.split(' ')[1];
  return value === undefined ? undefined : Buffer.from(value, 'base64').toString();
}

describe('pksn against a service', () => {
  it('uploads a package with its token and follows the import to its end', async () => {
    await writeFile(folder.at('a.rpk'), Buffer.alloc(300_000, 7));
    const view = { id: 'i1', fileName: 'a.rpk', state: 'received', feed: null, version: null, progress: null };
    answer('POST /api/v1/uploads', [201, { upload: { id: 'i1', offset: 0, complete: false } }]);
    answer('PATCH /api/v1/uploads/i1', [204, null]);
    const active = { ...view, state: 'active', feed: 'acme/core', version: 3, generation: 9 };
    answer('GET /api/v1/imports/i1', [200, view], [200, { ...view, state: 'staged' }], [200, active]);
    const { code, out, err } = await here('import', folder.at('a.rpk'), '--hold', '--wait');
    expect({ code, out, err }).toEqual({ code: 0, out: 'acme/core version 3 is active in generation 9\n', err: '' });
    const [announced, upload] = calls;
    const [digest, name, hold] = ['sha256', 'filename', 'hold'].map((key) => metadata(announced?.headers, key));
    expect([digest, name, hold]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), 'a.rpk', 'true']);
    expect(upload?.headers).toMatchObject({ authorization: 'Bearer secret-token', 'upload-offset': '0' });
    expect(upload?.body.equals(Buffer.alloc(300_000, 7))).toBe(true);
    // A service without the stream is asked again and again.
    expect(calls).toHaveLength(6);
  });

  it('hears the progress of an import, and goes on with what it has heard when the stream breaks', async () => {
    await writeFile(folder.at('a.rpk'), 'x');
    const view = { id: 'i1', fileName: 'a.rpk', state: 'verified', feed: 'acme/core', version: 3, progress: null };
    const event = (id: string, name: string, data: object): string =>
      `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
    const progress = (done: number): string =>
      event(`1-3-${String(done)}`, 'progress', { phase: 'staging', done, total: 900 });
    answer('POST /api/v1/uploads', [201, { upload: { id: 'i1', offset: 1, complete: true } }]);
    answer('GET /api/v1/imports/i1', [200, view]);
    answer(
      'GET /api/v1/imports/i1/events',
      [200, `retry: 1\n\n:\n\n${progress(100)}${progress(400)}`],
      [200, `${progress(700)}${event('end', 'outcome', { ...view, state: 'active', generation: 9 })}`],
    );
    const { code, out, err } = await pksn(['import', folder.at('a.rpk'), '--wait', '--data', folder.path], {
      watched: true,
    });
    expect({ code, out }).toEqual({ code: 0, out: 'acme/core version 3 is active in generation 9\n' });
    const told = ['staging [', '] 44%', 'trying to reconnect', 'connected again', '] 77%'].map((text) =>
      err.indexOf(text),
    );
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told[0]).toBeGreaterThanOrEqual(0);
    const heard = calls.filter(({ url }) => url.endsWith('/events')).map(({ headers }) => headers['last-event-id']);
    expect(heard).toEqual([undefined, '1-3-400']);
  });

  it('sends only what the service does not have, and goes on after it was away', async () => {
    await writeFile(folder.at('a.rpk'), Buffer.from('0123456789'));
    const away = [503, { code: 'SERVICE_UNAVAILABLE', detail: 'away' }] as const;
    answer('POST /api/v1/uploads', [201, { upload: { id: 'i1', offset: 4, complete: false } }]);
    answer('GET /api/v1/uploads/i1', away, [200, { upload: { id: 'i1', offset: 7, complete: false } }]);
    answer('PATCH /api/v1/uploads/i1', away, [204, null]);
    answer('GET /api/v1/imports/i1', [200, { id: 'i1', fileName: 'a.rpk', state: 'received', feed: null }]);
    const { code, err } = await here('import', folder.at('a.rpk'));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const sent = calls.filter(({ method }) => method === 'PATCH').map(({ body }) => body.toString());
    expect(sent).toEqual(['456789', '789']);
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
    answer('POST /api/v1/uploads', [201, { upload: { id: 'i1', offset: 1, complete: true } }]);
    answer('GET /api/v1/imports/i1', [200, view]);
    const { code, err } = await here('import', folder.at('a.rpk'), '--wait');
    expect(code).toBe(73);
    expect(err).toMatch(/^PACKAGE_ROLLBACK: .*older\n.*higher version/);
  });

  it('draws progress for a person only', async () => {
    await writeFile(folder.at('a.rpk'), 'x');
    answer('POST /api/v1/uploads', [201, { upload: { id: 'i1', offset: 0, complete: false } }]);
    answer('PATCH /api/v1/uploads/i1', [204, null]);
    answer('GET /api/v1/imports/i1', [
      200,
      { id: 'i1', fileName: 'a.rpk', state: 'unchanged', feed: 'a/b', version: 1 },
    ]);
    const args = ['import', folder.at('a.rpk'), '--data', folder.path];
    expect((await pksn(args, { watched: true })).err).toContain('uploading');
    expect((await pksn(args)).err).toBe('');
  });

  it('looks up in the order asked, with errors in their place', async () => {
    const source = { kind: 'feed', feed: 'acme/core', version: 3 };
    const red = { object: { type: 'domain' }, zone: 'red', threat: 'T', ...REST, source };
    answer('POST /v1/lookup', [200, { ...ENVELOPE, results: [red] }]);
    const { code, out } = await here('lookup', '/etc/passwd', 'example.com');
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toMatch(/^error +\/etc\/passwd +OBJECT_MALFORMED/);
    expect(out.split('\n')[1]).toBe('red      example.com  T  (acme/core@3)');
    expect(calls[0]?.headers).toMatchObject({ authorization: `Bearer ${LICENSE_KEY}` });
    expect(JSON.parse(calls[0]?.body.toString() ?? '')).toEqual({ objects: [{ domain: 'example.com' }] });
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
    expect(rows.map((row) => row.split(/ {2,}/).slice(2, 4))).toEqual([
      ['domain', 'bad.example'],
      ['software', 'V / P'],
      ['ip', '192.0.2.0/24'],
    ]);
    const listed = JSON.parse((await here('override', 'list', '--json')).out) as { overrides: { object: unknown }[] };
    expect(listed.overrides[0]?.object).toEqual({ type: 'domain', domain: 'bad.example' });
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
