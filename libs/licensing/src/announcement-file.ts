import { Fault } from '@pksn/domain';
import { PAYLOAD_TYPES, requireCurrent, rootsOfSigner, verifyForRole } from '@pksn/signing';
import type { Envelope, SigningKey, TrustRoot } from '@pksn/signing';
import { formatArmor, parseArmor } from './armor';
import type { Armor } from './armor';
import { requireIssued } from './issue-time';
import { parseLicenseStatus, signLicenseStatus } from './license-status';
import type { LicenseStatus, LicenseStatusPayload } from './license-status';
import { LICENSING_LIMITS } from './limits';

const ARMOR: Armor = {
  label: 'LICENSE ANNOUNCEMENT',
  what: 'license announcement',
  limitCharacters: LICENSING_LIMITS.announcementBytes,
  malformed: 'LICENSE_ANNOUNCEMENT_MALFORMED',
};

/** A verified announcement, with the envelope that packages carry. */
export interface VerifiedAnnouncement {
  readonly status: LicenseStatus;
  readonly envelope: Envelope;
}

/** The text of an announcement: a license-status document on its own. */
export function formatAnnouncement(envelope: Envelope): string {
  return formatArmor(ARMOR, envelope);
}

/** Reads the armor; nothing in the envelope is believed yet. Throws LICENSE_ANNOUNCEMENT_MALFORMED. */
export function parseAnnouncement(text: string): Envelope {
  return parseArmor(ARMOR, text);
}

/**
 * Verifies, then reads an announcement by the license role of the one root that lists its signer. Throws
 * LICENSE_ANNOUNCEMENT_MALFORMED for the form, LICENSE_ANNOUNCEMENT_UNTRUSTED when no such root's license role signed
 * it, TRUST_ROOT_EXPIRED, LICENSE_ISSUED_AHEAD (by more than a day). `now` is in milliseconds since 1970.
 */
export function verifyAnnouncement(text: string, roots: readonly TrustRoot[], now: number): VerifiedAnnouncement {
  const envelope = parseAnnouncement(text);
  const [root, ...others] = rootsOfSigner(roots, 'license', envelope);
  if (root === undefined || others.length > 0) {
    throw new Fault('LICENSE_ANNOUNCEMENT_UNTRUSTED', 'no trusted vendor signed this with its license role');
  }
  const type = PAYLOAD_TYPES.licenseStatus;
  const payload = verifyForRole(root, 'license', envelope, type, 'LICENSE_ANNOUNCEMENT_UNTRUSTED');
  requireCurrent(root, now);
  const status = parseLicenseStatus(payload, root.vendor, 'LICENSE_ANNOUNCEMENT_MALFORMED');
  requireIssued(status.issuedAt, now);
  return { status, envelope };
}

/** A signed announcement as text. Throws PACKAGE_SCHEMA if a reader would refuse the payload. */
export function signAnnouncement(status: LicenseStatusPayload, key: SigningKey): string {
  return formatAnnouncement(signLicenseStatus(status, key));
}
