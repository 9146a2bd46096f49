import { Fault } from '@pksn/domain';
import type { StoredRoot } from '@pksn/ingest';
import type { DataSource } from 'typeorm';
import { recordAudit } from './audit-log';
import { VendorRootRow, VendorRow } from './entities';
import { planGeneration, writeGeneration } from './generations';
import { GRACE_END_SQL } from './license-state-sql';
import { bumpRegistry } from './registry-revision';
import { newestOf } from './vendor-roots';

/** Which vendors an administrator trusts. The newest root of each is in force. */
export class TrustedVendors {
  constructor(private readonly source: DataSource) {}

  async list(): Promise<{ vendor: VendorRow; roots: VendorRootRow[] }[]> {
    const vendors = await this.source.getRepository(VendorRow).find({ order: { name: 'ASC' } });
    const roots = await this.source.getRepository(VendorRootRow).find({ order: { version: 'DESC' } });
    return vendors.map((vendor) => ({ vendor, roots: roots.filter((root) => root.vendor === vendor.name) }));
  }

  add(root: StoredRoot, actor: string): Promise<void> {
    return this.source.transaction(async (manager) => {
      const inserted = (await manager.query(
        `INSERT INTO vendor (name, anchor_fingerprint) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING name`,
        [root.vendor, root.fingerprint],
      )) as unknown[];
      if (inserted.length === 0) throw new Fault('TRUST_VENDOR_EXISTS', `the vendor ${root.vendor} is trusted already`);
      await manager.query(
        `INSERT INTO vendor_root (vendor, version, fingerprint, envelope, expires_at) VALUES ($1, $2, $3, $4, $5)`,
        [root.vendor, root.version, root.fingerprint, JSON.stringify(root.envelope), new Date(root.expiresAt)],
      );
      await recordAudit(manager, {
        actor,
        action: 'trust.added',
        subject: root.vendor,
        detail: { version: root.version, fingerprint: root.fingerprint },
      });
      await bumpRegistry(manager);
    });
  }

  /** What would be missed without a vendor: its live feeds, and licenses in force that see any. Fault: NOT_FOUND. */
  async stakes(vendor: string): Promise<{ feeds: string[]; licenses: number; customers: number }> {
    const [row] = (await this.source.query(
      `WITH live AS (SELECT DISTINCT s.feed, coalesce(f.open, false) AS open FROM snapshot s LEFT JOIN feed f ON f.name = s.feed
         WHERE s.state = 'active' AND starts_with(s.feed, $1 || '/')),
       seeing AS (SELECT l.vendor, l.license_id, l.customer_id FROM license l
         WHERE (EXISTS (SELECT 1 FROM live WHERE open) OR l.granted_feeds && (SELECT coalesce(array_agg(feed), '{}') FROM live)
           OR (l.vendor = $1 AND EXISTS (SELECT 1 FROM live)))
         AND EXISTS (SELECT 1 FROM license_key k WHERE k.vendor = l.vendor AND k.license_id = l.license_id
           AND k.superseded_at IS NULL AND ${GRACE_END_SQL} > judged_now()
           AND NOT EXISTS (SELECT 1 FROM revoked_key r WHERE r.key_hash = k.key_hash AND r.vendor = k.vendor)))
       SELECT (SELECT coalesce(array_agg(feed ORDER BY feed), '{}') FROM live) AS feeds,
         (SELECT count(*)::int FROM seeing) AS licenses, (SELECT count(DISTINCT customer_id)::int FROM seeing) AS customers
       FROM vendor WHERE name = $1`,
      [vendor],
    )) as { feeds: string[]; licenses: number; customers: number }[];
    if (row === undefined) throw absent(vendor);
    return row;
  }

  /** Ends the trust and takes the vendor's feeds out of the next generation; its snapshots stay for the record. */
  remove(vendor: string, actor: string): Promise<void> {
    return this.source.transaction(async (manager) => {
      const plan = await planGeneration(manager);
      const before = await newestOf(manager, vendor);
      const [removed] = (await manager.query('DELETE FROM vendor WHERE name = $1 RETURNING name', [vendor])) as [
        unknown[],
        number,
      ];
      if (removed.length === 0) throw absent(vendor);
      const feeds = plan.feeds.filter((feed) => !feed.feed.startsWith(`${vendor}/`));
      if (feeds.length < plan.feeds.length) {
        await writeGeneration(manager, { ...plan, feeds }, { actor, reason: `trust in ${vendor} ended` });
        await manager.query(`UPDATE snapshot SET state = 'retained' WHERE state = 'active' AND feed LIKE $1 || '/%'`, [
          vendor,
        ]);
      }
      const gone = plan.feeds.filter((feed) => !feeds.includes(feed)).map(({ feed }) => feed);
      await recordAudit(manager, { actor, action: 'trust.removed', subject: vendor, detail: { before, feeds: gone } });
      await bumpRegistry(manager);
    });
  }
}

function absent(vendor: string): Fault {
  return new Fault('NOT_FOUND', `the vendor ${vendor.slice(0, 64)} is not trusted here`);
}
