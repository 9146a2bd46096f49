import { gunzipSync, gzipSync } from 'node:zlib';
import type { Draft } from '../package-draft';
import { store } from '../package-draft';
import { MemorySnapshot } from '../memory-snapshot';
import type { HostileCase } from './hostile-case';
import { chunkOf, manifestCase } from './hostile-case';

/** Changes the stored form of the first chunk; its digest in the manifest is of the changed bytes. */
function stored(name: string, code: HostileCase['code'], edit: (chunk: Buffer) => Buffer): HostileCase {
  return { name, code, hooks: { stored: (chunks) => void (chunks[0] = edit(chunks[0] ?? Buffer.alloc(0))) } };
}

const badEncoding = (name: string, edit: (chunk: Buffer) => Buffer): HostileCase =>
  stored(name, 'PACKAGE_CHUNK_ENCODING', edit);

function changed(bytes: Buffer, at: number, value: number): Buffer {
  const out = Buffer.from(bytes);
  out[at < 0 ? out.length + at : at] = value;
  return out;
}

/** A gzip member with its name field filled, as `gzip FILE` writes it. */
function withFileName(chunk: Buffer): Buffer {
  return Buffer.concat([changed(chunk.subarray(0, 10), 3, 8), Buffer.from('a.bin\0'), chunk.subarray(10)]);
}

const ENCODING: readonly HostileCase[] = [
  badEncoding('a gzip bomb', () => store(Buffer.alloc(64 << 20), 'gzip')),
  badEncoding('one byte more than declared', (chunk) =>
    store(Buffer.concat([gunzipSync(chunk), Buffer.alloc(1)]), 'gzip'),
  ),
  badEncoding('one byte fewer than declared', (chunk) => store(gunzipSync(chunk).subarray(1), 'gzip')),
  badEncoding('an empty member behind', (chunk) => Buffer.concat([chunk, gzipSync('')])),
  badEncoding('an empty member before', (chunk) => Buffer.concat([store(Buffer.alloc(0), 'gzip'), chunk])),
  badEncoding('two members', (chunk) =>
    Buffer.concat([store(gunzipSync(chunk).subarray(0, 5), 'gzip'), store(gunzipSync(chunk).subarray(5), 'gzip')]),
  ),
  badEncoding('zeros behind the member', (chunk) => Buffer.concat([chunk, Buffer.alloc(16)])),
  badEncoding('bytes between the data and its check sum', (chunk) =>
    Buffer.concat([chunk.subarray(0, -8), Buffer.alloc(4), chunk.subarray(-8)]),
  ),
  badEncoding('a file name in the gzip header', withFileName),
  badEncoding('a time in the gzip header', (chunk) => changed(chunk, 4, 1)),
  badEncoding('a wrong check sum', (chunk) => changed(chunk, -8, (chunk.at(-8) ?? 0) ^ 1)),
  badEncoding('a wrong length behind the check sum', (chunk) => changed(chunk, -4, (chunk.at(-4) ?? 0) ^ 1)),
  badEncoding('data that ends early', (chunk) => Buffer.concat([chunk.subarray(0, 14), chunk.subarray(-8)])),
  badEncoding('data that is no deflate', (chunk) => changed(chunk, 10, 0xff)),
  badEncoding('raw records where gzip is declared', (chunk) => gunzipSync(chunk)),
  badEncoding('zlib where gzip is declared', (chunk) => changed(chunk, 0, 0x78)),
  badEncoding('a chunk of one byte', () => Buffer.from([0x1f])),
  stored('another compression level', 'accepted', (chunk) => gzipSync(gunzipSync(chunk), { level: 1 })),
  stored('no compression inside gzip', 'accepted', (chunk) => gzipSync(gunzipSync(chunk), { level: 0 })),
  stored('another system in the gzip header', 'accepted', (chunk) => changed(chunk, 9, 3)),
  manifestCase('gzip where none is declared', (m) => (m.codec = 'none')),
  { name: 'records that are stored as they are', code: 'accepted', draft: (d) => (d.codec = 'none') },
];

const FILE: readonly HostileCase[] = [
  manifestCase('a digest of other bytes', (m) => (chunkOf(m, 'web').sha256 = '0'.repeat(64)), {
    code: 'PACKAGE_CHUNK_DIGEST',
  }),
  manifestCase('a first key that is not the first', (m) => (chunkOf(m, 'web').firstKey = 'f'.repeat(64)), {
    code: 'PACKAGE_ORDER',
  }),
  manifestCase('a chunk that takes a byte of the next', (m) => (chunkOf(m, 'web').size += 1), {
    code: 'PACKAGE_CHUNK_DIGEST',
  }),
  manifestCase('a last chunk beyond the end', (m) => (m.chunks.at(-1).size += 1), { code: 'PACKAGE_TRUNCATED' }),
  manifestCase('a last chunk short of the end', (m) => (m.chunks.at(-1).size -= 1), { code: 'PACKAGE_CHUNK_DIGEST' }),
  { name: 'a chunk that is missing', code: 'PACKAGE_TRUNCATED', hooks: { file: (chunks) => void chunks.pop() } },
  {
    name: 'a chunk too many',
    code: 'PACKAGE_TRAILING',
    hooks: { file: (chunks) => void chunks.push(Buffer.from('more')) },
  },
  {
    name: 'chunks in another order than the manifest has them',
    code: 'PACKAGE_CHUNK_DIGEST',
    hooks: { file: (chunks) => void chunks.reverse() },
  },
];

function without(...names: string[]): (draft: Draft) => void {
  return (draft) => {
    draft.sections = draft.sections.filter((section) => !names.includes(section.name));
  };
}

const CONTENT: readonly HostileCase[] = [
  manifestCase('a count too high', (m) => (m.result.counts.web += 1), { code: 'PACKAGE_COUNTS' }),
  manifestCase('a count too low', (m) => (m.result.counts['file-sha256'] -= 1), { code: 'PACKAGE_COUNTS' }),
  manifestCase('a count that is missing', (m) => delete m.result.counts.software, { code: 'PACKAGE_COUNTS' }),
  manifestCase('a count of a section that is not there', (m) => (m.result.counts.software = 1), {
    code: 'PACKAGE_COUNTS',
    draft: without('software'),
  }),
  manifestCase('another stateHash', (m) => (m.result.stateHash = '0'.repeat(64)), { code: 'PACKAGE_STATE' }),
  manifestCase('another stateHash of a delta', (m) => (m.result.stateHash = m.base.stateHash), {
    code: 'PACKAGE_STATE',
    on: 'delta',
  }),
  manifestCase('a count of a delta that forgets its base', (m) => (m.result.counts['file-sha256'] = 2), {
    code: 'PACKAGE_COUNTS',
    on: 'delta',
  }),
  {
    name: 'a delta on content that is not there',
    code: 'PACKAGE_NAME',
    on: 'delta',
    requirement: { base: new MemorySnapshot() },
  },
  { name: 'no records at all', code: 'accepted', draft: (d) => (d.sections = []) },
  { name: 'a delta that changes nothing', code: 'accepted', on: 'delta', draft: (d) => (d.sections = []) },
  {
    name: 'a full package of web records alone',
    code: 'accepted',
    draft: (d) => (d.sections = d.sections.filter(({ name }) => ['names', 'web'].includes(name))),
  },
  {
    name: 'no policy and no statements',
    code: 'accepted',
    draft: (d) => {
      delete d.facts.policy;
      delete d.facts.statements;
    },
  },
];

export const CHUNK_CASES: readonly HostileCase[] = [...ENCODING, ...FILE, ...CONTENT];
