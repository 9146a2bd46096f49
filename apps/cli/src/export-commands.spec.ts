import { mkdir, readdir, rmdir } from 'node:fs/promises';
import { answer, folder, here } from './stub-service.fixture';

const FEED = [{ format: 'pksn-own-feed-v1' }, { id: 7, domain: 'bad.example', zone: 'red', reason: 'r' }, { end: 1 }];
const exported = (out: string) =>
  here('package', 'export', '--vendor', folder.at('v'), '--feed', 'cert/own', '--out', folder.at(out), '--json');

it('frees the version of an export only while no package of it can be anywhere', async () => {
  await here('vendor', 'init', '--name', 'cert', '--out', folder.at('v'));
  answer('GET /api/v1/feeds', [200, { feeds: [] }]);
  answer(
    'GET /api/v1/own-feed/export',
    [
      200,
      Buffer.from(
        FEED.slice(0, 2)
          .map((line) => `${JSON.stringify(line)}\n`)
          .join(''),
      ),
    ],
    [200, Buffer.from(FEED.map((line) => `${JSON.stringify(line)}\n`).join(''))],
  );
  // A part of the feed: nothing was signed.
  expect((await exported('a.rpk')).err).toContain('OWN_FEED_CUT');
  expect(await readdir(folder.at('v/exports/own'))).toEqual([]);
  // Rejects cannot be written: the package was signed, and is nowhere.
  await mkdir(folder.at('a.rpk.rejects'));
  expect((await exported('a.rpk')).code).not.toBe(0);
  expect((await readdir(folder.path)).filter((name) => name.startsWith('a.rpk'))).toEqual(['a.rpk.rejects']);
  await rmdir(folder.at('a.rpk.rejects'));
  expect(JSON.parse((await exported('a.rpk')).out)).toMatchObject({ version: 2, report: { taken: 1 } });
});
