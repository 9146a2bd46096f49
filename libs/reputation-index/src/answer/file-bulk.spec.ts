import * as fc from 'fast-check';
import { closeFeeds, feedOf } from '../feeds.fixture';
import { inTemporaryFolder } from '../segments.fixture';
import { answer } from './answer';
import { FILE_STATE, FileBulk } from './file-bulk';
import type { Finding } from './finding';
import { HASHES, KINDS, bytesOf, contentOf, feed, nameOf, overrideViews, overrides } from './random-worlds.fixture';
import { sectionLayout } from '@pksn/domain';

const FILES = sectionLayout('file-sha256');

/** The finding that a key's state stands for; null where `answer` has to be asked. */
function findingOf(bulk: FileBulk, i: number): Finding | null {
  if (bulk.states[i] === FILE_STATE.ask) return null;
  if (bulk.states[i] === FILE_STATE.unknown) {
    return answer({ type: 'file', hashKind: 'md5', key: Buffer.alloc(16) }, [], []);
  }
  const [bytes, at] = [bulk.recordBytes(i), bulk.recordAt(i)];
  const [sha1, md5] = [bulk.sha1At(i), bulk.md5At(i)];
  const hashes = {
    ...(sha1 < 0 ? {} : { sha1: bytes.subarray(sha1, sha1 + 20) }),
    ...(md5 < 0 ? {} : { md5: bytes.subarray(md5, md5 + 16) }),
  };
  return { ...bulk.feed(i).verdictOf(FILES, bytes, at), hashes, matched: null };
}

describe('a bulk of files', () => {
  it('sorts out only what answer() says alike, on random feeds that lie, contradict and remove', async () => {
    const bulk = new FileBulk();
    const met = new Set<number>();
    await fc.assert(
      fc.asyncProperty(fc.array(feed, { maxLength: 3 }), overrides, overrides, (modelFeeds, customer, provider) =>
        inTemporaryFolder(async (dir) => {
          const feeds = [];
          for (const [i, modelFeed] of modelFeeds.entries()) {
            feeds.push(await feedOf(dir, { feed: `acme/${i}` }, modelFeed.map(contentOf)));
          }
          const views = overrideViews([customer, provider]);
          for (const kind of KINDS) {
            // One more than the universe has, and one twice.
            const asked = [...Array(HASHES + 1).keys(), 0].map((i) => bytesOf(nameOf(kind, i)));
            bulk.ask(kind, Buffer.concat(asked), views, feeds);
            for (const [i, key] of asked.entries()) {
              met.add(bulk.states[i] as number);
              expect(bulk.key(i)).toEqual(key);
              const found = findingOf(bulk, i);
              if (found !== null) expect(found).toEqual(answer({ type: 'file', hashKind: kind, key }, views, feeds));
            }
            bulk.end();
          }
          closeFeeds(feeds);
        }),
      ),
      { numRuns: 300 },
    );
    expect([...met].sort()).toEqual(Object.values(FILE_STATE));
  });

  it('may be empty', () => {
    const bulk = new FileBulk();
    bulk.ask('sha256', Buffer.alloc(0), [], []);
    expect(bulk.count).toBe(0);
  });
});
