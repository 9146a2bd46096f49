import { createHash } from 'node:crypto';
import { encodeRecord, sectionLayout } from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';
import * as fc from 'fast-check';
import type { RunContent } from '../feeds.fixture';
import { closeFeeds, feedOf } from '../feeds.fixture';
import { PLAIN_VALUE, inTemporaryFolder } from '../segments.fixture';
import { answer } from './answer';
import { FetchedFeed } from './fetched-feed';
import type { FeedView } from './feed-view';
import { opinions } from './opinions';
import type { Question } from './question';
import { HASHES, KINDS, bytesOf, contentOf, feed, nameOf, overrideViews, overrides } from './random-worlds.fixture';

const isText = ({ form }: SectionLayout): boolean => form === 'text';

/** The feed, asked for one record after another as something far away is; `fetch` says whether more was wanted. */
function farAway(view: FeedView): { readonly feed: FetchedFeed; readonly fetch: () => boolean } {
  const known = new Map<string, Buffer | null>();
  const wanted: [SectionLayout, Buffer, string][] = [];
  const value = (section: SectionLayout, key: Buffer): Buffer | null => {
    const name = `${section.name} ${key.toString('hex')}`;
    if (!known.has(name)) wanted.push([section, Buffer.from(key), name]);
    return known.get(name) ?? null;
  };
  const fetch = (): boolean => {
    for (const [section, key, name] of wanted) known.set(name, valueIn(view, section, key));
    return wanted.splice(0).length > 0;
  };
  return { feed: new FetchedFeed(view.facts, { value }), fetch };
}

function valueIn(view: FeedView, section: SectionLayout, key: Buffer): Buffer | null {
  if (isText(section)) {
    const text = view.names.get(key);
    return text === null ? null : Buffer.from(text);
  }
  const stack = view.stack(section);
  const at = stack === null ? -1 : stack.find(key);
  if (stack === null || at < 0) return null;
  return Buffer.from(stack.window.subarray(at + section.keyBytes, at + section.recordBytes));
}

const files = (): Question[] =>
  KINDS.flatMap((kind) =>
    Array.from(
      { length: HASHES },
      (_, i) => ({ type: 'file', hashKind: kind, key: bytesOf(nameOf(kind, i)) }) as const,
    ),
  );

describe('what every source says', () => {
  it('has the answer as the first that may decide, also where records are fetched one by one', () =>
    fc.assert(
      fc.asyncProperty(fc.array(feed, { maxLength: 3 }), overrides, overrides, (modelFeeds, customer, provider) =>
        inTemporaryFolder(async (dir) => {
          const feeds: FeedView[] = [];
          for (const [i, modelFeed] of modelFeeds.entries()) {
            feeds.push(await feedOf(dir, { feed: `acme/${String(i)}` }, modelFeed.map(contentOf)));
          }
          const views = overrideViews([customer, provider]);
          const far = feeds.map(farAway);
          for (const question of files()) {
            const found = answer(question, views, feeds);
            let said = opinions(
              question,
              views,
              far.map((one) => one.feed),
            );
            while (far.map((one) => one.fetch()).some(Boolean)) {
              said = opinions(
                question,
                views,
                far.map((one) => one.feed),
              );
            }
            expect(said).toEqual(opinions(question, views, feeds));
            const first = said.find((one) => one?.isOfWeakerHash === false)?.verdict;
            expect([first?.zone ?? 'grey', first?.source ?? { kind: 'none' }]).toEqual([found.zone, found.source]);
            expect(
              answer(
                question,
                views,
                far.map((one) => one.feed),
              ),
            ).toEqual(found);
          }
          closeFeeds(feeds);
        }),
      ),
      { numRuns: 40 },
    ));

  it('tells a green word about a weaker hash, which does not count', () =>
    inTemporaryFolder(async (dir) => {
      const [sha256, md5] = [bytesOf('sha256 0'), bytesOf('md5 0')];
      const record = (zone: 'red' | 'green', section: 'file-sha256' | 'file-md5'): RunContent => ({
        records: [
          {
            section,
            bytes: encodeRecord(sectionLayout(section), section === 'file-md5' ? md5 : sha256, {
              ...PLAIN_VALUE,
              zone,
              sha1: null,
              md5: section === 'file-md5' ? null : md5,
            }),
          },
        ],
      });
      const feeds = [
        await feedOf(dir, { feed: 'acme/weak', priority: 1 }, [record('green', 'file-md5')]),
        await feedOf(dir, { feed: 'acme/strong', priority: 2 }, [record('red', 'file-sha256')]),
      ];
      const said = opinions({ type: 'file', hashKind: 'sha256', key: sha256 }, [], feeds);
      expect(said.map((one) => [one?.verdict.zone, one?.isOfWeakerHash])).toEqual([
        ['green', true],
        ['red', false],
      ]);
      closeFeeds(feeds);
    }));

  it('of networks and names each at its own most specific match', () =>
    inTemporaryFolder(async (dir) => {
      const web = sectionLayout('web');
      const key = (text: string): Buffer => createHash('sha256').update(text).digest();
      const about = (expression: string, zone: 'red' | 'green'): RunContent => ({
        records: [
          {
            section: 'web',
            bytes: encodeRecord(web, key(expression), { ...PLAIN_VALUE, zone, sha1: null, md5: null }),
          },
        ],
      });
      const feeds = [
        await feedOf(dir, { feed: 'acme/wide', priority: 1 }, [about('bad.example/', 'red')]),
        await feedOf(dir, { feed: 'acme/near', priority: 2 }, [about('a.bad.example/', 'green')]),
      ];
      const expressions = ['a.bad.example/', 'bad.example/'];
      const question = { type: 'domain', expressions, expressionKeys: expressions.map(key), address: null } as const;
      expect(opinions(question, [], feeds).map((one) => [one?.verdict.zone, one?.matched])).toEqual([
        ['red', 'bad.example/'],
        ['green', 'a.bad.example/'],
      ]);
      closeFeeds(feeds);
    }));
});
