import type { LicenseStatus } from '@pksn/licensing';
import { Fault } from '@pksn/domain';
import { firstChangeAfter, mergeLicenseStatuses, planStatus } from '@pksn/licensing';
import type { EntityManager } from 'typeorm';
import { auditLicenseStatus, listOf } from './license-status-audit';
import type { LicenseStatusOutcome } from './license-status-outcome';
import { selectKeys } from './license-rows';
import { LOCKS, lockInTransaction } from './locks';
import type { LicenseName } from './registry-revision';
import { bumpRegistry } from './registry-revision';

/**
 * Applies a vendor's verified revocations and license changes as one, in the transaction of the caller: it reads and
 * writes only what the documents name, in a fixed number of statements. Nothing is ever taken back; doing it twice
 * changes nothing more, and says so by moving no revision and writing no audit entry.
 */
export async function applyLicenseStatuses(
  manager: EntityManager,
  documents: readonly LicenseStatus[],
  actor: string,
): Promise<LicenseStatusOutcome> {
  if (documents.length === 0) return { revoked: 0, changed: 0, keys: 0 };
  const status = mergeLicenseStatuses(documents);
  await lockInTransaction(manager, LOCKS.registry);
  const [{ now }] = (await manager.query('SELECT judged_now() AS now')) as [{ now: Date }];
  const before = await namedKeys(manager, status);
  const plan = planStatus(status, before, now.getTime());
  const revoked = await rememberRevoked(manager, plan.revokedHashes, status, actor);
  const changed = await rememberChanges(manager, status);
  await markChanged(manager, plan.rows);
  const outcome = { revoked, changed, keys: plan.rows.length };
  if (revoked + changed + outcome.keys === 0) return outcome;
  await auditLicenseStatus(manager, { status, outcome, actor, before, after: plan.rows });
  if (outcome.keys > 0) await bumpRegistry(manager, plan.rows);
  return outcome;
}

type Key = Awaited<ReturnType<typeof selectKeys>>[number];

/** The registered keys of the vendor that its document names, by their hash or by their license. */
function namedKeys(manager: EntityManager, { vendor, revoked, changed }: LicenseStatus): Promise<Key[]> {
  return selectKeys(
    manager,
    `k.vendor = $1 AND k.key_hash IN (
       SELECT unnest($2::bytea[])
       UNION
       SELECT key_hash FROM license_key WHERE vendor = $1 AND license_id IN (SELECT unnest($3::text[])))`,
    [vendor, revoked, [...new Set(changed.map((one) => one.licenseId))]],
  );
}

/** So that a later submission is refused, too. */
async function rememberRevoked(
  manager: EntityManager,
  hashes: readonly Buffer[],
  status: LicenseStatus,
  actor: string,
): Promise<number> {
  const [{ n }] = (await manager.query(
    `WITH added AS (
       INSERT INTO revoked_key (key_hash, vendor, revoked_at, revoked_by, reason)
       SELECT hash, $2, now(), $3, $4 FROM unnest($1::bytea[]) AS hash ON CONFLICT DO NOTHING RETURNING 1)
     SELECT count(*)::int AS n FROM added`,
    [hashes, status.vendor, actor, listOf(status)],
  )) as [{ n: number }];
  return n;
}

/** So that a key that was issued before and is submitted later does not pass for the new one. */
async function rememberChanges(manager: EntityManager, { vendor, changed }: LicenseStatus): Promise<number> {
  const [{ n }] = (await manager.query(
    `WITH added AS (
       INSERT INTO license_change (vendor, license_id, changed_at, reason)
       SELECT $1, license_id, changed_at, reason
       FROM unnest($2::text[], $3::timestamptz[], $4::text[]) AS c (license_id, changed_at, reason)
       ON CONFLICT DO NOTHING RETURNING 1)
     SELECT count(*)::int AS n FROM added`,
    [
      vendor,
      changed.map((one) => one.licenseId),
      changed.map((one) => new Date(one.changedAt)),
      changed.map((one) => one.reason),
    ],
  )) as [{ n: number }];
  return n;
}

async function markChanged(manager: EntityManager, rows: readonly Key[]): Promise<void> {
  const marked = rows.filter((row) => row.changedAt !== null);
  await manager.query(
    `UPDATE license_key k SET changed_at = c.changed_at
     FROM unnest($1::bytea[], $2::timestamptz[]) AS c (key_hash, changed_at)
     WHERE k.key_hash = c.key_hash AND k.changed_at IS DISTINCT FROM c.changed_at`,
    [marked.map((row) => row.keyHash), marked.map((row) => new Date(row.changedAt ?? 0))],
  );
}

/**
 * Gives keys the mark that their vendor's announcements make, in place of the provider's own. Fault: LICENSE_STATE when
 * they have no other.
 */
export async function unmarkKeys(
  manager: EntityManager,
  { vendor, licenseId }: LicenseName,
  keys: readonly Key[],
): Promise<void> {
  const announced = await announcedChanges(manager, vendor, licenseId);
  const own = keys.filter((key) => key.changedAt !== null && !announced.includes(key.changedAt));
  if (own.length === 0) {
    const why = keys.some((key) => key.changedAt !== null) ? 'its vendor announced the change' : 'it was not marked';
    throw new Fault('LICENSE_STATE', `the provider has not marked this license as changed: ${why}`);
  }
  for (const { keyHash, issuedAt } of own) {
    const changedAt = firstChangeAfter(issuedAt, announced);
    await manager.query('UPDATE license_key SET changed_at = $2 WHERE key_hash = $1', [
      keyHash,
      changedAt === null ? null : new Date(changedAt),
    ]);
  }
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

/** Every change of one license that its vendor ever announced, in milliseconds since 1970. */
export async function announcedChanges(manager: EntityManager, vendor: string, licenseId: string): Promise<number[]> {
  const rows = (await manager.query('SELECT changed_at FROM license_change WHERE vendor = $1 AND license_id = $2', [
    vendor,
    licenseId,
  ])) as { changed_at: Date }[];
  return rows.map((row) => row.changed_at.getTime());
}
