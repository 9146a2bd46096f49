import { Fault, sectionLayout } from '@pksn/domain';
import type { SectionLayout, SectionName } from '@pksn/domain';
import { AliasCheck } from './alias-check';
import { decodeChunk, requireDigest } from './chunk-codec';
import { readExactly } from './frame';
import type { Manifest, ManifestChunk, ManifestSection } from './manifest';
import { NameKeys } from './name-keys';
import { NameLookup } from './name-lookup';
import type { HasName } from './name-lookup';
import type { ByteSource } from './ports';
import { RecordCheck } from './record-check';
import type { SectionCheck } from './section-check';
import { TextCheck } from './text-check';

/** Checked records of one section. The bytes are the consumer's own: no later chunk overwrites them. */
export interface Chunk {
  readonly section: SectionLayout;
  readonly bytes: Buffer;
  readonly records: number;
}

export interface ChunkOptions {
  /** Deltas only: whether the snapshot below knows a name. Without it, every name must be in the package. */
  readonly hasName?: HasName;
}

/**
 * Reads the chunks of a verified manifest from a source that stands right behind the block. Holds two chunks: while
 * the consumer works on one, the next is read and inflated. Throws, per chunk: PACKAGE_TRUNCATED,
 * PACKAGE_CHUNK_DIGEST, PACKAGE_CHUNK_ENCODING, PACKAGE_ORDER, PACKAGE_RECORD, PACKAGE_ZONE, PACKAGE_NAME; after
 * the last: PACKAGE_TRAILING, PACKAGE_COUNTS.
 */
export async function* readChunks(
  source: ByteSource,
  manifest: Manifest,
  options: ChunkOptions = {},
): AsyncGenerator<Chunk, void, undefined> {
  const checks = sectionChecks(manifest, options);
  let current = begin(source, manifest, 0);
  try {
    for (const { section } of manifest.chunks) {
      const { index, raw } = await current;
      // Its failure belongs to its own turn, after this chunk was handed over.
      const next = begin(source, manifest, index + 1);
      await settled(next);
      const bytes = await raw;
      const records = (checks.get(section) as SectionCheck).chunk(bytes);
      current = next;
      yield { section: sectionLayout(section), bytes, records };
    }
  } finally {
    // The source is not touched any more once the generator has ended.
    await settled(current);
  }
  if ((await source.read(1)).length > 0) throw new Fault('PACKAGE_TRAILING', 'bytes follow the last chunk');
  for (const check of checks.values()) check.finish();
}

interface BegunChunk {
  readonly index: number;
  readonly raw: Promise<Buffer>;
}

/** Reads a chunk and sets its decompression going: zlib works on a thread of its own while the last chunk is used. */
async function begin(source: ByteSource, manifest: Manifest, index: number): Promise<BegunChunk> {
  const chunk = manifest.chunks[index];
  if (chunk === undefined) return { index, raw: Promise.resolve(Buffer.alloc(0)) };
  const stored = await readExactly(source, chunk.size);
  requireDigest(stored, chunk);
  const raw = decodeChunk(stored, manifest.codec, chunk.rawSize).then((bytes) => requireFirstKey(bytes, chunk));
  // Nobody waits for it when the consumer stops early: then its failure concerns nobody.
  raw.catch(() => undefined);
  return { index, raw };
}

function requireFirstKey(raw: Buffer, chunk: ManifestChunk): Buffer {
  if (raw.toString('hex', 0, sectionLayout(chunk.section).keyBytes) === chunk.firstKey) return raw;
  throw new Fault('PACKAGE_ORDER', `a chunk of ${chunk.section} does not begin with its declared key`);
}

async function settled(promise: Promise<unknown>): Promise<void> {
  await promise.catch(() => undefined);
}

function sectionChecks(manifest: Manifest, options: ChunkOptions): Map<SectionName, SectionCheck> {
  const declared = manifest.sections.find((one) => one.section === 'names');
  const names = declared === undefined ? null : new NameKeys(declared.records);
  const removalsAllowed = manifest.kind === 'delta';
  const lookup = new NameLookup(names, removalsAllowed ? (options.hasName ?? null) : null);
  const checkOf = ({ section, records, prefixLengths }: ManifestSection): SectionCheck => {
    const layout = sectionLayout(section);
    if (layout.form === 'alias') return new AliasCheck(layout, removalsAllowed);
    if (layout.form === 'text') return new TextCheck(layout, records, section === 'names' ? names : null);
    return new RecordCheck(layout, removalsAllowed, lookup, prefixLengths ?? null);
  };
  return new Map(manifest.sections.map((one) => [one.section, checkOf(one)]));
}
