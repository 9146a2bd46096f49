import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { pksn } from './command-line.fixture';
import type { Answer } from './stub-service.fixture';
import { ENVELOPE, REST, answer, calls, folder, here, server } from './stub-service.fixture';

jest.mock('./check/hash-thread', (): unknown => jest.requireActual('./check/hash-thread.fixture'));

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');
const ABC = sha256('abc');

/** Verdicts by the content of files; grey for others. */
function verdicts(zones: Readonly<Record<string, string>>, threat: string | null = null): Answer {
  const byHash = new Map(Object.entries(zones).map(([content, zone]) => [sha256(content), zone]));
  return [
    200,
    (asked: Buffer) => {
      const { objects } = JSON.parse(asked.toString()) as { objects: { file: string }[] };
      const results = objects.map(({ file }) => {
        const zone = byHash.get(file) ?? 'grey';
        const source = zone === 'grey' ? { kind: 'none' } : { kind: 'feed', feed: 'acme/core', version: 3 };
        return {
          object: { type: 'file', sha256: file },
          zone,
          ...REST,
          threat: zone === 'red' ? threat : null,
          source,
        };
      });
      return { ...ENVELOPE, results };
    },
  ];
}

const put = (name: string, content: string): void => {
  const path = folder.at(name);
  mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true });
  writeFileSync(path, content);
};
const documents = (out: string): Record<string, unknown>[] =>
  out.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>); // prettier-ignore
const summary = (out: string) => documents(out).at(-1)?.summary as Record<string, unknown>;

