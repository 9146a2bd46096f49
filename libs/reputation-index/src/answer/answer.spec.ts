import { createHash } from 'node:crypto';
import { encodeAlias, encodeRecord, encodeRemoval, nameKey, sectionLayout, softwareKey } from '@pksn/domain';
import type { RecordValue, SectionName, Zone } from '@pksn/domain';
import { closeFeeds, feedOf } from '../feeds.fixture';
import type { RunContent } from '../feeds.fixture';
import { PLAIN_VALUE, inTemporaryFolder } from '../segments.fixture';
import { answer } from './answer';
import { orderedFeeds } from './feed-view';
import type { FeedView } from './feed-view';
import { setNetworkKey } from './network';
import { OverrideView } from './override-view';
import type { OverrideRow } from './override-view';
import type { IpQuestion, Question } from './question';

const hash = (algorithm: string, text: string): Buffer => createHash(algorithm).update(text).digest();
const SHA256 = hash('sha256', 'file');
const SHA1 = hash('sha1', 'file');
const MD5 = hash('md5', 'file');

const bySha256: Question = { type: 'file', hashKind: 'sha256', key: SHA256 };
const bySha1: Question = { type: 'file', hashKind: 'sha1', key: SHA1 };
const byMd5: Question = { type: 'file', hashKind: 'md5', key: MD5 };

type Row = RunContent['records'][number];
const put = (section: SectionName, key: Buffer, value: Partial<RecordValue> = {}): Row => ({
  section,
  bytes: encodeRecord(sectionLayout(section), key, { ...PLAIN_VALUE, ...value }),
});
const alias = (
  section: 'alias-sha1' | 'alias-md5' | 'alias-certificate-sha1',
  key: Buffer,
  target: Parameters<typeof encodeAlias>[2],
): Row => ({
  section,
  bytes: encodeAlias(sectionLayout(section), key, target),
});
const remove = (section: SectionName, key: Buffer): Row => ({
  section,
  bytes: encodeRemoval(sectionLayout(section), key),
});
const wholeFile = (value: Partial<RecordValue> = {}): Row[] => [
  put('file-sha256', SHA256, { sha1: SHA1, md5: MD5, ...value }),
  alias('alias-sha1', SHA1, { section: 'file-sha256', key: SHA256 }),
  alias('alias-md5', MD5, { section: 'file-sha256', key: SHA256 }),
];
const override = (
  section: SectionName,
  key: Buffer,
  zone: Zone,
  owner: 'customer' | 'provider' = 'customer',
): OverrideRow => ({
  section,
  key,
  zone,
  owner,
  reason: 'tested',
});

function network(text: string, prefix = 32): Buffer {
  const bytes = Buffer.from(text.split('.').map(Number));
  const key = Buffer.alloc(8);
  setNetworkKey(key, { type: 'ip', family: 4, bytes }, prefix);
  return key;
}
const address = (text: string): IpQuestion => ({
  type: 'ip',
  family: 4,
  bytes: Buffer.from(text.split('.').map(Number)),
});
const key = (expression: string): Buffer => hash('sha256', expression);
const web = (expressions: string[], host: string | null = null): Question => ({
  type: 'url',
  expressions,
  expressionKeys: expressions.map(key),
  address: host === null ? null : address(host),
});

/** Feeds a, b, … of rising priority, each with its runs newest first. */
async function withFeeds(contents: Row[][][], work: (feeds: FeedView[]) => void): Promise<void> {
  await inTemporaryFolder(async (dir) => {
    const feeds: FeedView[] = [];
    for (const [i, runs] of contents.entries()) {
      const feed = `acme/${String.fromCharCode(97 + i)}`;
      const names = ['Trojan.Linux.Mirai', 'acme / tool / 1'];
      feeds.push(
        await feedOf(
          dir,
          { feed, priority: i, version: 7 + i },
          runs.map((records) => ({ records, names })),
        ),
      );
    }
    work(orderedFeeds([...feeds].reverse()));
    closeFeeds(feeds);
  });
}

