import { createHash } from 'node:crypto';
import { Fault } from '@pksn/domain';
import { PAYLOAD_TYPES, rootsOfSigner, signEnvelope, verifyForRole, vendorOfFeed } from '@pksn/signing';
import type { Envelope, SigningKey, TrustRoot } from '@pksn/signing';
import { formatArmor, parseArmor } from './armor';
import type { Armor } from './armor';
import { requireIssued } from './issue-time';
import { parseLicenseTerms } from './license-terms';
import type { LicensePayload, LicenseTerms } from './license-terms';
import { LICENSING_LIMITS } from './limits';

const ARMOR: Armor = {
  label: 'LICENSE',
  what: 'license file',
  limitCharacters: LICENSING_LIMITS.fileBytes,
  malformed: 'LICENSE_FILE_MALFORMED',
};

export interface VerifiedLicense {
  readonly terms: LicenseTerms;
  /** Whose license role signed it. */
  readonly vendor: string;
  /** SHA-256 of the payload in hex: tells two statements about one key apart, however they were signed. */
  readonly digest: string;
}

/** The text of a license file. */
export function formatLicenseFile(envelope: Envelope): string {
  return formatArmor(ARMOR, envelope);
}

/** Reads the armor of a license file; nothing in the envelope is believed yet. Throws LICENSE_FILE_MALFORMED. */
export function parseLicenseFile(text: string): Envelope {
  return parseArmor(ARMOR, text);
}

/**
 * Verifies, then reads a license file. The vendor is the one whose root lists the signing key under its license
 * role. Throws LICENSE_FILE_MALFORMED for the form, and LICENSE_FILE_UNTRUSTED when no trusted vendor signed it with
 * that role, or when it names a feed of another vendor. Whether a root has expired is the caller's to judge.
 */
export function verifyLicenseFile(text: string, roots: readonly TrustRoot[]): VerifiedLicense {
  const envelope = parseLicenseFile(text);
  const [root, ...others] = rootsOfSigner(roots, 'license', envelope);
  if (root === undefined || others.length > 0) {
    throw new Fault('LICENSE_FILE_UNTRUSTED', 'no trusted vendor signed this with its license role');
  }
  const payload = verifyForRole(root, 'license', envelope, PAYLOAD_TYPES.license, 'LICENSE_FILE_UNTRUSTED');
  const terms = parseLicenseTerms(payload);
  if (terms.feeds?.some((feed) => vendorOfFeed(feed) !== root.vendor)) {
    throw new Fault('LICENSE_FILE_UNTRUSTED', `${root.vendor} cannot license a feed of another vendor`);
  }
  return { terms, vendor: root.vendor, digest: createHash('sha256').update(payload).digest('hex') };
}

/**
 * The same for a file that somebody hands in at `now` (milliseconds since 1970): the vendor's root must not have
 * expired, since nobody says any longer that its keys are still the vendor's own (TUF 5.3.10). What was registered
 * before goes on. Nor may it be issued more than a day later, since no honest file of its license would ever be newer.
 * Throws TRUST_ROOT_EXPIRED and LICENSE_ISSUED_AHEAD as well.
 */
export function verifySubmittedFile(text: string, roots: readonly TrustRoot[], now: number): VerifiedLicense {
  const license = verifyLicenseFile(text, roots);
  const root = roots.find((one) => one.vendor === license.vendor);
  if (root === undefined || now >= Date.parse(root.expires)) {
    throw new Fault('TRUST_ROOT_EXPIRED', `the trust root of ${license.vendor} has expired`);
  }
  requireIssued(license.terms.issuedAt, now);
  return license;
}

/** A signed license file. Throws LICENSE_FILE_MALFORMED if a reader would refuse the payload. */
export function signLicense(license: LicensePayload, key: SigningKey): string {
  const payload = Buffer.from(JSON.stringify(license), 'utf8');
  parseLicenseTerms(payload);
  const text = formatLicenseFile(signEnvelope(PAYLOAD_TYPES.license, payload, [key]));
  parseLicenseFile(text);
  return text;
}