describe('pksn check', () => {
  it('tells by its exit code whether something was found, and what could not be checked', async () => {
    put('f', 'abc');
    put('g', 'good');
    put('y', 'maybe');
    answer('POST /v1/lookup', verdicts({ abc: 'red', good: 'green', maybe: 'yellow' }));
    const code = async (...args: string[]): Promise<number> => (await here('check', ...args)).code;
    const [f, g, y, missing] = ['f', 'g', 'y', 'missing'].map((name) => folder.at(name)) as [
      string,
      string,
      string,
      string,
    ];
    expect(await code(f, g, missing)).toBe(1);
    expect(await code(g, y)).toBe(0);
    expect(await code(g, y, '--fail-on', 'yellow')).toBe(1);
    expect(await code(g, missing)).toBe(2);
    expect((await here('check', folder.path)).out).toMatch(/pass -r/);
    expect((await here('check', f, '--fail-on', 'green')).err).toMatch(/^USAGE/);
    put('u', 'unknown');
    expect([await code(folder.at('u')), await code(folder.at('u'), '--fail-on', 'unknown')]).toEqual([0, 1]);
    const asked = JSON.parse(calls[0]?.body.toString() ?? '') as { objects: unknown[] };
    expect(asked.objects).toContainEqual({ file: ABC });
  });

  it('shows what was found and a table, and no progress to a pipe', async () => {
    put('t/a/bad\u001b[2J\n.exe', 'abc');
    put('t/.b/good', 'good');
    put('t/c', 'abc');
    put('t/d', 'nobody knows');
    symlinkSync('..', folder.at('t/a/up'));
    answer('POST /v1/lookup', verdicts({ abc: 'red', good: 'green' }, 'Trojan.Test'));
    const { code, out, err } = await here('check', '-r', folder.at('t'));
    expect({ code, err }).toEqual({ code: 1, err: '' });
    const lines = out.trim().split('\n');
    expect(lines.slice(0, 2).sort()).toEqual([
      `red      ${folder.at('t/a/bad')}\\x1b[2J\\x0a.exe  Trojan.Test  (acme/core@3)`,
      `red      ${folder.at('t/c')}  Trojan.Test  (acme/core@3)`,
    ]);
    expect(lines.slice(2).join('\n')).toMatch(
      /^zone +files.*\nred +2 .*\ngrey +1 .*\ngreen +1 .*\n4 files, 22 B in [\d.]+ s \(.*\/s\); left out: 1 link\nnetwork: private \(4 answers\); service: Enabled$/,
    );
    const watched = await pksn(['check', '-r', folder.at('t'), '--data', folder.path], { watched: true });
    const steady = (text: string): string[] =>
      text
        .replace(/in [\d.]+ s \(.*\/s\)/, '')
        .split('\n')
        .sort();
    expect(steady(watched.out)).toEqual(steady(out));
  });

  it('prints a line of JSON for each file and one for all', async () => {
    put('t/a', 'abc');
    writeFileSync(Buffer.concat([Buffer.from(folder.at('t/')), Buffer.from([0xff])]), 'good');
    answer('POST /v1/lookup', verdicts({ abc: 'red', good: 'green' }));
    const { code, out } = await here('check', '-r', folder.at('t'), folder.at('missing'), '--json');
    const lines = documents(out);
    expect([code, lines.length]).toEqual([1, 4]);
    const path = (name: string) => lines.find((one) => one.path === folder.at(name));
    expect(path('t/a')).toMatchObject({ state: 'red', zone: 'red', sha256: ABC, sizeBytes: 3, network: 'private' });
    expect(path('t/a')).not.toHaveProperty('pathBytes');
    const bytes = Buffer.from(path('t/\\xff')?.pathBytes as string, 'base64');
    expect(bytes.subarray(-2)).toEqual(Buffer.from([0x2f, 0xff]));
    expect(path('missing')).toMatchObject({
      state: 'unread',
      sha256: null,
      error: { detail: 'there is no such file or folder' },
    });
    expect(summary(out)).toMatchObject({
      ...{ files: 3, bytes: 7, red: 1, green: 1, unread: 1, unanswered: 0, complete: false, interrupted: false },
      ...{ networks: { private: 2 }, from: { service: 2 }, service: { status: 'enabled', shown: 'Enabled' } },
    });
  });

  it('asks in bulks while it hashes', async () => {
    for (let n = 0; n < 1_100; n++) put(`t/${String(n)}`, String(n));
    answer('POST /v1/lookup', verdicts({ 7: 'green' }));
    const { code, out } = await here('check', '-r', folder.at('t'), '--json', '--threads', '2');
    const sizes = calls.map(({ body }) => (JSON.parse(body.toString()) as { objects: unknown[] }).objects.length);
    expect([Math.max(...sizes), sizes.reduce((sum, one) => sum + one, 0)]).toEqual([1_000, 1_100]);
    expect([code, summary(out)]).toMatchObject([0, { files: 1_100, green: 1, grey: 1_099, complete: true }]);
  });

  it.each([
    [401, 'LICENSE_KEY_NOT_SUBMITTED', 77],
    [403, 'LICENSE_SCOPE', 77],
  ])('ends with the refusal %s %s, and says what was not checked', async (status, code, exitCode) => {
    for (let n = 0; n < 40; n++) put(`t/${String(n)}`, String(n));
    answer('POST /v1/lookup', [status, { code, detail: 'no' }]);
    const ended = await here('check', '-r', folder.at('t'), folder.at('missing'), '--sarif', folder.at('log'));
    expect(ended).toMatchObject({ code: exitCode, err: expect.stringMatching(code) as string });
    expect(ended.out).toMatch(/unanswered +\d+ .*\n[^]*ended early/);
    expect(JSON.parse(readFileSync(folder.at('log'), 'utf8'))).toMatchObject({
      runs: [{ results: [], invocations: [{ executionSuccessful: false, exitCode }] }],
    });
  });

  it('fails when there is no service, and leaves no log behind where it cannot begin', async () => {
    put('f', 'abc');
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    const ended = await here('check', folder.at('f'), '--json');
    expect(ended).toMatchObject({ code: 69, err: expect.stringMatching(/SERVICE_UNREACHABLE/) as string });
    expect(documents(ended.out)).toMatchObject([
      { state: 'unanswered', sha256: ABC },
      { summary: { complete: false } },
    ]);
    for (const path of [folder.at('no/log'), folder.path, '/dev/null'])
      expect(await here('check', folder.at('f'), '--sarif', path)).toMatchObject({ code: 65 });
  });

  it('shows that the service is restricted', async () => {
    put('f', 'abc');
    const restriction = { objects: ['file'], mode: 'disabled', sample: null, notBefore: '2026-01-01T00:00:00Z', until: null, reason: 'repair' }; // prettier-ignore
    answer('GET /v1/status', [200, { infrastructure: 'private', status: 'restricted', restrictions: [restriction] }]);
    answer('POST /v1/lookup', verdicts({}));
    const { code, out, err } = await here('check', folder.at('f'));
    expect(code).toBe(69);
    expect(out).toMatch(/unanswered .*SERVICE_RESTRICTED[^]*service: Enabled with restrictions/);
    expect(err).toContain('repair');
    expect(calls).toEqual([]);
  });

  it('is no clean check when nobody read its output to the end', async () => {
    put('t/a', 'abc');
    let leave: () => void = () => undefined;
    answer('POST /v1/lookup', [200, () => (leave(), 'no answer')]);
    const ended = await pksn(['check', '-r', folder.at('t'), '--sarif', folder.at('log'), '--data', folder.path], {
      onReaderGone: (listener) => ((leave = listener), () => undefined),
    });
    expect(ended.code).toBe(141);
    expect(readFileSync(folder.at('log'), 'utf8')).toMatch(/"executionSuccessful":false,"exitCode":141/);
  });

  it('ends in order with Ctrl-C', async () => {
    put('t/a', 'abc');
    let interrupt: () => void = () => undefined;
    answer('POST /v1/lookup', [200, () => (interrupt(), 'no answer')]);
    const ended = await pksn(
      ['check', '-r', folder.at('t'), '--json', '--sarif', folder.at('log'), '--data', folder.path],
      { onInterrupt: (listener) => ((interrupt = listener), () => undefined) },
    );
    expect(ended).toMatchObject({ code: 130, err: '' });
    expect(summary(ended.out)).toMatchObject({ interrupted: true, complete: false, unanswered: 1 });
    expect(readFileSync(folder.at('log'), 'utf8')).toContain('"exitCode":130');
  });
});

