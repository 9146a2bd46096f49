import { DAY_MS, keyFingerprint, keyStateAt, overlapEndOf, parseLicenseFile, parseLicenseTerms } from '@pksn/licensing';
import type { CustomerScope, PendingSubmission, RegisteredKey } from '@pksn/store-postgres';
import { actorSeenBy } from '../auth/actor-name';

const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());

/** A license with its keys, newest first; an actor who works for the provider is not named to a customer. */
export function licenseView(keys: readonly RegisteredKey[], now: number, scope: CustomerScope): object {
  const [newest] = keys;
  if (newest === undefined) throw new Error('a license without a key');
  return {
    vendor: newest.vendor,
    licenseId: newest.licenseId,
    customer: { id: newest.customerId, name: newest.customerName },
    product: newest.product,
    edition: newest.edition,
    state: keyStateAt(newest, now),
    awaitsNewKey: newest.changedAt !== null && newest.supersededAt === null && newest.revokedAt === null,
    notBefore: iso(newest.notBefore),
    expiresAt: iso(newest.expiresAt),
    graceEndsAt: iso(newest.expiresAt + newest.graceDays * DAY_MS),
    overlapHours: newest.overlapHours,
    feeds: newest.feeds,
    grantedFeeds: newest.grantedFeeds,
    seats: newest.seats,
    requestsPerSecond: newest.requestsPerSecond,
    keys: keys.map((key) => keyView(key, now, scope)),
  };
}

function keyView(key: RegisteredKey, now: number, scope: CustomerScope): object {
  const endsAt = overlapEndOf(key);
  return {
    fingerprint: keyFingerprint(key.keyHash),
    state: keyStateAt(key, now),
    issuedAt: iso(key.issuedAt),
    notBefore: iso(key.notBefore),
    submittedAt: iso(key.submittedAt),
    submittedBy: actorSeenBy(scope, key.submittedBy),
    supersededAt: iso(key.supersededAt),
    changedAt: iso(key.changedAt),
    revokedAt: iso(key.revokedAt),
    overlapEndsAt: Number.isFinite(endsAt) ? iso(endsAt) : null,
  };
}

/** A file that waits, with the terms that it would bring; who signed it is judged again when it is approved. */
export function pendingView(one: PendingSubmission): object {
  const { digest, vendor, licenseId, customer, fingerprint } = one;
  const terms = parseLicenseTerms(Buffer.from(parseLicenseFile(one.file).payload, 'base64'));
  return {
    ...{ digest, vendor, licenseId, customer, fingerprint },
    customerId: one.vendorCustomerId,
    product: terms.product,
    edition: terms.edition,
    feeds: terms.feeds,
    seats: terms.limits.seats,
    requestsPerSecond: terms.limits.requestsPerSecond,
    issuedAt: iso(terms.issuedAt),
    notBefore: iso(terms.notBefore),
    expiresAt: iso(terms.expiresAt),
    graceDays: terms.graceDays,
    supersedes: terms.supersedes.map((hash) => keyFingerprint(hash)),
    receivedAt: one.receivedAt.toISOString(),
  };
}
