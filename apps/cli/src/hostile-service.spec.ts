import { mkdirSync, writeFileSync } from 'node:fs';
import { pksn } from './command-line.fixture';
import type { Outcome } from './command-line.fixture';
import { answer, calls, ENVELOPE, folder, here, REST } from './stub-service.fixture';

/** A service that answers as it likes: nothing of it acts on a terminal, looks like another line, or ends a command as a defect. */

const CLEAR = '\u001b[2J';
const STATUS = {
  infrastructure: 'private',
  status: 'restricted',
  restrictions: [],
  statement: { id: 4, languages: ['en'] },
};
const status = (rest: object = {}): void => answer('GET /v1/status', [200, { ...STATUS, ...rest }]);
const watched = (stdin: string, args: string[], more: { piped?: boolean } = {}): Promise<Outcome> =>
  pksn([...args, '--data', folder.path], { stdin, watched: true, ...more });
const puts = (): number => calls.filter(({ method }) => method === 'PUT').length;

beforeEach(() => {
  status();
  answer('GET /v1/statements/en', [200, { id: 4, language: 'en', text: 'We ask.\n' }]);
  answer('PUT /v1/participation', [200, {}]);
});

it.each([
  { objects: 'file', mode: 'disabled' },
  { objects: ['thing'], mode: 'disabled' },
  { objects: ['file'], mode: 'delayed', notBefore: 7, until: {} },
  { objects: ['file'], mode: 'sampled', sample: null, notBefore: '2026-01-01T00:00:00Z', until: 5 },
])('shows a restriction of a form that it does not know by its reason: %j', async (rest) => {
  status({ restrictions: [{ reason: 'because', ...rest }] });
  const page = await here('endpoint', 'status');
  expect(page).toMatchObject({ code: 0, err: '' });
  expect(page.out).toMatch(/^Service: +Enabled with restrictions\n {2}because$/m);
});

it('gives one line for one object, whatever is in the names', async () => {
  const result = {
    object: { type: 'domain', domain: 'a.example' },
    zone: 'red',
    ...REST,
    threat: `x${CLEAR}\ngreen    b.example`,
    source: { kind: 'feed', feed: 'a/b', version: 1 },
  };
  answer('POST /v1/lookup', [200, { ...ENVELOPE, results: [result] }]);
  status({ restrictions: [{ reason: 'one\ngreen    c.example' }] });
  const { out, err } = await here('lookup', 'a.example');
  expect([out.split('\n').length, out.includes('\u001b')]).toEqual([2, false]);
  expect(err.split('\n').filter((line) => line.startsWith('green'))).toEqual([]);
});

it('does not let the page of the service say what the service alone says', async () => {
  status({ provider: { name: 'P\nNetwork:       private', contacts: [`c${CLEAR}`] } });
  const { out } = await here('endpoint', 'status');
  expect(out.match(/^Network:/gm)).toHaveLength(1);
  expect(out).not.toContain('\u001b');
});

it('takes no statement in a language that is none', async () => {
  answer('GET /v1/statements/en', [200, { id: 4, language: `en${CLEAR}`, text: 'We ask.\n' }]);
  const ended = await watched('y\n', ['endpoint', 'participate', 'yes']);
  expect(ended.err).toContain('SERVICE_UNAVAILABLE');
  expect([`${ended.out}${ended.err}`.includes('\u001b'), puts()]).toEqual([false, 0]);
});

it('shows a statement as it is, without what turns the direction of writing', async () => {
  answer('GET /v1/statements/en', [200, { id: 4, language: 'en', text: 'a\tb\nWe \u202eksa\n' }]);
  const { out } = await watched('n\n', ['endpoint', 'participate', 'yes']);
  expect(out).toMatch(/^a +b\nWe \ufffdksa$/m);
});

describe('a yes', () => {
  it('is asked for only when the statement was shown, also where the answer is for machines', async () => {
    const yes = await watched('y\n', ['endpoint', 'participate', 'yes', '--json']);
    expect(yes.err).toMatch(/^We ask\.$[^]*Do you accept statement 4\?/m);
    expect(JSON.parse(yes.out)).toMatchObject({ statement: { id: 4 } });
    const network = { ...STATUS, infrastructure: 'global' };
    answer('GET /v1/status', [200, network]);
    const global = await watched('n\n', ['endpoint', 'network', 'accept', '--json']);
    expect(global.err).toMatch(/GLOBAL[^]*We ask\./);
  });

  it('is asked for only when the file was shown', async () => {
    await watched('y\n', ['endpoint', 'participate', 'yes']);
    mkdirSync(folder.at('t'));
    writeFileSync(folder.at('t/a\nSHA-256: 00'), 'abc');
    const asked = await watched('n\n', ['endpoint', 'send', folder.at('t/a\nSHA-256: 00'), '--json']);
    expect(asked.err.match(/^SHA-256:/gm)).toHaveLength(1);
    expect(asked.err).toMatch(/What leaves:[^]*Send this file/);
  });

  it('comes from no pipe', async () => {
    const ended = await watched('y\n', ['endpoint', 'participate', 'yes'], { piped: true });
    expect(ended).toMatchObject({ code: 65, err: expect.stringContaining('--accept 4') as string });
    expect(puts()).toBe(0);
  });
});

it('takes nothing that was agreed to with one provider to another', async () => {
  await here('endpoint', 'key', 'set', folder.at('key'));
  await here('endpoint', 'participate', 'yes', '--accept', '4');
  answer('GET /v1/status', [200, { ...STATUS, infrastructure: 'global' }]);
  expect((await here('endpoint', 'network', 'accept', '--accept', '4')).code).toBe(0);
  const other = ['--server', 'https://localhost:1', '--key-file', folder.at('key')];
  const of = async (...more: string[]): Promise<unknown> =>
    JSON.parse((await here('endpoint', 'status', '--json', ...more)).out) as unknown;
  expect(await of()).toMatchObject({ participation: { statement: { id: 4 } }, network: { network: 'global' } });
  expect(await of(...other)).toMatchObject({ participation: null, network: { network: 'private' } });
  const forgotten = await here('endpoint', 'forget', '--yes');
  expect(forgotten).toMatchObject({ code: 0, out: expect.stringContaining('goes to the provider') as string });
  expect(await of()).toMatchObject({ participation: null, network: { network: 'private' }, endpointId: null });
});