describe('answer about files', () => {
  it('is the same by each hash, and names the others', () =>
    withFeeds(
      [
        [
          wholeFile({
            threat: nameKey('Trojan.Linux.Mirai'),
            popularityBucket: 11,
            firstSeenDay: 19_000,
            trustGroup: 'untrusted',
          }),
        ],
      ],
      (feeds) => {
        const common = {
          zone: 'red',
          threat: 'Trojan.Linux.Mirai',
          product: null,
          trustGroup: 'untrusted',
          popularityBucket: 11,
          firstSeenDay: 19_000,
          matched: null,
          source: { kind: 'feed', feed: 'acme/a', version: 7 },
        };
        expect(answer(bySha256, [], feeds)).toEqual({ ...common, hashes: { sha1: SHA1, md5: MD5 } });
        expect(answer(bySha1, [], feeds)).toEqual({ ...common, hashes: { sha256: SHA256, md5: MD5 } });
        expect(answer(byMd5, [], feeds)).toEqual({ ...common, hashes: { sha256: SHA256, sha1: SHA1 } });
      },
    ));

  it('is grey, without a source, where nobody knows the file', () =>
    withFeeds([[[]], [wholeFile()]], (feeds) => {
      const other = answer({ type: 'file', hashKind: 'sha256', key: hash('sha256', 'other') }, [], feeds);
      expect(other).toMatchObject({ zone: 'grey', source: { kind: 'none' }, threat: null, hashes: {} });
      expect(answer(bySha256, [], [])).toMatchObject({ zone: 'grey', source: { kind: 'none' } });
    }));

  it('comes from the feed that is asked first', () =>
    withFeeds([[wholeFile({ zone: 'green' })], [wholeFile({ zone: 'red' })]], (feeds) => {
      for (const question of [bySha256, bySha1, byMd5]) {
        expect(answer(question, [], feeds)).toMatchObject({ zone: 'green', source: { feed: 'acme/a' } });
        expect(answer(question, [], [feeds[1]!])).toMatchObject({ zone: 'red', source: { feed: 'acme/b' } });
      }
    }));

  it('joins what one feed knows of the hashes with what another knows of the file', () =>
    withFeeds([[[put('file-md5', MD5, { zone: 'red' })]], [wholeFile({ zone: 'green' })]], (feeds) => {
      for (const question of [bySha256, bySha1, byMd5]) {
        expect(answer(question, [], feeds)).toMatchObject({ zone: 'red', source: { feed: 'acme/a' } });
      }
    }));

  it('never turns green by a weaker hash than the one asked', () =>
    withFeeds([[[put('file-md5', MD5, { zone: 'green' })]], [wholeFile({ zone: 'red' })]], (feeds) => {
      expect(answer(byMd5, [], feeds)).toMatchObject({ zone: 'green', source: { feed: 'acme/a' } });
      expect(answer(bySha1, [], feeds)).toMatchObject({ zone: 'red', source: { feed: 'acme/b' } });
      expect(answer(bySha256, [], feeds)).toMatchObject({ zone: 'red', source: { feed: 'acme/b' } });
      const trusting = [OverrideView.build([override('file-md5', MD5, 'green')])];
      expect(answer(bySha256, trusting, feeds)).toMatchObject({ zone: 'red', source: { kind: 'feed' } });
      expect(answer(byMd5, trusting, feeds)).toMatchObject({ zone: 'green', source: { kind: 'override' } });
    }));

  it('asks a weaker hash of the same source when the stronger one is unknown there', () =>
    withFeeds([[[put('file-sha1', SHA1, { zone: 'yellow', md5: MD5 })]], [wholeFile({ zone: 'green' })]], (feeds) => {
      expect(answer(bySha256, [], feeds)).toMatchObject({
        zone: 'yellow',
        source: { feed: 'acme/a' },
        hashes: { sha1: SHA1, md5: MD5 },
      });
    }));

  it('follows an alias to a SHA-1, and from there to the SHA-256 that another feed knows', () => {
    const weak = [
      put('file-sha1', SHA1, { zone: 'red', md5: MD5 }),
      alias('alias-md5', MD5, { section: 'file-sha1', key: SHA1 }),
    ];
    const strong = [
      put('file-sha256', SHA256, { zone: 'green', sha1: SHA1 }),
      alias('alias-sha1', SHA1, { section: 'file-sha256', key: SHA256 }),
    ];
    return withFeeds([[weak], [strong]], (feeds) => {
      expect(answer(byMd5, [], feeds)).toMatchObject({
        zone: 'red',
        source: { feed: 'acme/a' },
        hashes: { sha256: SHA256, sha1: SHA1 },
      });
      expect(answer(byMd5, [], feeds.toReversed())).toMatchObject({ zone: 'green', source: { feed: 'acme/b' } });
      const blocking = [OverrideView.build([override('file-sha256', SHA256, 'red')])];
      expect(answer(byMd5, blocking, feeds)).toMatchObject({ source: { kind: 'override' } });
    });
  });

  it('does not believe an alias whose target does not name the weak hash', () => {
    const lie = [
      put('file-sha256', SHA256, { zone: 'green' }),
      alias('alias-md5', MD5, { section: 'file-sha256', key: SHA256 }),
    ];
    const other = [
      put('file-sha256', SHA256, { zone: 'green', md5: hash('md5', 'other') }),
      alias('alias-md5', MD5, { section: 'file-sha256', key: SHA256 }),
    ];
    const dangling = [alias('alias-md5', MD5, { section: 'file-sha256', key: SHA256 })];
    return withFeeds([[lie], [other], [dangling]], (feeds) => {
      expect(answer(byMd5, [], feeds)).toMatchObject({ zone: 'grey', hashes: {} });
    });
  });

  it('does not join records whose siblings contradict what is known', () => {
    const first = [put('file-sha1', SHA1, { md5: MD5 }), alias('alias-md5', MD5, { section: 'file-sha1', key: SHA1 })];
    const second = wholeFile({ zone: 'green', sha1: hash('sha1', 'other') });
    return withFeeds([[first], [second]], (feeds) => {
      expect(answer(byMd5, [], feeds)).toMatchObject({ zone: 'red', hashes: { sha1: SHA1 } });
      expect(answer(byMd5, [], feeds).hashes.sha256).toBeUndefined();
    });
  });

  it('climbs no further from a hash that it only learned as a sibling', () => {
    const known = [put('file-sha1', SHA1, { zone: 'red', md5: MD5 })];
    const green = [
      put('file-sha256', SHA256, { zone: 'green', md5: MD5 }),
      alias('alias-md5', MD5, { section: 'file-sha256', key: SHA256 }),
    ];
    return withFeeds([[green], [known]], (feeds) => {
      expect(answer(bySha1, [], feeds)).toMatchObject({ zone: 'red', source: { feed: 'acme/b' } });
    });
  });

  it('follows the newest run that mentions a key, in records and aliases', () => {
    const base = wholeFile({ zone: 'green' });
    const changed = [put('file-sha256', SHA256, { zone: 'red', sha1: SHA1, md5: MD5 })];
    const gone = [remove('file-sha256', SHA256), remove('alias-sha1', SHA1), remove('alias-md5', MD5)];
    return withFeeds(
      [
        [changed, base],
        [gone, wholeFile({ zone: 'yellow' })],
      ],
      (feeds) => {
        for (const question of [bySha256, bySha1, byMd5]) {
          expect(answer(question, [], feeds)).toMatchObject({ zone: 'red' });
          expect(answer(question, [], [feeds[1]!])).toMatchObject({
            zone: 'grey',
            source: { kind: 'none' },
            hashes: {},
          });
        }
      },
    );
  });

  it("puts overrides first, the customer's before the provider's, by whichever hash they were given", () =>
    withFeeds([[wholeFile({ zone: 'red' })]], (feeds) => {
      const customer = OverrideView.build([override('file-sha1', SHA1, 'yellow')]);
      const provider = OverrideView.build([override('file-sha256', SHA256, 'green', 'provider')]);
      const none = OverrideView.build([]);
      for (const question of [bySha256, bySha1, byMd5]) {
        expect(answer(question, [customer, provider], feeds)).toMatchObject({
          zone: 'yellow',
          source: { kind: 'override', owner: 'customer', reason: 'tested' },
        });
        expect(answer(question, [none, provider], feeds)).toMatchObject({
          zone: 'green',
          source: { owner: 'provider' },
        });
      }
    }));

  it('stops at a grey override', () =>
    withFeeds([[wholeFile({ zone: 'red' })]], (feeds) => {
      const grey = OverrideView.build([override('file-md5', MD5, 'grey')]);
      const provider = OverrideView.build([override('file-sha256', SHA256, 'red', 'provider')]);
      expect(answer(bySha256, [grey, provider], feeds)).toMatchObject({
        zone: 'grey',
        source: { kind: 'override', owner: 'customer' },
        threat: null,
      });
    }));

  it.each([
    { type: 'file', hashKind: 'sha256', key: SHA1 },
    { type: 'certificate', hashKind: 'sha1', key: MD5 },
    { type: 'ip', family: 6, bytes: Buffer.alloc(4) },
  ] as Question[])('refuses keys of a wrong length', (question) => {
    expect(() => answer(question, [], [])).toThrow(expect.objectContaining({ code: 'OBJECT_MALFORMED' }));
  });
});

