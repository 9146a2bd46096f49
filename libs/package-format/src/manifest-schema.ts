import { Fault, OBJECT_TYPES, SECTION_NAMES, sectionLayout } from '@pksn/domain';
import type { SectionName } from '@pksn/domain';
import { isFeedName, parsePolicies } from '@pksn/signing';
import { ManifestReader } from './manifest-reader';
import { FORMAT_BOUNDS, READER_VERSION } from './limits';
import { CODECS, COVERAGE_DEGREES, PACKAGE_KINDS } from './manifest';
import type { Coverage, Manifest, SnapshotState } from './manifest';
import { parseChunks, parseSections, requireConsistentSizes } from './manifest-sections';
import { parseStatements } from './manifest-extras';

const REQUIRED = [
  ...['feed', 'kind', 'version', 'created', 'freshUntil', 'minReader', 'base', 'result', 'sections', 'codec', 'chunks'],
  ...['coverage', 'attachments'],
];

/** The bytes that the package role signs. */
export function manifestPayload(manifest: Manifest): Buffer {
  return Buffer.from(JSON.stringify(manifest), 'utf8');
}

/**
 * Strict schema of a manifest whose signature was verified: exact key sets, bounded whole numbers, sections in their
 * order with the widths of this format, chunks grouped by section, sizes that agree with the record counts. The
 * payload must be spelled as `JSON.stringify` would spell the checked value, which also refuses duplicate keys and
 * numbers such as 1e3, 1.0 or -0. Throws PACKAGE_SCHEMA; PACKAGE_READER_TOO_OLD when it breaks this schema but says
 * that it needs a newer reader.
 */
export function parseManifest(payload: Buffer): Manifest {
  const read = new ManifestReader();
  const value = read.json(payload, 'manifest');
  try {
    const manifest = parseFields(read, value);
    if (!manifestPayload(manifest).equals(payload)) read.refuse('manifest', 'compact JSON with its keys in order');
    return manifest;
  } catch (error) {
    requireReader((value as { minReader?: unknown } | null)?.minReader, error);
    throw error;
  }
}

/** Throws PACKAGE_READER_TOO_OLD when the manifest needs a newer reader than this one. */
export function requireReader(minReader: unknown, cause?: unknown): void {
  if (typeof minReader !== 'number' || !Number.isSafeInteger(minReader) || minReader <= READER_VERSION) return;
  throw new Fault('PACKAGE_READER_TOO_OLD', `it needs reader ${minReader}, this is ${READER_VERSION}`, { cause });
}

function parseFields(read: ManifestReader, value: unknown): Manifest {
  const fields = read.exact(value, 'manifest', REQUIRED, ['policy', 'statements']);
  const kind = read.oneOf(fields['kind'], 'kind', PACKAGE_KINDS);
  const version = read.integer(fields['version'], 'version', 1, FORMAT_BOUNDS.version);
  const created = read.date(fields['created'], 'created');
  const codec = read.oneOf(fields['codec'], 'codec', CODECS);
  const sections = parseSections(read, fields['sections']);
  const chunks = parseChunks(read, fields['chunks'], sections, codec);
  requireConsistentSizes(read, sections, chunks);
  return {
    feed: read.feed(fields['feed'], isFeedName),
    kind,
    version,
    created,
    freshUntil: read.dateAfter(fields['freshUntil'], 'freshUntil', created),
    minReader: read.integer(fields['minReader'], 'minReader', 1, FORMAT_BOUNDS.minReader),
    base: parseBase(read, fields['base'], kind === 'delta', version),
    result: parseResult(read, fields['result']),
    sections,
    codec,
    chunks,
    coverage: parseCoverage(read, fields['coverage']),
    attachments: parseAttachments(read, fields['attachments']),
    ...(fields['policy'] === undefined ? {} : { policy: parsePolicies(read, fields['policy']) }),
    ...(fields['statements'] === undefined ? {} : { statements: parseStatements(read, fields['statements']) }),
  };
}

function parseBase(read: ManifestReader, value: unknown, isDelta: boolean, version: number): Manifest['base'] {
  if (!isDelta) return value === null ? null : read.refuse('base', 'null in a full package');
  const fields = read.exact(value, 'base', ['version', 'stateHash']);
  return {
    version: read.integer(fields['version'], 'base.version', 1, version - 1),
    stateHash: read.sha256(fields['stateHash'], 'base.stateHash'),
  };
}

function parseResult(read: ManifestReader, value: unknown): SnapshotState {
  const fields = read.exact(value, 'result', ['stateHash', 'counts']);
  const counts = read.exact(fields['counts'], 'counts', [], countedSections());
  const checked: Partial<Record<SectionName, number>> = {};
  for (const name of countedSections()) {
    if (counts[name] === undefined) continue;
    checked[name] = read.integer(counts[name], `counts.${name}`, 1, FORMAT_BOUNDS.sectionRecords);
  }
  return { stateHash: read.sha256(fields['stateHash'], 'stateHash'), counts: checked };
}

function countedSections(): readonly SectionName[] {
  return SECTION_NAMES.filter((name) => sectionLayout(name).form !== 'text');
}

function parseCoverage(read: ManifestReader, value: unknown): Coverage {
  const fields = read.exact(value, 'coverage', OBJECT_TYPES);
  const degrees = OBJECT_TYPES.map((type) => [type, read.oneOf(fields[type], `coverage.${type}`, COVERAGE_DEGREES)]);
  return Object.fromEntries(degrees) as Coverage;
}

function parseAttachments(read: ManifestReader, value: unknown): Manifest['attachments'] {
  const fields = read.exact(value, 'attachments', ['trust', 'licensing']);
  return {
    trust: read.sha256(fields['trust'], 'attachments.trust'),
    licensing: read.sha256(fields['licensing'], 'attachments.licensing'),
  };
}
