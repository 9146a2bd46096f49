import { EntryBook } from './entry-book';
import type { OwnFeedEntry } from './own-feed-entry';
import type { OwnFeedObject } from './own-feed-object';

const SHA256 = 'a'.repeat(64);
const OTHER = 'd'.repeat(64);
const SHA1 = 'b'.repeat(40);
const MD5 = 'c'.repeat(32);
const file = (sha256: string | null, sha1: string | null, md5: string | null): OwnFeedObject => ({
  type: 'file',
  sha256,
  sha1,
  md5,
});
const entry = (object: OwnFeedObject, more: Partial<OwnFeedEntry> = {}): OwnFeedEntry => ({
  object,
  zone: 'red',
  reason: 'ticket 4711',
  ...more,
});

it('tells two files apart that have a weak hash in common, and refuses to guess which one is meant', () => {
  const book = new EntryBook();
  expect(book.put(entry(file(SHA256, null, MD5))).what).toBe('added');
  expect(book.put(entry(file(OTHER, null, MD5))).what).toBe('added');
  expect(() => book.put(entry(file(null, null, MD5)))).toThrow('OWN_FEED_INVALID');
  expect(book.put(entry(file(OTHER, SHA1, null))).entry.object).toEqual(file(OTHER, SHA1, MD5));
});

it('knows so many files by one weak hash, and no more, however it is told of them', () => {
  const book = new EntryBook();
  const nth = (n: number): string => n.toString(16).padStart(64, 'e');
  for (let n = 0; n < 64; n++) book.put(entry(file(nth(n), null, MD5)));
  const tooMany = 'more than 64 objects by one hash';
  expect(() => book.put(entry(file(nth(64), null, MD5)))).toThrow(tooMany);
  book.put(entry(file(nth(64), null, null)));
  expect(() => book.put(entry(file(nth(64), null, MD5)))).toThrow(tooMany);
  expect(book.put(entry(file(nth(63), null, MD5), { zone: 'green' })).what).toBe('replaced');
});

it('refuses another weak hash of a file that it knows', () => {
  const book = new EntryBook();
  book.put(entry(file(SHA256, SHA1, MD5)));
  expect(() => book.put(entry(file(SHA256, SHA1, 'd'.repeat(32))))).toThrow('another md5');
  expect(() => book.put(entry(file(null, SHA1, 'd'.repeat(32))))).toThrow('another md5');
});

it('knows a domain and the URL of its root as one', () => {
  const book = new EntryBook();
  book.put(entry({ type: 'domain', domain: 'bad.example' }));
  expect(book.put(entry({ type: 'url', url: 'bad.example/' }, { zone: 'green' })).what).toBe('replaced');
  expect(book.put(entry({ type: 'url', url: 'bad.example/x' })).what).toBe('added');
});

it.each<[string, OwnFeedEntry]>([
  ['grey', entry(file(SHA256, null, null), { zone: 'grey' })],
  ['orange', entry(file(SHA256, null, null), { zone: 'orange' })],
  ['no hash', entry(file(null, null, null))],
  ['not the sha256', entry(file('A'.repeat(64), null, null))],
  ['not the md5', entry(file(SHA256, null, '0'.repeat(32)))],
  ['popularity', entry(file(SHA256, null, null), { popularity: 1.5 })],
  ['firstSeen', entry(file(SHA256, null, null), { firstSeen: '1969-12-31' })],
  ['512 bytes', entry(file(SHA256, null, null), { threat: 'ü'.repeat(257) })],
  ['characters', entry(file(SHA256, null, null), { threat: 'Trojan\u0085X' })],
  ['characters', entry(file(SHA256, null, null), { product: 'Office\u2028X' })],
  ['characters', entry(file(SHA256, null, null), { threat: 'Troj\uFFFDner' })],
  ['sample', entry(file(SHA256, null, null), { sample: MD5 })],
])('takes nothing that no package could carry: %s', (why, wanted) => {
  expect(() => new EntryBook().put(wanted)).toThrow(why);
});
