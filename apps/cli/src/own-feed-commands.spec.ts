import { writeFile } from 'node:fs/promises';
import { answer, calls, folder, here } from './stub-service.fixture';

const SHA256 = 'ab'.repeat(32);
const SHA1 = 'cd'.repeat(20);
const said = ['--zone', 'red', '--reason', 'test'];

const sent = async (...args: string[]): Promise<unknown> => {
  answer('POST /api/v1/own-feed', [201, { entry: { id: 7, zone: 'red' }, outcome: 'replaced', replaced: [3] }]);
  const end = await here('own-feed', 'add', ...args, ...said);
  expect(end).toMatchObject({ code: 0, out: expect.stringContaining('is red, in place of entry 3\n') as string });
  return JSON.parse(calls.at(-1)?.body.toString() ?? '');
};

it.each([
  [[SHA256.toUpperCase(), '--hash', SHA1], { sha256: SHA256.toUpperCase(), sha1: SHA1 }],
  [[`${'AB:'.repeat(31)}AB`, '--certificate', '--hash', SHA1], { certificateSha256: SHA256, certificateSha1: SHA1 }],
  [
    ['Acme / Tool / 1.0', '--software', '--popularity', '12'],
    { softwareVendor: 'Acme', softwareProduct: 'Tool', softwareVersion: '1.0', popularity: 12 },
  ],
  [['192.0.2.0/24', '--trust-group', 'untrusted'], { ip: '192.0.2.0/24', trustGroup: 'untrusted' }],
])('sends an entry in the fields of a row: %j', async (args, fields) => {
  expect(await sent(...args)).toEqual({ ...fields, zone: 'red', reason: 'test' });
});

it('refuses by itself what no feed says', async () => {
  const before = calls.length;
  expect(await here('own-feed', 'add', SHA256, '--zone', 'orange', '--reason', 'test')).toMatchObject({
    code: 65,
    err: expect.stringContaining('OWN_FEED_INVALID') as string,
  });
  expect(await here('own-feed', 'add', SHA256, '--zone', 'grey', '--reason', 'test')).toMatchObject({ code: 65 });
  expect(await here('own-feed', 'add', SHA256, '--hash', 'ef'.repeat(32), ...said)).toMatchObject({
    code: 65,
    err: expect.stringContaining('two hashes of one kind') as string,
  });
  expect(calls.length).toBe(before);
});

it.each([
  [
    'rows.csv',
    `md5,domain,reason,zone\n,bad.example,why,red\n`,
    [{ line: 2, domain: 'bad.example', reason: 'why', zone: 'red' }],
  ],
  ['rows.txt', `# comment\nbad.example\n`, [{ line: 2, domain: 'bad.example' }]],
  ['rows.ndjson', `{"IP":"192.0.2.1:443","Zone":"red","other":1}\n`, [{ line: 1, ip: '192.0.2.1', zone: 'red' }]],
  [
    'list.json',
    JSON.stringify({ entries: [{ id: 1, kind: 'file', sha256: SHA256, zone: 'red', reason: 'why', author: 'a' }] }),
    [{ line: 1, sha256: SHA256, zone: 'red', reason: 'why' }],
  ],
])('imports %s', async (name, text, rows) => {
  await writeFile(folder.at(name), text);
  const counts = { dryRun: false, rows: 1, added: 1, replaced: 0, unchanged: 0, rejected: 0, rejects: [] };
  answer('POST /api/v1/own-feed/import', [200, counts]);
  expect(await here('own-feed', 'import', folder.at(name))).toMatchObject({ code: 0 });
  const lines = (calls.at(-1)?.body.toString() ?? '').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(rows);
});
