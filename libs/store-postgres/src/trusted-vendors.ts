import { Fault } from '@pksn/domain';
import type { StoredRoot } from '@pksn/ingest';
import type { DataSource } from 'typeorm';
import { recordAudit } from './audit-log';
import { VendorRootRow, VendorRow } from './entities';
import { planGeneration, writeGeneration } from './generations';
import { bumpRegistry } from './registry-revision';

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
        detail: { fingerprint: root.fingerprint },
      });
      await bumpRegistry(manager);
    });
  }

  /** Ends the trust and takes the vendor's feeds out of the next generation; its snapshots stay for the record. */
  remove(vendor: string, actor: string): Promise<void> {
    return this.source.transaction(async (manager) => {
      const plan = await planGeneration(manager);
      const [removed] = (await manager.query('DELETE FROM vendor WHERE name = $1 RETURNING name', [vendor])) as [
        unknown[],
        number,
      ];
      if (removed.length === 0) throw new Fault('NOT_FOUND', `the vendor ${vendor.slice(0, 64)} is not trusted here`);
      const feeds = plan.feeds.filter((feed) => !feed.feed.startsWith(`${vendor}/`));
      if (feeds.length < plan.feeds.length) {
        await writeGeneration(manager, { ...plan, feeds }, { actor, reason: `trust in ${vendor} ended` });
        await manager.query(`UPDATE snapshot SET state = 'retained' WHERE state = 'active' AND feed LIKE $1 || '/%'`, [
          vendor,
        ]);
      }
      await recordAudit(manager, { actor, action: 'trust.removed', subject: vendor });
      await bumpRegistry(manager);
    });
  }
}
