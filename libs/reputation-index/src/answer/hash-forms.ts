import { ALIAS_TARGET_KINDS, FLAG_MD5, FLAG_SHA1, sectionLayout } from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';

export type HashKind = 'sha256' | 'sha1' | 'md5';

/** One kind of hash under which an object may be asked. */
export interface HashForm {
  readonly kind: HashKind;
  /** Where objects live whose strongest hash this is. */
  readonly records: SectionLayout;
  /** Where this hash leads to a stronger one; null for the strongest. */
  readonly aliases: SectionLayout | null;
  /** How an alias says that its target is a hash of this form; 0 where none can. */
  readonly targetKind: number;
}

/** The flag that says that a record names its sibling hash of this kind. */
export const SIBLING_FLAGS = { sha1: FLAG_SHA1, md5: FLAG_MD5 } as const;

/** The hashes of files, strongest first. */
export const FILE_FORMS: readonly HashForm[] = [
  {
    kind: 'sha256',
    records: sectionLayout('file-sha256'),
    aliases: null,
    targetKind: ALIAS_TARGET_KINDS['file-sha256'],
  },
  {
    kind: 'sha1',
    records: sectionLayout('file-sha1'),
    aliases: sectionLayout('alias-sha1'),
    targetKind: ALIAS_TARGET_KINDS['file-sha1'],
  },
  { kind: 'md5', records: sectionLayout('file-md5'), aliases: sectionLayout('alias-md5'), targetKind: 0 },
];

/** The thumbprints of certificates, strongest first. */
export const CERTIFICATE_FORMS: readonly HashForm[] = [
  {
    kind: 'sha256',
    records: sectionLayout('certificate-sha256'),
    aliases: null,
    targetKind: ALIAS_TARGET_KINDS['certificate-sha256'],
  },
  {
    kind: 'sha1',
    records: sectionLayout('certificate-sha1'),
    aliases: sectionLayout('alias-certificate-sha1'),
    targetKind: 0,
  },
];
