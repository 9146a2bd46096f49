import type { RegistryRow } from '@pksn/licensing';
import { entryOf, judgeEntry, keyFingerprint } from '@pksn/licensing';
import type { PendingSubmission, RegisteredKey } from '@pksn/store-postgres';

const HOUR_MS = 3_600_000;

const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());

/** What a request with this key gets now, in a word. */
export function keyState(key: RegistryRow, now: number): string {
  const judgement = judgeEntry(entryOf(key, null), now);
  if (!judgement.granted)
    return judgement.code
      .replace(/^LICENSE_(KEY_)?/, '')
      .toLowerCase()
      .replaceAll('_', '-');
  if (key.supersededAt !== null || key.changedAt !== null) return 'overlap';
  return now >= key.expiresAt ? 'grace' : 'current';
}

/** Licenses with their keys, from the registry's rows (newest key first). */
export function licenseViews(keys: readonly RegisteredKey[], now: number): object[] {
  const licenses = new Map<string, RegisteredKey[]>();
  for (const key of keys) {
    const id = `${key.vendor}:${key.licenseId}`;
    licenses.set(id, [...(licenses.get(id) ?? []), key]);
  }
  return [...licenses.values()].map((own) => licenseView(own, now));
}

function licenseView(keys: readonly RegisteredKey[], now: number): object {
  const [newest] = keys;
  if (newest === undefined) return {};
  return {
    vendor: newest.vendor,
    licenseId: newest.licenseId,
    customer: { id: newest.customerId, name: newest.customerName },
    product: newest.product,
    edition: newest.edition,
    state: keyState(newest, now),
    expiresAt: iso(newest.expiresAt),
    overlapHours: newest.overlapHours,
    feeds: newest.feeds,
    grantedFeeds: newest.grantedFeeds,
    seats: newest.seats,
    requestsPerSecond: newest.requestsPerSecond,
    keys: keys.map((key) => keyView(key, now)),
  };
}

function keyView(key: RegisteredKey, now: number): object {
  const replacedAt = Math.min(key.changedAt ?? Infinity, key.supersededAt ?? Infinity);
  return {
    fingerprint: keyFingerprint(key.keyHash),
    state: keyState(key, now),
    issuedAt: iso(key.issuedAt),
    notBefore: iso(key.notBefore),
    submittedAt: iso(key.submittedAt),
    submittedBy: key.submittedBy,
    supersededAt: iso(key.supersededAt),
    changedAt: iso(key.changedAt),
    revokedAt: iso(key.revokedAt),
    overlapEndsAt: Number.isFinite(replacedAt) ? iso(replacedAt + key.overlapHours * HOUR_MS) : null,
  };
}

export function pendingView(one: PendingSubmission): object {
  const { digest, vendor, licenseId, customer, fingerprint } = one;
  return { digest, vendor, licenseId, customer, fingerprint, receivedAt: one.receivedAt.toISOString() };
}

export function customerViews(keys: readonly RegisteredKey[]): object[] {
  const customers = new Map<string, { id: string; name: string; licenses: Set<string> }>();
  for (const { customerId, customerName, vendor, licenseId } of keys) {
    const known = customers.get(customerId) ?? { id: customerId, name: customerName, licenses: new Set<string>() };
    known.licenses.add(`${vendor}:${licenseId}`);
    customers.set(customerId, known);
  }
  return [...customers.values()].map((one) => ({ ...one, licenses: one.licenses.size }));
}
