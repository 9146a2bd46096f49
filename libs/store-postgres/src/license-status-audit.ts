import type { LicenseStatus } from '@pksn/licensing';
import { keyFingerprint } from '@pksn/licensing';
import type { EntityManager } from 'typeorm';
import type { AuditEntry } from './audit-log';
import { recordAudit, recordAudits } from './audit-log';
import type { RegisteredKey } from './license-rows';
import type { LicenseStatusOutcome } from './license-status-outcome';

interface AppliedStatus {
  readonly status: LicenseStatus;
  readonly outcome: LicenseStatusOutcome;
  readonly actor: string;
  /** The keys that the documents name as they were, and those that they touch as they are now. */
  readonly before: readonly RegisteredKey[];
  readonly after: readonly RegisteredKey[];
}

/** One entry for the documents, and one for each key that they touch, under its license like every other change. */
export async function auditLicenseStatus(manager: EntityManager, applied: AppliedStatus): Promise<void> {
  const { status, outcome, actor, before, after } = applied;
  const { vendor } = status;
  await recordAudit(manager, { actor, action: 'license.status', subject: vendor, detail: { ...outcome } });
  const reasons = new Map(status.changed.map((one) => [nameOf(one), one.reason]));
  const former = new Map(before.map((key) => [key.keyHash.toString('hex'), key]));
  const entries = after.flatMap((key) => {
    const old = former.get(key.keyHash.toString('hex'));
    const said: AuditEntry[] = [];
    const entry = (action: string, reason: string): AuditEntry => ({
      actor,
      action,
      subject: key.licenseId,
      detail: { vendor, reason, fingerprints: [keyFingerprint(key.keyHash)] },
    });
    if (key.revokedAt !== old?.revokedAt) said.push(entry('license.revoked', listOf(status)));
    if (key.changedAt !== old?.changedAt) {
      said.push(entry('license.changed', reasons.get(nameOf(key)) ?? ''));
    }
    return said;
  });
  await recordAudits(manager, entries);
}

/** Why a key that a vendor's document names is revoked, for its story. */
export function listOf({ vendor, issuedAt }: Pick<LicenseStatus, 'vendor' | 'issuedAt'>): string {
  return `the vendor ${vendor} revoked it in its list of ${new Date(issuedAt).toISOString()}`;
}

function nameOf(change: { readonly licenseId: string; readonly changedAt: number | null }): string {
  return `${String(change.changedAt)} ${change.licenseId}`;
}