describe('pksn lookup -', () => {
  const domains: Answer = [
    200,
    (asked: Buffer) => {
      const { objects } = JSON.parse(asked.toString()) as { objects: Record<string, string>[] };
      const results = objects.map((one) => ({
        object: { type: Object.keys(one)[0], ...one },
        zone: 'grey',
        ...REST,
        threat: null,
        source: { kind: 'none' },
      }));
      return { ...ENVELOPE, results };
    },
  ];
  const lookup = (stdin: string | Buffer, ...args: string[]) =>
    pksn(['lookup', '-', '--data', folder.path, ...args], { stdin: stdin as string });

  it('answers many lines of all kinds in their order, with bad ones in their place', async () => {
    answer('POST /v1/lookup', domains);
    const kinds = [(n: number) => `h${String(n)}.example`, () => ABC, (n: number) => `http://a.example/${String(n)}`, () => '10.0.0.1', () => '/etc/passwd']; // prettier-ignore
    const asked = Array.from({ length: 2_505 }, (_, n) => kinds[n % kinds.length]?.(n) ?? '');
    const { code, out, err } = await lookup(`# list\n\n${asked.join('\r\n')}`, '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = documents(out);
    expect(lines.map((one) => one.asked)).toEqual(asked);
    expect(lines.map((one) => one.line)).toEqual(asked.map((_, n) => n + 3));
    expect(lines.filter((one) => 'error' in one)).toHaveLength(501);
    const text = (await lookup(`a.example\n/etc/passwd\n`)).out;
    expect(text).toMatch(/^grey +a\.example\nerror +line 2 +\/etc\/passwd +OBJECT_MALFORMED: .*\n$/);
  });

  it('prints CSV that no spreadsheet runs', async () => {
    answer('POST /v1/lookup', domains);
    const { out } = await lookup('a.example\n=cmd|"x",1\n', '--csv');
    expect(out.split('\r\n')).toEqual([
      'line,asked,zone,threat,product,feed,network,from,ageMs,code,detail',
      '1,a.example,grey,,,none,private,service,0,,',
      expect.stringMatching(/^2,"'=cmd\|""x"",1",error,,,,,,,OBJECT_MALFORMED,".*"$/),
      '',
    ]);
    expect((await lookup('a.example', '--csv', '--json')).err).toMatch(/USAGE/);
  });

  it('says which lines were not answered when the service refuses', async () => {
    answer('POST /v1/lookup', [401, { code: 'LICENSE_KEY_NOT_SUBMITTED', detail: 'no' }]);
    expect(await lookup('a.example\n')).toMatchObject({ code: 77, out: '' });
  });
});
