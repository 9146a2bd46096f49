import { truncate, writeFile } from 'node:fs/promises';
import { CHAIN_START, entryHash, historyPublicPem, signCheckpoint } from '@pksn/history';
import type { ChainLink, ChainPoint } from '@pksn/history';
import { generateSigningKey } from '@pksn/signing';
import { exportLines } from './audit/export-file';
import { pksn } from './command-line.fixture';
import { answer, folder, here } from './stub-service.fixture';

const INSTALLATION = '3b9e1a52-0c1f-4a55-9d3c-2d9a6a1f7c11';
const OTHER = '4b9e1a52-0c1f-4a55-9d3c-2d9a6a1f7c11';
const key = generateSigningKey();

let head: ChainPoint = CHAIN_START;
const chain: ChainLink[] = Array.from({ length: 9 }, (_, n) => {
  const entry = { at: '2026-11-22T05:00:00.000000Z', actor: 'a', action: 'b', subject: String(n), detail: '{}' };
  head = { sequence: n + 1, hash: entryHash(head, entry) };
  return { ...head, entry };
});
const exported = [exportLines.head(INSTALLATION), ...chain.map(exportLines.link), exportLines.end(chain.length)];
const fact = {
  installation: INSTALLATION,
  number: 3,
  at: 0,
  cause: 'request',
  previous: null,
  accepted: null,
} as const;
const checkpoint = (of: ChainPoint, installation = INSTALLATION, by = key): string =>
  signCheckpoint({ ...fact, installation, sequence: of.sequence, hash: of.hash }, by);

describe('audit verify of an export', () => {
  const verify = async (lines: readonly string[], text = checkpoint(chain[6]!)): ReturnType<typeof pksn> => {
    await writeFile(folder.at('history.ndjson'), lines.join(''));
    await writeFile(folder.at('one.checkpoint'), text);
    await writeFile(folder.at('key.pem'), historyPublicPem(key.privateKey));
    const flags = ['--checkpoint', folder.at('one.checkpoint'), '--public-key', folder.at('key.pem')];
    return pksn(['audit', 'verify', '--input', folder.at('history.ndjson'), ...flags]);
  };

  it('takes it as it was written', async () => {
    const { code, out } = await verify(exported);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^the history has 9 entries/) as string });
    expect(out).toContain('checkpoint    3 agrees: entry 7 is the one it vouches for');
  });

  it.each([
    ['a changed entry', exported.with(5, exported[5]!.replace('"a"', '"x"')), 'entry 5 is not what was written'],
    ['a lost entry', exported.toSpliced(5, 1), 'entry 5 is missing'],
    ['an entry twice', exported.toSpliced(5, 0, exported[5]!), 'entry 5 stands where entry 6 should'],
    ['a lost end', exported.slice(0, 8), 'without its last line'],
    ['an end of fewer entries', exported.with(10, exportLines.end(8)), 'the export has lost lines'],
    ['more behind its end', [...exported, exported[1]!], 'goes on after its end'],
    ['a line that is no JSON', exported.toSpliced(5, 0, 'nonsense\n'), 'a line must be JSON'],
    ['a line of other fields', exported.toSpliced(5, 0, '{"sequence":5}\n'), 'a line must be an object with exactly'],
    [
      'an entry whose content is gone',
      exported.with(5, exportLines.link({ ...chain[4]!, entry: null })),
      'entry 5 was removed',
    ],
    ['another format', exported.with(0, '{"format":"x","installation":"y"}\n'), 'the format of the export must be'],
    ['nothing in it', [], 'the first line must be JSON'],
    ['what ends before the checkpoint', [...exported.slice(0, 6), exportLines.end(5)], 'entries 6 to 7 are gone'],
  ])('refuses one with %s', async (_, lines, words) => {
    expect(await verify(lines)).toMatchObject({ code: 73, err: expect.stringContaining(words) as string });
  });

  it('refuses a line without an end, whatever its length', async () => {
    const path = folder.at('endless.ndjson');
    await writeFile(path, exported[0]!);
    await truncate(path, 2 ** 30);
    const { code, err } = await pksn(['audit', 'verify', '--input', path]);
    expect({ code, err }).toEqual({
      code: 73,
      err: expect.stringContaining('of at most 8388608 characters') as string,
    });
  });

  it('refuses a checkpoint of another key or installation, and one that says otherwise', async () => {
    const foreignKey = await verify(exported, checkpoint(chain[6]!, INSTALLATION, generateSigningKey()));
    expect(foreignKey).toMatchObject({
      code: 65,
      err: expect.stringContaining('may not sign this document') as string,
    });
    const foreign = await verify(exported, checkpoint(chain[6]!, OTHER));
    expect(foreign).toMatchObject({ code: 65, err: expect.stringContaining(`is of installation ${OTHER}`) as string });
    const otherwise = await verify(exported, checkpoint({ ...chain[6]!, hash: chain[5]!.hash }));
    expect(otherwise).toMatchObject({ code: 73, err: expect.stringContaining('entry 7 is not the one') as string });
    expect(await verify(exported, 'no checkpoint')).toMatchObject({ code: 65 });
  });

  it('needs the public key with a checkpoint, and one that is one', async () => {
    await writeFile(folder.at('history.ndjson'), exported.join(''));
    const verifyWith = (...flags: string[]): ReturnType<typeof pksn> =>
      pksn(['audit', 'verify', '--input', folder.at('history.ndjson'), ...flags]);
    expect((await verifyWith('--checkpoint', 'x')).err).toContain('needs --public-key');
    const bad = await verifyWith('--public-key', folder.at('history.ndjson'));
    expect(bad).toMatchObject({ code: 78, err: expect.stringContaining('HISTORY_KEY') as string });
    const plain = await verifyWith();
    expect(plain).toMatchObject({ code: 0, out: expect.stringContaining('would not show') as string });
    expect((await pksn(['audit', 'verify', '--input', folder.at('nothing')])).err).toContain('USAGE');
  });
});

it('doctor reads the last thousand entries and tells of one that was changed', async () => {
  for (const path of ['health', 'trust', 'feeds']) answer(`GET /api/v1/${path}`, [403, { code: 'ADMIN_FORBIDDEN' }]);
  answer('GET /api/v1/licenses', [200, { licenses: [{}] }]);
  answer('GET /api/v1/alerts', [200, { alerts: [] }]);
  answer('GET /openapi.json', [200, {}]);
  answer('GET /api/v1/audit/head', [200, { installation: INSTALLATION, ...head, problem: null }]);
  answer('GET /api/v1/audit/chain?after=0', [200, { links: chain, next: null }]);
  expect(await here('doctor')).toMatchObject({ code: 0, out: expect.stringContaining('written: 9 entries') as string });
  const bent = chain.with(3, { ...chain[3]!, entry: { ...chain[3]!.entry!, actor: 'x' } });
  answer('GET /api/v1/audit/chain?after=0', [200, { links: bent, next: null }]);
  const ill = await here('doctor');
  expect(ill).toMatchObject({
    code: 1,
    out: expect.stringContaining('the history: entry 4 is not what was written') as string,
  });
  expect(ill.out).toContain('pksn audit verify');
});