describe('answer about certificates', () => {
  it('is the same by both thumbprints', () => {
    const rows = [
      put('certificate-sha256', SHA256, { sha1: SHA1 }),
      alias('alias-certificate-sha1', SHA1, { section: 'certificate-sha256', key: SHA256 }),
    ];
    return withFeeds([[rows]], (feeds) => {
      expect(answer({ type: 'certificate', hashKind: 'sha256', key: SHA256 }, [], feeds)).toMatchObject({
        zone: 'red',
        hashes: { sha1: SHA1 },
      });
      expect(answer({ type: 'certificate', hashKind: 'sha1', key: SHA1 }, [], feeds)).toMatchObject({
        zone: 'red',
        hashes: { sha256: SHA256 },
      });
      expect(answer(bySha256, [], feeds)).toMatchObject({ zone: 'grey' });
    });
  });
});

describe('answer about web resources', () => {
  const expressions = ['a.b.c/1/2', 'a.b.c/', 'b.c/'];
  it('prefers the most specific expression of a source, and the first source over a more specific later one', () =>
    withFeeds(
      [
        [[put('web', key('b.c/'), { zone: 'green' }), put('web', key('a.b.c/'), { zone: 'orange' })]],
        [[put('web', key('a.b.c/1/2'))]],
      ],
      (feeds) => {
        expect(answer(web(expressions), [], feeds)).toMatchObject({
          zone: 'orange',
          matched: 'a.b.c/',
          source: { feed: 'acme/a' },
        });
        expect(answer(web(expressions), [], [feeds[1]!])).toMatchObject({ zone: 'red', matched: 'a.b.c/1/2' });
        expect(answer(web(['x.c/']), [], feeds)).toMatchObject({ zone: 'grey', matched: null });
        const whole = OverrideView.build([override('web', key('b.c/'), 'green')]);
        expect(answer(web(expressions), [whole], feeds)).toMatchObject({
          zone: 'green',
          matched: 'b.c/',
          source: { kind: 'override' },
        });
      },
    ));

  it('asks for the address when the source knows no expression', () =>
    withFeeds(
      [
        [[put('ip4', network('10.1.0.0', 16))]],
        [[put('web', key('10.1.2.3/'), { zone: 'green' }), put('ip4', network('10.1.2.3'))]],
      ],
      (feeds) => {
        const question = web(['10.1.2.3/x', '10.1.2.3/'], '10.1.2.3');
        expect(answer(question, [], feeds)).toMatchObject({ zone: 'red', matched: '10.1.0.0/16' });
        expect(answer(question, [], [feeds[1]!])).toMatchObject({ zone: 'green', matched: '10.1.2.3/' });
        expect(answer(web(['10.1.2.3/x', '10.1.2.3/']), [], [feeds[0]!])).toMatchObject({ zone: 'grey' });
      },
    ));
});

