import { firstChangeAfter } from './license-change';
import type { LicenseStatus } from './license-status';
import type { RegistryRow } from './registry-row';

export interface StatusPlan<Row extends RegistryRow> {
  /** Rows as they are to become. */
  readonly rows: readonly Row[];
  /** Hashes to remember as revoked by this vendor, so that a later submission is refused too. */
  readonly revokedHashes: readonly Buffer[];
}

/**
 * What a vendor's verified status document does to the registry; `now` becomes the time of revocation. It reaches
 * only licenses that the same vendor signed. A change marks keys that were issued before it, and of several changes
 * after a key's issue the earliest counts. Applying a document twice changes nothing more, and one that is older than
 * what is known takes nothing back.
 */
export function planStatus<Row extends RegistryRow>(
  status: LicenseStatus,
  rows: readonly Row[],
  now: number,
): StatusPlan<Row> {
  const revoked = new Set(status.revoked.map((hash) => hash.toString('hex')));
  const changes = new Map<string, number[]>();
  for (const { licenseId, changedAt } of status.changed) {
    const times = changes.get(licenseId);
    if (times === undefined) changes.set(licenseId, [changedAt]);
    else times.push(changedAt);
  }
  const touched: Row[] = [];
  for (const row of rows) {
    if (row.vendor !== status.vendor) continue;
    const revokes = row.revokedAt === null && revoked.has(row.keyHash.toString('hex'));
    const changedAt = firstChangeAfter(row.issuedAt, changes.get(row.licenseId) ?? []);
    const marks = changedAt !== null && changedAt < (row.changedAt ?? Infinity);
    if (!revokes && !marks) continue;
    touched.push({ ...row, revokedAt: revokes ? now : row.revokedAt, changedAt: marks ? changedAt : row.changedAt });
  }
  return { rows: touched, revokedHashes: status.revoked };
}
