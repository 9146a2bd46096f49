import fc from 'fast-check';
import { stixObject } from './stix-object';
import type { StixObject } from './stix-object';
import { readStixPattern } from './stix-pattern';
import { StixSyntaxError } from './stix-tokens';

const [MD5, SHA1, SHA256] = ['a1'.repeat(16), 'b2'.repeat(20), 'c3'.repeat(32)];
const objects = (pattern: string): StixObject[] => readStixPattern(pattern).map(stixObject);
const fields = (pattern: string): unknown[] =>
  objects(pattern).map((one) => ('fields' in one ? one.fields : one.reason));

describe('a STIX pattern', () => {
  it.each([
    [`[file:hashes.'SHA-256' = '${SHA256}']`, { sha256: SHA256 }],
    [`[file:hashes."SHA-256" = '${SHA256}']`, null],
    [`[file:hashes.sha256='${SHA256}']`, { sha256: SHA256 }],
    [`[ file:hashes.MD5 == '${MD5}' ]`, { md5: MD5 }],
    [`[artifact:hashes.'SHA-1' = '${SHA1}']`, { sha1: SHA1 }],
    [`[url:value = 'http://example.com/it\\'s\\\\x']`, { url: `http://example.com/it's\\x` }],
    [`[domain-name:value = 'example.com']`, { domain: 'example.com' }],
    [`[ipv4-addr:value = '198.51.100.0/24']`, { ip: '198.51.100.0/24' }],
    [`[ipv4-addr:value ISSUBSET '198.51.100.0/24']`, { ip: '198.51.100.0/24' }],
    [`[ipv6-addr:value = '2001:db8::1']`, { ip: '2001:db8::1' }],
    [`[x509-certificate:hashes.'SHA-1' = '${SHA1}']`, { certificateSha1: SHA1 }],
    [`[app:cert.sha256 = '${SHA256}']`, { certificateSha256: SHA256 }],
    [`[software:name = 'P' AND software:version = '1']`, { softwareProduct: 'P', softwareVersion: '1' }],
    [
      `[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '192.0.2.1']`,
      { ip: '192.0.2.1' },
    ],
    [`[network-traffic:dst_ref.value = '192.0.2.1' AND network-traffic:dst_port = 443]`, { ip: '192.0.2.1:0' }],
    [`[network-traffic:dst_ref.value = '2001:db8::1' AND network-traffic:dst_port = 443]`, { ip: '[2001:db8::1]:0' }],
    [`[network-traffic:dst_ref.value = 'example.com']`, { domain: 'example.com' }],
    [`([domain-name:value = 'example.com'])`, { domain: 'example.com' }],
    [`[domain-name:value = 'example.com'] // a comment`, { domain: 'example.com' }],
  ])('%s', (pattern, expected) => {
    if (expected === null) expect(() => readStixPattern(pattern)).toThrow(StixSyntaxError);
    else expect(fields(pattern)).toEqual([expected]);
  });

  it('with OR or IN is a row for each way to meet it', () => {
    const expected = [{ domain: 'a.example' }, { ip: '192.0.2.1' }];
    expect(fields(`[domain-name:value = 'a.example' OR ipv4-addr:value = '192.0.2.1']`)).toEqual(expected);
    expect(fields(`[domain-name:value = 'a.example'] OR [ipv4-addr:value = '192.0.2.1']`)).toEqual(expected);
    expect(fields(`[ipv4-addr:value IN ('192.0.2.1', '192.0.2.2')]`)).toEqual([
      { ip: '192.0.2.1' },
      { ip: '192.0.2.2' },
    ]);
  });

  it('gathers the hashes of one file, whatever else is asked of it', () => {
    const all = { md5: MD5, sha256: SHA256 };
    expect(fields(`[file:hashes.MD5 = '${MD5}' AND file:hashes.'SHA-256' = '${SHA256}' AND file:name = 'x']`)).toEqual([
      all,
    ]);
    const either = `[(file:hashes.MD5 = '${MD5}' OR file:hashes.'SHA-1' = '${SHA1}') AND file:size > 10]`;
    expect(fields(either)).toEqual([{ md5: MD5 }, { sha1: SHA1 }]);
  });

  it.each([
    [`[email-addr:value = 'a@example.com']`, /asks for email-addr:value, which is no object/],
    [`[file:name = 'x.exe']`, /asks for file:name/],
    [`[file:hashes.'SHA-512' = 'x']`, /asks for file:hashes.sha512/],
    [`[domain-name:value LIKE '%.example.com']`, /compares domain-name:value by LIKE/],
    [`[domain-name:value MATCHES '.*']`, /by MATCHES/],
    [`[domain-name:value != 'example.com']`, /by !=/],
    [`[NOT domain-name:value = 'example.com']`, /by NOT =/],
    [`[EXISTS domain-name:value]`, /by EXISTS/],
    [
      `[domain-name:value = 'a.example' AND domain-name:resolves_to_refs[*].value = '192.0.2.1']`,
      /wants domain together with/,
    ],
    [`[domain-name:value = 'a.example' AND ipv4-addr:value = '192.0.2.1']`, /wants domain together with ip/],
    [`[domain-name:value = 'a.example' AND domain-name:value = 'b.example']`, /two values/],
    [`[file:hashes.MD5 = '${MD5}' AND url:value = 'http://example.com']`, /wants md5 together with url/],
    [`[domain-name:value = 'a.example'] AND [ipv4-addr:value = '192.0.2.1']`, /several observations/],
    [`[domain-name:value = 'a.example'] FOLLOWEDBY [ipv4-addr:value = '192.0.2.1']`, /several observations/],
    [`[domain-name:value = 'a.example'] WITHIN 5 SECONDS`, /qualifier/],
    [`[ipv4-addr:value = '192.0.2.1'] REPEATS 5 TIMES`, /qualifier/],
    [`[ipv4-addr:value = '192.0.2.1'] START t'2026-01-01T00:00:00Z' STOP t'2026-01-02T00:00:00Z'`, /qualifier/],
    [`[network-traffic:dst_port = 443]`, /asks for network-traffic/],
  ])('%s is no object', (pattern, reason) => {
    for (const one of objects(pattern)) expect(one).toEqual({ reason: expect.stringMatching(reason) as string });
  });

  it.each([
    ['nothing', ''],
    ['a word', 'malicious'],
    ['an open bracket', `[url:value = 'x'`],
    ['an open quote', `[url:value = 'x]`],
    ['no value', `[url:value = ]`],
    ['no path', `['x' = 'y']`],
    ['more behind', `[url:value = 'x'] x`],
    ['an empty set', `[url:value IN ()]`],
    ['brackets without end', '('.repeat(100_000)],
    ['a text without end', `[url:value = '${'\\\\'.repeat(400_000)}']`],
  ])('of %s is refused', (_, pattern) => {
    expect(() => readStixPattern(pattern)).toThrow(StixSyntaxError);
  });

  it('of too many combinations is no object, and costs little', () => {
    const many = `(${Array.from({ length: 200 }, (_, i) => `file:name = '${i}'`).join(' OR ')})`;
    expect(fields(`[${[many, many, many].join(' AND ')}]`)).toEqual(['has a pattern of too many combinations']);
  });

  it('gives back every value that was put into it, however the value looks', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (value) => {
        const literal = value.replace(/[\\']/g, '\\$&');
        fc.pre(value.trim() !== '');
        expect(fields(`[url:value = '${literal}']`)).toEqual([{ url: value }]);
      }),
    );
  });

  it('never does anything but give cases or refuse, for texts of its own parts', () => {
    const parts = `[ ] ( ) , = != < AND OR NOT IN LIKE FOLLOWEDBY WITHIN START url:value file:hashes.MD5 'x' 5 t'x' EXISTS`;
    const texts = fc.array(fc.constantFrom(...parts.split(' ')), { maxLength: 14 }).map((all) => all.join(' '));
    fc.assert(
      fc.property(fc.oneof(texts, fc.string()), (text) => {
        try {
          for (const one of objects(text)) expect('fields' in one || one.reason !== '').toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(StixSyntaxError);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
