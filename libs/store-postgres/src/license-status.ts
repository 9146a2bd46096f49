import type { LicenseStatus } from '@pksn/licensing';
import { planStatus } from '@pksn/licensing';
import type { EntityManager } from 'typeorm';
import { recordAudit } from './audit-log';
import { selectKeys } from './license-rows';
import { LOCKS, lockInTransaction } from './locks';
import { bumpRegistry } from './registry-revision';

/** Applies a vendor's signed revocations and license changes; doing it twice changes nothing more. */
export async function applyLicenseStatus(manager: EntityManager, status: LicenseStatus, actor: string): Promise<void> {
  await lockInTransaction(manager, LOCKS.registry);
  const [{ now }] = (await manager.query('SELECT now() AS now')) as [{ now: Date }];
  const plan = planStatus(status, await selectKeys(manager, 'k.vendor = $1', [status.vendor]), now.getTime());
  for (const hash of plan.revokedHashes) await markRevoked(manager, hash, status.vendor, actor, "vendor's list");
  for (const row of plan.rows) {
    if (row.changedAt === null) continue;
    await manager.query('UPDATE license_key SET changed_at = $2 WHERE key_hash = $1', [
      row.keyHash,
      new Date(row.changedAt),
    ]);
  }
  const detail = { revoked: plan.revokedHashes.length, keysTouched: plan.rows.length };
  await recordAudit(manager, { actor, action: 'license.status', subject: status.vendor, detail });
  await bumpRegistry(manager, plan.rows);
}

export async function markRevoked(
  manager: EntityManager,
  keyHash: Buffer,
  vendor: string,
  actor: string,
  reason: string,
): Promise<void> {
  await manager.query(
    `INSERT INTO revoked_key (key_hash, vendor, revoked_at, revoked_by, reason) VALUES ($1, $2, now(), $3, $4) ON CONFLICT DO NOTHING`,
    [keyHash, vendor, actor, reason],
  );
}