describe('answer about addresses', () => {
  it('prefers the longest prefix of a source', () =>
    withFeeds(
      [
        [
          [
            put('ip4', network('10.0.0.0', 8)),
            put('ip4', network('10.1.2.0', 24), { zone: 'green' }),
            put('ip4', network('10.1.2.3'), { zone: 'orange' }),
          ],
        ],
      ],
      (feeds) => {
        expect(answer(address('10.1.2.3'), [], feeds)).toMatchObject({ zone: 'orange', matched: '10.1.2.3' });
        expect(answer(address('10.1.2.4'), [], feeds)).toMatchObject({ zone: 'green', matched: '10.1.2.0/24' });
        expect(answer(address('10.9.9.9'), [], feeds)).toMatchObject({ zone: 'red', matched: '10.0.0.0/8' });
        expect(answer(address('11.0.0.0'), [], feeds)).toMatchObject({ zone: 'grey', matched: null });
        const wide = OverrideView.build([
          override('ip4', network('0.0.0.0', 0), 'grey'),
          override('ip4', network('10.1.2.2', 31), 'red'),
        ]);
        expect(answer(address('10.1.2.3'), [wide], feeds)).toMatchObject({
          zone: 'red',
          matched: '10.1.2.2/31',
          source: { kind: 'override' },
        });
        expect(answer(address('11.0.0.0'), [wide], feeds)).toMatchObject({
          zone: 'grey',
          matched: '0.0.0.0/0',
          source: { kind: 'override' },
        });
      },
    ));

  it('names IPv6 networks as RFC 5952 does', () => {
    const bytes = Buffer.from('20010db8000000000001000000000001', 'hex');
    const row = (prefix: number): OverrideRow => {
      const masked = Buffer.alloc(20);
      setNetworkKey(masked, { type: 'ip', family: 6, bytes }, prefix);
      return override('ip6', masked, 'red');
    };
    const matched = (prefix: number): string | null =>
      answer({ type: 'ip', family: 6, bytes }, [OverrideView.build([row(prefix)])], []).matched;
    expect([0, 29, 32, 80, 128].map(matched)).toEqual([
      '::/0',
      '2001:db8::/29',
      '2001:db8::/32',
      '2001:db8:0:0:1::/80',
      '2001:db8::1:0:0:1',
    ]);
  });
});

