import type { HostileCase } from './hostile-case';
import { chunkOf, manifestCase, sectionOf } from './hostile-case';
import type { Loose } from '../package-draft';

const own = (target: Loose, key: string, value: unknown): void => {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
};

const payloadCase = (name: string, payload: (text: string) => string | Buffer): HostileCase => ({
  name,
  code: 'PACKAGE_SCHEMA',
  hooks: { payload },
});

const FORM: readonly HostileCase[] = [
  manifestCase('an extra key', (m) => (m.extra = 1)),
  manifestCase('a missing key', (m) => delete m.codec),
  manifestCase('an own key __proto__', (m) => own(m, '__proto__', { minReader: 1 })),
  manifestCase('a key constructor', (m) => own(m, 'constructor', 1)),
  payloadCase('keys in another order', (text) => text.replace(/^\{("feed":"[^"]+"),("kind":"full"),/, '{$2,$1,')),
  payloadCase('a duplicate key', (text) => text.replace('{"feed"', '{"version":1,"feed"')),
  payloadCase('white space', (text) => text.replace(',', ', ')),
  payloadCase('a line feed at the end', (text) => `${text}\n`),
  payloadCase('a needless escape', (text) => text.replace('"acme', '"\\u0061cme')),
  payloadCase('a number in scientific notation', (text) => text.replace('"version":7', '"version":7e0')),
  payloadCase('a number with a fraction of zero', (text) => text.replace('"version":7', '"version":7.0')),
  payloadCase('a number beyond what is exact', (text) => text.replace('"version":7', '"version":9007199254740993')),
  payloadCase('no JSON', () => 'version: 7'),
  payloadCase('an empty payload', () => ''),
  payloadCase('null', () => 'null'),
  payloadCase('a list', () => '[]'),
  payloadCase('a string', () => '"manifest"'),
  payloadCase('deep nesting', () => '['.repeat(200_000) + ']'.repeat(200_000)),
  payloadCase('a byte order mark', (text) => `\ufeff${text}`),
  payloadCase('invalid UTF-8', (text) =>
    Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0xc3, 0x28, 0x7d])]),
  ),
];

const FACTS: readonly HostileCase[] = [
  ...[
    'Acme/core',
    'acme/core/x',
    '/core',
    'acme/',
    'acme',
    'acme/-core',
    `acme/${'a'.repeat(64)}`,
    'acme/core\n',
    'acme/../x',
    7,
  ].map((feed) => manifestCase(`feed ${JSON.stringify(feed).slice(0, 24)}`, (m) => (m.feed = feed))),
  manifestCase('an unknown kind', (m) => (m.kind = 'patch')),
  manifestCase('a base on a full package', (m) => (m.base = { version: 1, stateHash: '0'.repeat(64) })),
  manifestCase('no base on a delta', (m) => (m.base = null), { on: 'delta' }),
  manifestCase('a base that is not older', (m) => (m.base.version = m.version), { on: 'delta' }),
  manifestCase('a base with an extra key', (m) => (m.base.kind = 'full'), { on: 'delta' }),
  manifestCase('a base with a short stateHash', (m) => (m.base.stateHash = '0'.repeat(63)), { on: 'delta' }),
  ...[0, -1, 1.5, 2 ** 53, '7', null, true].map((version) =>
    manifestCase(`version ${JSON.stringify(version)}`, (m) => (m.version = version)),
  ),
  ...[
    '2026-02-30T00:00:00Z',
    '2026-07-14T20:51:00+02:00',
    '2026-07-14T20:51:00.000Z',
    '2026-07-14',
    '1999-12-31T23:59:59Z',
    '2200-01-01T00:00:00Z',
    '+012026-07-14T20:51:00Z',
    '2026-07-14T24:00:00Z',
    0,
  ].map((created) => manifestCase(`created ${JSON.stringify(created)}`, (m) => (m.created = created))),
  manifestCase('fresh until before it was created', (m) => (m.freshUntil = '2026-07-13T00:00:00Z')),
  manifestCase('fresh until the moment it was created', (m) => (m.freshUntil = m.created)),
  manifestCase('fresh for ever', (m) => (m.freshUntil = '9999-12-31T23:59:59Z')),
  manifestCase('minReader 0', (m) => (m.minReader = 0)),
  manifestCase('minReader as text', (m) => (m.minReader = '1')),
  manifestCase('a newer reader', (m) => (m.minReader = 2), { code: 'PACKAGE_READER_TOO_OLD' }),
  manifestCase('a newer reader with fields of its own', (m) => Object.assign(m, { minReader: 2, novelty: 1 }), {
    code: 'PACKAGE_READER_TOO_OLD',
  }),
  manifestCase('an unknown codec', (m) => (m.codec = 'zstd')),
  manifestCase('coverage without an object type', (m) => delete m.coverage.ip),
  manifestCase('coverage of an unknown object type', (m) => (m.coverage.mail = 'full')),
  manifestCase('an unknown degree of coverage', (m) => (m.coverage.file = 'most')),
  manifestCase('attachments that are missing', (m) => delete m.attachments),
  manifestCase('attachments in upper case', (m) => (m.attachments.trust = String(m.attachments.trust).toUpperCase())),
];

