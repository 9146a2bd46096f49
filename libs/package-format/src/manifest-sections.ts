import { NAME_LIMIT_BYTES, SECTION_NAMES, sectionLayout, TEXT_LIMIT_BYTES } from '@pksn/domain';
import type { SectionLayout, SectionName } from '@pksn/domain';
import { FORMAT_BOUNDS } from './limits';
import type { Codec, ManifestChunk, ManifestSection } from './manifest';
import type { ManifestReader } from './manifest-reader';

const ADDRESS_BITS: Partial<Record<SectionName, number>> = { ip4: 32, ip6: 128 };
const TEXT_LENGTH_BYTES = 2;

/** The sections that a package carries: in the order of the format, each once, with exactly its widths. */
export function parseSections(read: ManifestReader, value: unknown): ManifestSection[] {
  const sections = read.list(value, 'sections', SECTION_NAMES.length).map((one) => parseSection(read, one));
  requireSectionOrder(read, sections, 'sections', false);
  return sections;
}

function parseSection(read: ManifestReader, value: unknown): ManifestSection {
  const name = read.oneOf(read.object(value, 'section')['section'], 'section', SECTION_NAMES);
  const bits = ADDRESS_BITS[name];
  const keys = ['section', 'siblings', 'keyBytes', 'recordBytes', 'records'];
  const fields = read.exact(value, name, bits === undefined ? keys : [...keys, 'prefixLengths']);
  const layout = sectionLayout(name);
  const kinds = layout.siblings.map((slot) => slot.kind);
  const siblings = read.list(fields['siblings'], `siblings of ${name}`, kinds.length);
  if (siblings.length !== kinds.length || !kinds.every((kind, i) => siblings[i] === kind)) {
    read.refuse(`siblings of ${name}`, `[${kinds.join(', ')}]`);
  }
  return {
    section: name,
    siblings: kinds,
    keyBytes: read.integer(fields['keyBytes'], `keyBytes of ${name}`, layout.keyBytes, layout.keyBytes),
    recordBytes: read.integer(fields['recordBytes'], `recordBytes of ${name}`, layout.recordBytes, layout.recordBytes),
    records: read.integer(fields['records'], `records of ${name}`, 1, FORMAT_BOUNDS.sectionRecords),
    ...(bits === undefined ? {} : { prefixLengths: parsePrefixLengths(read, fields['prefixLengths'], bits) }),
  };
}

function parsePrefixLengths(read: ManifestReader, value: unknown, bits: number): number[] {
  const lengths = read.list(value, 'prefixLengths', bits + 1).map((one) => read.integer(one, 'prefixLengths', 0, bits));
  const ascending = lengths.every((length, i) => i === 0 || (lengths[i - 1] ?? 0) < length);
  return ascending && lengths.length > 0 ? lengths : read.refuse('prefixLengths', 'one or more, ascending');
}

/** The chunks in file order: grouped by section in the order of the sections, their first keys ascending. */
export function parseChunks(
  read: ManifestReader,
  value: unknown,
  sections: readonly ManifestSection[],
  codec: Codec,
): ManifestChunk[] {
  const declared = sections.map((one) => one.section);
  const chunks = read
    .list(value, 'chunks', FORMAT_BOUNDS.chunks)
    .map((one, i) => parseChunk(read, one, `chunks[${i}]`, declared, codec));
  requireSectionOrder(read, chunks, 'chunks', true);
  chunks.forEach((chunk, i) => {
    const previous = chunks[i - 1];
    // Hexadecimal of one width orders as the bytes do.
    if (previous?.section === chunk.section && previous.firstKey >= chunk.firstKey) {
      read.refuse(`chunks[${i}].firstKey`, 'above the one before it');
    }
  });
  return chunks;
}

function parseChunk(
  read: ManifestReader,
  value: unknown,
  place: string,
  declared: readonly SectionName[],
  codec: Codec,
): ManifestChunk {
  const fields = read.exact(value, place, ['section', 'size', 'rawSize', 'sha256', 'firstKey']);
  const section = read.oneOf(fields['section'], `${place}.section`, declared);
  const layout = sectionLayout(section);
  const rawSize = read.integer(fields['rawSize'], `${place}.rawSize`, 1, FORMAT_BOUNDS.chunkRawBytes);
  if (layout.form !== 'text' && rawSize % layout.recordBytes !== 0) read.refuse(`${place}.rawSize`, 'whole records');
  const least = codec === 'none' ? rawSize : 1;
  const most = codec === 'none' ? rawSize : FORMAT_BOUNDS.chunkStoredBytes;
  return {
    section,
    size: read.integer(fields['size'], `${place}.size`, least, most),
    rawSize,
    sha256: read.sha256(fields['sha256'], `${place}.sha256`),
    firstKey: read.hex(fields['firstKey'], `${place}.firstKey`, layout.keyBytes),
  };
}

function requireSectionOrder(
  read: ManifestReader,
  entries: readonly { section: SectionName }[],
  place: string,
  repeats: boolean,
): void {
  let previous = -1;
  for (const { section } of entries) {
    const rank = SECTION_NAMES.indexOf(section);
    if (rank < previous || (rank === previous && !repeats)) read.refuse(place, 'in the order of the sections');
    previous = rank;
  }
}

/** The raw sizes of a section's chunks must be able to hold exactly its records. */
export function requireConsistentSizes(
  read: ManifestReader,
  sections: readonly ManifestSection[],
  chunks: readonly ManifestChunk[],
): void {
  const sums = new Map<SectionName, number>();
  for (const chunk of chunks) sums.set(chunk.section, (sums.get(chunk.section) ?? 0) + chunk.rawSize);
  for (const { section, records } of sections) {
    const [least, most] = recordSizes(sectionLayout(section));
    const sum = sums.get(section) ?? 0;
    if (sum < records * least || sum > records * most) read.refuse(`records of ${section}`, 'what its chunks can hold');
  }
}

function recordSizes(layout: SectionLayout): [least: number, most: number] {
  if (layout.form !== 'text') return [layout.recordBytes, layout.recordBytes];
  const head = layout.keyBytes + TEXT_LENGTH_BYTES;
  return [head + 1, head + (layout.name === 'names' ? NAME_LIMIT_BYTES : TEXT_LIMIT_BYTES)];
}
