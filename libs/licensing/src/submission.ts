import { Fault } from '@pksn/domain';
import { keyHolder } from './key-holder';
import { firstChangeAfter } from './license-change';
import type { VerifiedLicense } from './license-file';
import { keyFingerprint } from './license-key';
import type { KnownLicenses, LicenseRecord } from './license-record';
import { DEFAULT_OVERLAP_HOURS } from './limits';

export type SubmissionPlan =
  | { readonly kind: 'same'; readonly record: LicenseRecord }
  | {
      readonly kind: 'accept';
      /** To insert, or to write over the record of the same key hash. To await approval, write it with `submittedAt: null`. */
      readonly record: LicenseRecord;
      /** Records as they are to become; written together with the record, and not while it awaits approval. */
      readonly supersede: readonly LicenseRecord[];
      /** A former vendor's record of the same key hash, to be deleted before the record is written; likewise. */
      readonly displaced: LicenseRecord | null;
    };

/**
 * Decides what submitting a verified license does; `now` becomes its time of submission. Submitting what is already
 * in force changes nothing. Throws LICENSE_CONFLICT (the key or the license belongs to somebody else who is trusted, or
 * the vendor signed two statements for one moment), LICENSE_REVOKED (a revoked hash never revives) and LICENSE_FILE_OUTDATED
 * (an older license never displaces a newer one). A vendor reaches only licenses that it signed itself.
 */
export function planSubmission(license: VerifiedLicense, known: KnownLicenses, now: number): SubmissionPlan {
  const { terms, vendor } = license;
  const { own, displaced } = keyHolder(license, known);
  const siblings = known.records.filter((one) => one.vendor === vendor && one.licenseId === terms.licenseId);
  if (siblings.some((one) => one.vendorCustomerId !== terms.customer.id)) {
    throw conflict('this license is registered for another customer');
  }
  if ((own !== null && own.revokedAt !== null) || known.revokedHashes.has(terms.keyHash)) {
    throw new Fault('LICENSE_REVOKED', 'this key was revoked and never comes back');
  }
  if (own !== null && own.submittedAt !== null && own.digest === license.digest) return { kind: 'same', record: own };
  const peers = known.records.filter((one) => one.vendor === vendor && one.vendorCustomerId === terms.customer.id);
  requireNewest(license, siblings, peers);
  const replaced = peers.filter(
    (one) => inForce(one) && hashOf(one) !== terms.keyHash && isReplaced(one, license, siblings),
  );
  const supersede = replaced.map((one) => ({ ...one, supersededAt: now, supersededBy: terms.keyHash }));
  return { kind: 'accept', record: recordOf(license, known, own, siblings, now), supersede, displaced };
}

function requireNewest(
  license: VerifiedLicense,
  siblings: readonly LicenseRecord[],
  peers: readonly LicenseRecord[],
): void {
  const { issuedAt, keyHash } = license.terms;
  // Revoked keys count too: with the newest one stolen and revoked, an older one must not come back in its place.
  const newestFirst = siblings.filter(wasSubmitted).sort((a, b) => b.issuedAt - a.issuedAt);
  for (const one of newestFirst) {
    if (one.issuedAt > issuedAt) throw outdated('a newer file of this license was submitted', one);
    if (one.issuedAt === issuedAt && one.digest !== license.digest) {
      throw conflict('another file of this license has the same time of issue');
    }
  }
  const by = peers.find((one) => wasSubmitted(one) && one.issuedAt > issuedAt && one.supersedes.includes(keyHash));
  if (by !== undefined) throw outdated('a newer license that replaces this key was submitted', by);
}

function isReplaced(one: LicenseRecord, license: VerifiedLicense, siblings: readonly LicenseRecord[]): boolean {
  if (siblings.includes(one)) return true;
  return license.terms.supersedes.includes(hashOf(one)) && one.issuedAt <= license.terms.issuedAt;
}

/** What the provider set for the license (overlap, granted feeds) goes over from its latest record. */
function recordOf(
  { terms, vendor, digest }: VerifiedLicense,
  { customerId, announcedChanges = [] }: KnownLicenses,
  own: LicenseRecord | null,
  siblings: readonly LicenseRecord[],
  now: number,
): LicenseRecord {
  const latest = siblings.reduce<LicenseRecord | null>((a, b) => (a === null || b.issuedAt > a.issuedAt ? b : a), null);
  // A file signed after the change answers it, even with the same key; an earlier one does not.
  const marks = own?.changedAt == null ? announcedChanges : [...announcedChanges, own.changedAt];
  return {
    keyHash: Buffer.from(terms.keyHash, 'hex'),
    vendor,
    licenseId: terms.licenseId,
    customerId,
    vendorCustomerId: terms.customer.id,
    customerName: terms.customer.name,
    issuedAt: terms.issuedAt,
    submittedAt: now,
    notBefore: terms.notBefore,
    expiresAt: terms.expiresAt,
    graceDays: terms.graceDays,
    supersededAt: null,
    supersededBy: null,
    overlapHours: latest?.overlapHours ?? DEFAULT_OVERLAP_HOURS,
    changedAt: firstChangeAfter(terms.issuedAt, marks),
    revokedAt: null,
    feeds: terms.feeds,
    grantedFeeds: latest?.grantedFeeds ?? [],
    requestsPerSecond: terms.limits.requestsPerSecond,
    digest,
    supersedes: terms.supersedes,
  };
}

function hashOf(record: LicenseRecord): string {
  return record.keyHash.toString('hex');
}

function wasSubmitted(record: LicenseRecord): boolean {
  return record.submittedAt !== null;
}

function inForce(record: LicenseRecord): boolean {
  return record.submittedAt !== null && record.revokedAt === null && record.supersededAt === null;
}

function outdated(detail: string, { keyHash }: LicenseRecord): Fault {
  const currentFingerprint = keyFingerprint(keyHash);
  return new Fault('LICENSE_FILE_OUTDATED', `${detail}, with the key ${currentFingerprint}`, {
    facts: { currentFingerprint },
  });
}

function conflict(detail: string): Fault {
  return new Fault('LICENSE_CONFLICT', detail);
}
