import { Fault } from '@pksn/domain';
import type { StoredRoot } from '@pksn/ingest';
import type { EntityManager } from 'typeorm';
import { recordAudit } from './audit-log';

interface Known {
  readonly version: number;
  readonly fingerprint: string;
}

/**
 * Puts the roots into force that a package brought, oldest first; those that are known change nothing. They followed
 * from the trusted root when the package was verified: one that another package brought meanwhile as the same version,
 * and that is another one, is refused. Fault: TRUST_CHAIN_BROKEN.
 */
export async function addRoots(
  manager: EntityManager,
  roots: readonly StoredRoot[],
  by: { readonly actor: string; readonly importId: string },
): Promise<void> {
  for (const root of roots) {
    const { vendor, version, fingerprint, envelope, expiresAt } = root;
    const before = await newestOf(manager, vendor);
    const added = (await manager.query(
      `INSERT INTO vendor_root (vendor, version, fingerprint, envelope, expires_at)
       VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING version`,
      [vendor, version, fingerprint, JSON.stringify(envelope), new Date(expiresAt)],
    )) as unknown[];
    if (added.length === 0) await requireSame(manager, root);
    // A list may begin before the root that was trusted first: such a version never comes into force.
    else if (before === null || version > before.version) {
      const detail = { version, fingerprint, importId: by.importId, before };
      await recordAudit(manager, { actor: by.actor, action: 'trust.rotated', subject: vendor, detail });
    }
  }
}

/** The root of a vendor that is in force. */
export async function newestOf(manager: EntityManager, vendor: string): Promise<Known | null> {
  const [row] = (await manager.query(
    'SELECT version::float8 AS version, fingerprint FROM vendor_root WHERE vendor = $1 ORDER BY version DESC LIMIT 1',
    [vendor],
  )) as Known[];
  return row ?? null;
}

async function requireSame(manager: EntityManager, { vendor, version, fingerprint }: StoredRoot): Promise<void> {
  const same = (await manager.query(
    'SELECT 1 FROM vendor_root WHERE vendor = $1 AND version = $2 AND fingerprint = $3',
    [vendor, version, fingerprint],
  )) as unknown[];
  if (same.length > 0) return;
  throw new Fault('TRUST_CHAIN_BROKEN', `version ${String(version)} is not the one that is trusted`);
}
