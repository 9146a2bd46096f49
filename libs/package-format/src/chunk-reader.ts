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
  const load = (index: number): Promise<Buffer> | null => {
    const chunk = manifest.chunks[index];
    if (chunk === undefined) return null;
    const loading = loadChunk(source, manifest, chunk);
    // It is awaited later, or never when the consumer stops: then its failure concerns nobody.
    loading.catch(() => undefined);
    return loading;
  };
  let ahead = load(0);
  try {
    for (let i = 0; ahead !== null; i++) {
      const { section } = manifest.chunks[i] as ManifestChunk;
      const bytes = await ahead;
      const records = (checks.get(section) as SectionCheck).chunk(bytes);
      ahead = load(i + 1);
      yield { section: sectionLayout(section), bytes, records };
    }
  } finally {
    // The source is not touched any more once the generator has ended.
    await ahead?.catch(() => undefined);
  }
  if ((await source.read(1)).length > 0) throw new Fault('PACKAGE_TRAILING', 'bytes follow the last chunk');
  for (const check of checks.values()) check.finish();
}

async function loadChunk(source: ByteSource, manifest: Manifest, chunk: ManifestChunk): Promise<Buffer> {
  const stored = await readExactly(source, chunk.size);
  requireDigest(stored, chunk);
  const raw = await decodeChunk(stored, manifest.codec, chunk.rawSize);
  const keyBytes = sectionLayout(chunk.section).keyBytes;
  if (raw.toString('hex', 0, keyBytes) !== chunk.firstKey) {
    throw new Fault('PACKAGE_ORDER', `a chunk of ${chunk.section} does not begin with its declared key`);
  }
  return raw;
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
