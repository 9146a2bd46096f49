import { createHash } from 'node:crypto';
import { encodeRecord, encodeRemoval, sectionLayout } from '@pksn/domain';
import { createVendor } from '@pksn/signing';
import { readChunks } from './chunk-reader';
import { PACKAGE_LIMITS } from './limits';
import type { Codec, Manifest } from './manifest';
import { MemorySource, MemoryStore } from './memory-ports';
import { readPackageHead } from './package-head';
import { PackageWriter } from './package-writer';
import type { PackageWriterOptions } from './package-writer';
import { StateBuilder } from './state-builder';
import { encodeText } from './text-entries';
import { verifyPackage } from './verify-package';
import { verifyPackageHead } from './verify-head';

const NOW = Date.parse('2026-07-15T00:00:00Z');
const VENDOR = createVendor({ name: 'acme', now: NOW, validityDays: 30 });
const REQUIREMENT = { roots: [VENDOR.root], now: NOW, limits: PACKAGE_LIMITS };
const WEB = sectionLayout('web');
const FILES = sectionLayout('file-sha256');
const NAMES = sectionLayout('names');
const NOTHING = { trustGroup: null, popularityBucket: 0, firstSeenDay: 0, threat: null, product: null, sha1: null };

/** So many files, two of whose chunks are full. */
const MANY = Math.ceil((2.5 * 4_194_304) / FILES.recordBytes);

function files(count: number): Buffer {
  const out = Buffer.alloc(count * FILES.recordBytes);
  for (let n = 0; n < count; n++) {
    const key = createHash('md5').update(String(n)).digest();
    key.writeUInt32BE(n * 8_000, 0);
    encodeRecord(FILES, Buffer.concat([key, key]), { zone: 'red', ...NOTHING, md5: key }).copy(
      out,
      n * FILES.recordBytes,
    );
  }
  return out;
}

function options(changes: Partial<PackageWriterOptions> = {}): PackageWriterOptions {
  const none = {
    file: 'full',
    url: 'none',
    domain: 'none',
    ip: 'none',
    certificate: 'none',
    software: 'none',
  } as const;
  const dates = { created: '2026-07-14T00:00:00Z', freshUntil: '2026-08-14T00:00:00Z' };
  const spill = new MemoryStore();
  return {
    feed: 'acme/core',
    kind: 'full',
    version: 1,
    ...dates,
    base: null,
    codec: 'gzip',
    coverage: none,
    spill,
    ...changes,
  };
}

async function writeFiles(
  content: Buffer,
  pieceBytes: number,
  codec: Codec,
): Promise<{ bytes: Buffer; manifest: Manifest }> {
  const writer = new PackageWriter(options({ codec, gzipLevel: 1 }));
  for (let at = 0; at < content.length; at += pieceBytes)
    await writer.append(FILES, content.subarray(at, at + pieceBytes));
  const state = new StateBuilder(null);
  state.add(FILES, content);
  const sink = new MemoryStore();
  const { manifest, sizeBytes } = await writer.finish({ result: state.finish(), signers: [VENDOR.keys.package], sink });
  expect(sink.bytes().length).toBe(sizeBytes);
  return { bytes: sink.bytes(), manifest };
}

describe('PackageWriter', () => {
  const content = files(MANY);

  it.each(['gzip', 'none'] as const)('cuts chunks that a reader gives back byte for byte (%s)', async (codec) => {
    const { bytes, manifest } = await writeFiles(content, 92 * 777, codec);
    expect(manifest.chunks.map((chunk) => chunk.rawSize)).toEqual([
      4_194_280,
      4_194_280,
      content.length - 2 * 4_194_280,
    ]);
    const source = new MemorySource(bytes);
    const verified = verifyPackageHead(await readPackageHead(source), REQUIREMENT);
    const chunks: Buffer[] = [];
    for await (const chunk of readChunks(source, verified.manifest)) chunks.push(chunk.bytes);
    expect(Buffer.concat(chunks).equals(content)).toBe(true);
  });

  it('writes the same bytes for the same records, however they are handed over', async () => {
    const [first, second] = [await writeFiles(content, 92, 'gzip'), await writeFiles(content, content.length, 'gzip')];
    expect(first.bytes.equals(second.bytes)).toBe(true);
  });

  it('writes a package that passes every check', async () => {
    const { bytes } = await writeFiles(files(100), 92, 'gzip');
    const report = await verifyPackage(new MemorySource(bytes), REQUIREMENT);
    expect(report).toMatchObject({ fileBytes: bytes.length, rawBytes: 9_200, stateChecked: true, standing: 'new' });
  });

  it('says of a delta without its base that the content after it is unchecked', async () => {
    const base = { version: 1, stateHash: '0'.repeat(64) };
    const writer = new PackageWriter(options({ kind: 'delta', version: 2, base }));
    await writer.append(WEB, encodeRemoval(WEB, Buffer.alloc(32)));
    const sink = new MemoryStore();
    const result = { stateHash: '1'.repeat(64), counts: {} };
    await writer.finish({ result, signers: [VENDOR.keys.package], sink });
    const report = await verifyPackage(new MemorySource(sink.bytes()), REQUIREMENT);
    expect(report.stateChecked).toBe(false);
  });

  it('refuses records that a reader would refuse, and sections out of order', async () => {
    const write = async (...steps: [typeof WEB, Buffer][]): Promise<void> => {
      const writer = new PackageWriter(options());
      for (const [layout, bytes] of steps) await writer.append(layout, bytes);
      const result = { stateHash: '0'.repeat(64), counts: {} };
      await writer.finish({ result, signers: [VENDOR.keys.package], sink: new MemoryStore() });
    };
    const record = encodeRecord(WEB, Buffer.alloc(32, 9), { zone: 'red', ...NOTHING, md5: null });
    await expect(write([WEB, Buffer.concat([record, record])])).rejects.toThrow('PACKAGE_ORDER');
    await expect(write([WEB, encodeRemoval(WEB, Buffer.alloc(32))])).rejects.toThrow('PACKAGE_RECORD');
    await expect(write([NAMES, encodeText(NAMES, Buffer.alloc(8), 'x')])).rejects.toThrow('PACKAGE_NAME');
    await expect(write([WEB, record], [FILES, files(1)])).rejects.toThrow('file-sha256 comes before web');
    await expect(write([WEB, record.subarray(1)])).rejects.toThrow('not whole records');
  });

  it('refuses facts that a reader would refuse', async () => {
    const writer = new PackageWriter(options({ feed: 'Acme' }));
    const ending = { result: new StateBuilder(null).finish(), signers: [VENDOR.keys.package], sink: new MemoryStore() };
    await expect(writer.finish(ending)).rejects.toThrow('PACKAGE_SCHEMA');
  });
});
