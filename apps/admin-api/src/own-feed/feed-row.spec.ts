import { entryRow, rowEntries } from './feed-row';

const SHA256 = 'ab'.repeat(32);
const MD5 = 'ef'.repeat(16);
const NONE = { zone: null, reason: null };

it.each([
  [
    { sha256: SHA256.toUpperCase(), md5: MD5 },
    { type: 'file', sha256: SHA256, sha1: null, md5: MD5 },
  ],
  [{ url: 'HTTP://Shop.Example:8080/a/../x?y=%7e1#z' }, { type: 'url', url: 'shop.example/x?y=~1' }],
  [{ domain: 'Bad.EXAMPLE.' }, { type: 'domain', domain: 'bad.example' }],
  [{ domain: 'münchen.example:443' }, { type: 'domain', domain: 'xn--mnchen-3ya.example' }],
  [{ ip: '192.0.2.0/24' }, { type: 'ip', ip: '192.0.2.0/24' }],
  [{ ip: '2001:DB8:0::1' }, { type: 'ip', ip: '2001:db8::1' }],
  [{ certificateSha256: `${'AB:'.repeat(31)}AB` }, { type: 'certificate', sha256: SHA256, sha1: null }],
  [{ softwareProduct: 'Tool' }, { type: 'software', vendor: '', product: 'Tool', version: null }],
])('reads an object, and writes it so that it is read as the same: %j', (fields, object) => {
  const [entry, ...more] = rowEntries({ ...fields, zone: 'RED', reason: 'test', popularity: '12' }, NONE);
  expect(more).toEqual([]);
  expect(entry).toMatchObject({ object, zone: 'red', popularity: 12 });
  expect(rowEntries(entryRow(entry!), NONE)).toEqual([entry]);
});

it('takes the software fields beside a hash for the product, and several objects for several entries', () => {
  const row = { md5: MD5, domain: 'bad.example', softwareVendor: 'Acme', softwareProduct: 'Tool', zone: 'red' };
  expect(rowEntries(row, { zone: null, reason: 'test' })).toMatchObject([
    { object: { type: 'file' }, product: 'Acme / Tool', reason: 'test' },
    { object: { type: 'domain' } },
  ]);
});

it.each([
  ['OWN_FEED_INVALID', 'names no object', { zone: 'red', reason: 'test' }],
  ['OWN_FEED_INVALID', 'no zone', { md5: MD5, reason: 'test' }],
  ['OWN_FEED_INVALID', 'no reason', { md5: MD5, zone: 'red' }],
  ['OWN_FEED_INVALID', 'threat', { md5: MD5, zone: 'red', reason: 'test', threat: '\u001b[2J' }],
  ['OWN_FEED_INVALID', 'popularity', { md5: MD5, zone: 'red', reason: 'test', popularity: '1e3' }],
  ['OBJECT_MALFORMED', 'top-level domain', { domain: 'example', zone: 'red', reason: 'test' }],
  ['OBJECT_MALFORMED', 'bare path', { url: '/x', zone: 'red', reason: 'test' }],
  ['OBJECT_MALFORMED', 'prefix', { ip: '192.0.2.1/24', zone: 'red', reason: 'test' }],
])('refuses what is no entry: %s, %s', (code, why, row) => {
  expect(() => rowEntries(row, NONE)).toThrow(new RegExp(`${code}.*${why}`));
});
