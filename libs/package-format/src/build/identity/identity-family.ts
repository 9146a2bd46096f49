import { sectionLayout } from '@pksn/domain';
import type { AliasTargetSection, SectionLayout, SectionName } from '@pksn/domain';
import type { HashKind } from './object-hashes';

/** One strength of hash: the section of the objects that are known by nothing stronger. */
export interface IdentityLevel {
  readonly hash: HashKind;
  readonly records: SectionLayout;
  /** Leads from this hash to objects that live under a stronger one; null for the strongest. */
  readonly aliases: SectionLayout | null;
}

/** Files and certificates are found by several hashes, and live under their strongest. */
export interface IdentityFamily {
  readonly strong: IdentityLevel & { readonly aliases: null };
  readonly middle: IdentityLevel & { readonly aliases: SectionLayout };
  readonly weak: (IdentityLevel & { readonly aliases: SectionLayout }) | null;
}

const level = (hash: HashKind, records: SectionName, aliases: SectionName) => ({
  hash,
  records: sectionLayout(records),
  aliases: sectionLayout(aliases),
});

export const FILES: IdentityFamily = {
  strong: { hash: 'sha256', records: sectionLayout('file-sha256'), aliases: null },
  middle: level('sha1', 'file-sha1', 'alias-sha1'),
  weak: level('md5', 'file-md5', 'alias-md5'),
};

export const CERTIFICATES: IdentityFamily = {
  strong: { hash: 'sha256', records: sectionLayout('certificate-sha256'), aliases: null },
  middle: level('sha1', 'certificate-sha1', 'alias-certificate-sha1'),
  weak: null,
};

/** The section that an alias to this level names as its target's. */
export function targetSection(at: IdentityLevel): AliasTargetSection {
  return at.records.name as AliasTargetSection;
}