describe('answer about software', () => {
  it('prefers the version, and falls back to the product', () => {
    const [own, product] = [softwareKey('Acme', 'Tool', '1'), softwareKey('Acme', 'Tool', null)];
    return withFeeds(
      [
        [
          [
            put('software', own, { zone: 'yellow', product: nameKey('acme / tool / 1') }),
            put('software', product, { zone: 'green' }),
          ],
        ],
      ],
      (feeds) => {
        const ask = (version: string | null): Question => ({
          type: 'software',
          key: softwareKey('Acme', 'Tool', version),
          productKey: version === null ? null : product,
        });
        expect(answer(ask('1'), [], feeds)).toMatchObject({ zone: 'yellow', product: 'acme / tool / 1' });
        expect(answer(ask('2'), [], feeds)).toMatchObject({ zone: 'green', product: null });
        expect(answer(ask(null), [], feeds)).toMatchObject({ zone: 'green' });
      },
    );
  });
});

describe('OverrideView', () => {
  it('takes the later of two rows, and refuses keys that are none', () => {
    const view = OverrideView.build([override('web', SHA256, 'red'), override('web', SHA256, 'green')]);
    expect([view.size, view.verdict(sectionLayout('web'), SHA256)?.zone]).toEqual([1, 'green']);
    expect(view.verdict(sectionLayout('software'), SHA256)).toBeNull();
    expect(() => OverrideView.build([override('web', SHA1, 'red')])).toThrow('no key of web');
    expect(() => OverrideView.build([override('alias-md5', MD5, 'red')])).toThrow('no key of alias-md5');
  });
});