const RESULT: readonly HostileCase[] = [
  manifestCase('a stateHash in upper case', (m) => (m.result.stateHash = 'A'.repeat(64))),
  manifestCase('a stateHash that is no text', (m) => (m.result.stateHash = 0)),
  manifestCase('counts of an unknown section', (m) => (m.result.counts.mail = 1)),
  manifestCase('counts of names', (m) => (m.result.counts.names = 2)),
  manifestCase('counts with an own key __proto__', (m) => own(m.result.counts, '__proto__', 1)),
  ...[0, -1, 0.5, 1e300, '1', null].map((count) =>
    manifestCase(`a count of ${JSON.stringify(count)}`, (m) => (m.result.counts.web = count)),
  ),
];

const SECTIONS: readonly HostileCase[] = [
  manifestCase('sections in another order', (m) => m.sections.reverse()),
  manifestCase('a section twice', (m) => m.sections.push(m.sections.at(-1))),
  manifestCase('an unknown section', (m) => (sectionOf(m, 'software').section = 'mail')),
  manifestCase('a section that is no object', (m) => (m.sections[0] = null)),
  manifestCase('a section with an extra key', (m) => (m.sections[0].note = '')),
  manifestCase('another width of keys', (m) => (sectionOf(m, 'web').keyBytes = 16)),
  manifestCase('another width of records', (m) => (sectionOf(m, 'web').recordBytes = 57)),
  manifestCase('a width of records for names', (m) => (sectionOf(m, 'names').recordBytes = 8)),
  manifestCase('no siblings where there are some', (m) => (sectionOf(m, 'file-sha256').siblings = [])),
  manifestCase('siblings in another order', (m) => (sectionOf(m, 'file-sha256').siblings = ['md5', 'sha1'])),
  manifestCase('siblings where there are none', (m) => (sectionOf(m, 'web').siblings = ['sha1'])),
  manifestCase('siblings as a flag', (m) => (sectionOf(m, 'file-sha256').siblings = true)),
  manifestCase('a section of no records', (m) => (sectionOf(m, 'web').records = 0)),
  manifestCase('more records than the chunks hold', (m) => (sectionOf(m, 'web').records = 3)),
  manifestCase('fewer records than the chunks hold', (m) => (sectionOf(m, 'web').records = 1)),
  manifestCase('more names than the chunks can hold', (m) => (sectionOf(m, 'names').records = 1000)),
  manifestCase('a huge number of records', (m) => (sectionOf(m, 'web').records = 2 ** 52)),
  manifestCase('no prefix lengths', (m) => delete sectionOf(m, 'ip4').prefixLengths),
  manifestCase('empty prefix lengths', (m) => (sectionOf(m, 'ip4').prefixLengths = [])),
  manifestCase('prefix lengths that do not ascend', (m) => sectionOf(m, 'ip4').prefixLengths.reverse()),
  manifestCase('a prefix length twice', (m) => (sectionOf(m, 'ip4').prefixLengths = [24, 24, 32])),
  manifestCase('a prefix length of 33', (m) => (sectionOf(m, 'ip4').prefixLengths = [24, 32, 33])),
  manifestCase('a prefix length of 129', (m) => (sectionOf(m, 'ip6').prefixLengths = [32, 129])),
  manifestCase('a negative prefix length', (m) => (sectionOf(m, 'ip4').prefixLengths = [-1, 24, 32])),
  manifestCase('prefix lengths of files', (m) => (sectionOf(m, 'file-sha256').prefixLengths = [32])),
];

const CHUNKS: readonly HostileCase[] = [
  manifestCase(
    'a section without chunks',
    (m) => (m.chunks = m.chunks.filter((one: Loose) => one.section !== 'software')),
  ),
  manifestCase('a chunk of a section that is not declared', (m) => (m.sections = m.sections.slice(0, -1))),
  manifestCase('chunks in another order', (m) => m.chunks.reverse()),
  manifestCase('a section in two places', (m) => m.chunks.push(m.chunks[0])),
  manifestCase('a chunk twice', (m) => m.chunks.splice(2, 0, m.chunks[2])),
  manifestCase('a chunk with an extra key', (m) => (m.chunks[0].offset = 0)),
  manifestCase('an empty chunk', (m) => (chunkOf(m, 'web').rawSize = 0)),
  manifestCase('a chunk of no stored bytes', (m) => (chunkOf(m, 'web').size = 0)),
  manifestCase('a negative size', (m) => (chunkOf(m, 'web').size = -1)),
  manifestCase('a size that is no whole number', (m) => (chunkOf(m, 'web').size = 10.5)),
  manifestCase('a raw size over 4 MiB', (m) => (chunkOf(m, 'names').rawSize = 4_194_305)),
  manifestCase('a stored size over the bound', (m) => (chunkOf(m, 'names').size = 2 ** 31)),
  manifestCase('a raw size of no whole records', (m) => (chunkOf(m, 'web').rawSize += 1)),
  manifestCase('a digest in upper case', (m) => (chunkOf(m, 'web').sha256 = 'A'.repeat(64))),
  manifestCase('a digest of SHA-1', (m) => (chunkOf(m, 'web').sha256 = 'a'.repeat(40))),
  manifestCase('a first key of another width', (m) => (chunkOf(m, 'web').firstKey = 'ab')),
  manifestCase('a first key that is no hex', (m) => (chunkOf(m, 'web').firstKey = 'g'.repeat(64))),
  manifestCase('first keys that do not ascend', (m) => (m.chunks[3].firstKey = m.chunks[2].firstKey)),
];

export const MANIFEST_CASES: readonly HostileCase[] = [...FORM, ...FACTS, ...RESULT, ...SECTIONS, ...CHUNKS];
