/**
 * The sections of a snapshot and the exact widths of their records; docs/package-format.md gives the reasons.
 *
 *   record   key | value (24 bytes) | siblings        one object with a reputation
 *   alias    key | op, kind, 0, 0 | target (32 bytes)  a weaker hash of an object that lives under a stronger one
 *   text     key | length (u16) | UTF-8                a name or an expression in clear, keyed by its own hash
 *
 * Integers are big-endian. Sections are in the order in which packages carry them.
 */
export const SECTION_NAMES = [
  'names',
  'texts',
  'file-sha256',
  'file-sha1',
  'file-md5',
  'alias-sha1',
  'alias-md5',
  'web',
  'ip4',
  'ip6',
  'certificate-sha256',
  'certificate-sha1',
  'alias-certificate-sha1',
  'software',
] as const;
export type SectionName = (typeof SECTION_NAMES)[number];
export type SectionForm = 'record' | 'alias' | 'text';

/** Sibling hashes follow the value in this order; the flags byte says which are present (absent: zeros). */
export interface SiblingSlot {
  readonly kind: 'sha1' | 'md5';
  readonly offset: number;
  readonly bytes: number;
}

export interface SectionLayout {
  readonly name: SectionName;
  /** Stable number of the section in PostgreSQL and in segments. */
  readonly id: number;
  readonly form: SectionForm;
  readonly keyBytes: number;
  readonly siblings: readonly SiblingSlot[];
  /** Width of a whole record with its key; 0 for texts, whose length varies. */
  readonly recordBytes: number;
}

export const VALUE_BYTES = 24;
export const ALIAS_TARGET_BYTES = 32;
const ALIAS_HEAD_BYTES = 4;
const SIBLING_BYTES = { sha1: 20, md5: 16 } as const;

function layout(
  id: number,
  name: SectionName,
  form: SectionForm,
  keyBytes: number,
  siblingKinds: readonly ('sha1' | 'md5')[] = [],
): SectionLayout {
  const siblings: SiblingSlot[] = [];
  let end = keyBytes + VALUE_BYTES;
  for (const kind of siblingKinds) {
    siblings.push({ kind, offset: end, bytes: SIBLING_BYTES[kind] });
    end += SIBLING_BYTES[kind];
  }
  const recordBytes = form === 'text' ? 0 : form === 'alias' ? keyBytes + ALIAS_HEAD_BYTES + ALIAS_TARGET_BYTES : end;
  return { id, name, form, keyBytes, siblings, recordBytes };
}

const LAYOUTS: readonly SectionLayout[] = [
  layout(1, 'names', 'text', 8),
  layout(2, 'texts', 'text', 32),
  layout(3, 'file-sha256', 'record', 32, ['sha1', 'md5']),
  layout(4, 'file-sha1', 'record', 20, ['md5']),
  layout(5, 'file-md5', 'record', 16),
  layout(6, 'alias-sha1', 'alias', 20),
  layout(7, 'alias-md5', 'alias', 16),
  layout(8, 'web', 'record', 32),
  layout(9, 'ip4', 'record', 8),
  layout(10, 'ip6', 'record', 20),
  layout(11, 'certificate-sha256', 'record', 32, ['sha1']),
  layout(12, 'certificate-sha1', 'record', 20),
  layout(13, 'alias-certificate-sha1', 'alias', 20),
  layout(14, 'software', 'record', 32),
];

const BY_NAME = new Map<string, SectionLayout>(LAYOUTS.map((section) => [section.name, section]));
const BY_ID = new Map<number, SectionLayout>(LAYOUTS.map((section) => [section.id, section]));

export function sectionLayout(name: SectionName): SectionLayout {
  const found = BY_NAME.get(name);
  if (found === undefined) throw new RangeError(`no section ${name}`);
  return found;
}

export function sectionById(id: number): SectionLayout {
  const found = BY_ID.get(id);
  if (found === undefined) throw new RangeError(`no section ${id}`);
  return found;
}

export function isSectionName(name: string): name is SectionName {
  return BY_NAME.has(name);
}

export function allSections(): readonly SectionLayout[] {
  return LAYOUTS;
}
