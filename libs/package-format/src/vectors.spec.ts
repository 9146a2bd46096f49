import { createHash, createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { encodeAlias, encodeRecord, encodeRemoval, nameKey, sectionLayout } from '@pksn/domain';
import type { RecordValue, SectionName } from '@pksn/domain';
import { openTrustRoot, PAYLOAD_TYPES, signEnvelope, signingKeyFromPrivate, trustRootPayload } from '@pksn/signing';
import type { SigningKey } from '@pksn/signing';
import { decodeChunk } from './chunk-codec';
import { PACKAGE_LIMITS } from './limits';
import { MemorySource, MemoryStore } from './memory-ports';
import { PackageWriter } from './package-writer';
import type { PackageWriterOptions } from './package-writer';
import type { BuiltState, StateBase } from './state-builder';
import { StateBuilder } from './state-builder';
import { EMPTY_STATE_HASH, LEAF_DIGEST_BYTES } from './state-hash';
import { encodeText } from './text-entries';
import { verifyPackage } from './verify-package';

const DOCS = resolve('docs');
const NOW = Date.parse('2026-07-15T00:00:00Z');
const PKCS8_PREFIX = '302e020100300506032b657004220420';
const GZIP_CHUNK = '1f8b08000000000000ff4b4c4a4e494d4bcfc80400af88a98d09000000';

type Rows = readonly (readonly [SectionName, readonly Buffer[]])[];

function key(seedByte: number): SigningKey {
  const der = Buffer.from(`${PKCS8_PREFIX}${seedByte.toString(16).padStart(2, '0').repeat(32)}`, 'hex');
  return signingKeyFromPrivate(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
}

const KEYS = { root: [key(1), key(2), key(3)], package: key(4), license: key(5) };

function trustRoot() {
  const publicKeys = (keys: readonly SigningKey[]) => keys.map((one) => one.publicKey);
  const roles = {
    root: { threshold: 2, publicKeys: publicKeys(KEYS.root) },
    package: { threshold: 1, publicKeys: publicKeys([KEYS.package]) },
    license: { threshold: 1, publicKeys: publicKeys([KEYS.license]) },
  };
  const payload = trustRootPayload({ vendor: 'acme', version: 1, expires: '2030-01-01T00:00:00Z', roles });
  return openTrustRoot(signEnvelope(PAYLOAD_TYPES.trustRoot, payload, KEYS.root.slice(0, 2)));
}

const digest = (algorithm: string, text: string): Buffer => createHash(algorithm).update(text).digest();
const EMPTY = { sha256: digest('sha256', ''), sha1: digest('sha1', ''), md5: digest('md5', '') };
const THREAT = 'EICAR-Test-File';

function put(name: SectionName, recordKey: Buffer, changes: Partial<RecordValue>): Buffer {
  const nothing = { trustGroup: null, popularityBucket: 0, firstSeenDay: 0, threat: null, product: null };
  return encodeRecord(sectionLayout(name), recordKey, { zone: 'red', ...nothing, sha1: null, md5: null, ...changes });
}

const RECORDS = {
  name: encodeText(sectionLayout('names'), nameKey(THREAT), THREAT),
  text: encodeText(sectionLayout('texts'), digest('sha256', 'bad.example/'), 'bad.example/'),
  file: put('file-sha256', EMPTY.sha256, {
    trustGroup: 'untrusted',
    popularityBucket: 10,
    firstSeenDay: 19_844,
    threat: nameKey(THREAT),
    sha1: EMPTY.sha1,
    md5: EMPTY.md5,
  }),
  alias: encodeAlias(sectionLayout('alias-md5'), EMPTY.md5, { section: 'file-sha256', key: EMPTY.sha256 }),
  web: put('web', digest('sha256', 'bad.example/'), { zone: 'orange' }),
  ip4: put('ip4', Buffer.from('c633640018000000', 'hex'), {}),
  removal: encodeRemoval(sectionLayout('web'), digest('sha256', 'bad.example/')),
};

const FULL: Rows = [
  ['names', [RECORDS.name]],
  ['texts', [RECORDS.text]],
  ['file-sha256', [RECORDS.file]],
  ['alias-md5', [RECORDS.alias]],
  ['web', [RECORDS.web]],
  ['ip4', [RECORDS.ip4]],
];

const DELTA: Rows = [
  ['file-sha256', [put('file-sha256', EMPTY.sha256, { zone: 'green', sha1: EMPTY.sha1, md5: EMPTY.md5 })]],
  ['web', [RECORDS.removal]],
];

function stateOf(base: StateBase | null, rows: Rows): BuiltState {
  const builder = new StateBuilder(base);
  for (const [name, records] of rows) builder.add(sectionLayout(name), Buffer.concat(records));
  return builder.finish();
}

function baseOf(state: BuiltState, rows: Rows): StateBase & { hasName: () => boolean } {
  return {
    leaves: (name) => state.leaves.get(name) ?? null,
    count: (name) => state.counts[name] ?? 0,
    records: (name) => Buffer.concat(rows.find(([section]) => section === name)?.[1] ?? []),
    hasName: () => true,
  };
}

async function written(facts: Pick<PackageWriterOptions, 'kind' | 'version' | 'base'>, rows: Rows, result: BuiltState) {
  const coverage = {
    file: 'full',
    url: 'partial',
    domain: 'partial',
    ip: 'partial',
    certificate: 'none',
    software: 'none',
  };
  const writer = new PackageWriter({
    ...facts,
    feed: 'acme/core',
    created: '2026-07-14T20:51:00Z',
    freshUntil: '2026-08-14T20:51:00Z',
    codec: 'none',
    coverage: coverage as PackageWriterOptions['coverage'],
    spill: new MemoryStore(),
  });
  for (const [name, records] of rows) for (const record of records) await writer.append(sectionLayout(name), record);
  const sink = new MemoryStore();
  await writer.finish({ result, signers: [KEYS.package], sink });
  return sink.bytes();
}

/** Everything that docs/package-format-vectors.json holds. */
export async function vectors() {
  const full = stateOf(null, FULL);
  const delta = stateOf(baseOf(full, FULL), DELTA);
  const base = { version: 1, stateHash: full.stateHash };
  const fileLeaf = EMPTY.sha256.readUInt16BE(0);
  const leaf = full.leaves
    .get('file-sha256')
    ?.subarray(fileLeaf * LEAF_DIGEST_BYTES)
    .subarray(0, LEAF_DIGEST_BYTES);
  return {
    keySeeds: { root: ['01', '02', '03'], package: '04', license: '05', note: 'an Ed25519 seed is this byte 32 times' },
    trustRoot: JSON.stringify(trustRoot().envelope),
    fingerprint: trustRoot().fingerprint,
    nameKey: { text: THREAT, key: nameKey(THREAT).toString('hex') },
    records: Object.fromEntries(Object.entries(RECORDS).map(([name, bytes]) => [name, bytes.toString('hex')])),
    fileLeaf: { number: fileLeaf, digest: leaf?.toString('hex') },
    emptyStateHash: EMPTY_STATE_HASH,
    gzipChunk: { stored: GZIP_CHUNK, raw: Buffer.from('abcdefghi').toString('hex') },
    full: {
      stateHash: full.stateHash,
      file: (await written({ kind: 'full', version: 1, base: null }, FULL, full)).toString('hex'),
    },
    delta: {
      stateHash: delta.stateHash,
      file: (await written({ kind: 'delta', version: 2, base }, DELTA, delta)).toString('hex'),
    },
  };
}

describe('test vectors', () => {
  const published = JSON.parse(readFileSync(resolve(DOCS, 'package-format-vectors.json'), 'utf8')) as Awaited<
    ReturnType<typeof vectors>
  >;

  it('come out of this code again, byte for byte', async () => {
    expect(await vectors()).toEqual(published);
  });

  it('stand in the specification as published', () => {
    const text = readFileSync(resolve(DOCS, 'package-format.md'), 'utf8').replace(/\s+/g, '');
    const { nameKey: name, records, fileLeaf, emptyStateHash, fingerprint, gzipChunk, full, delta } = published;
    const shown = [name.key, ...Object.values(records), fileLeaf.digest, emptyStateHash, fingerprint, gzipChunk.stored];
    for (const hex of [...shown, full.stateHash, delta.stateHash]) expect(text).toContain(hex);
  });

  it('are accepted by the reader', async () => {
    const { full, delta } = published;
    const requirement = { roots: [openTrustRoot(published.trustRoot)], now: NOW, limits: PACKAGE_LIMITS };
    const first = await verifyPackage(new MemorySource(Buffer.from(full.file, 'hex')), requirement);
    expect(first.manifest.result.stateHash).toBe(full.stateHash);
    const base = baseOf(stateOf(null, FULL), FULL);
    const second = await verifyPackage(new MemorySource(Buffer.from(delta.file, 'hex')), { ...requirement, base });
    expect(second).toMatchObject({ stateChecked: true, manifest: { base: { stateHash: full.stateHash } } });
    const raw = await decodeChunk(Buffer.from(published.gzipChunk.stored, 'hex'), 'gzip', 9);
    expect(raw.toString('hex')).toBe(published.gzipChunk.raw);
  });
});
