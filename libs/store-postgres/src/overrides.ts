import type { TrustGroup, Zone } from '@pksn/domain';
import { Fault } from '@pksn/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { IsNull } from 'typeorm';
import { recordAudit } from './audit-log';
import type { CustomerScope } from './customer-scope';
import { requireCustomer } from './customers';
import { OverrideRow } from './entities';
import { planGeneration, writeGeneration } from './generations';

export interface NewOverride {
  /** Null: the provider's own. */
  readonly customerId: string | null;
  readonly object: Readonly<Record<string, unknown>>;
  readonly section: number;
  readonly key: Buffer;
  readonly zone: Zone;
  readonly trustGroup: TrustGroup | null;
  readonly threat: string | null;
  readonly reason: string;
  readonly author: string;
  readonly expiresAt: Date | null;
}

/** Local verdicts. Every change is a new generation; one owner has at most one live override for an object. */
export class Overrides {
  constructor(private readonly source: DataSource) {}

  /** Those in force, or those of one customer. */
  live(scope: CustomerScope = null): Promise<OverrideRow[]> {
    const own = scope === null ? {} : { customerId: scope };
    return this.source
      .getRepository(OverrideRow)
      .find({ where: { ...own, removedIn: IsNull() }, order: { createdAt: 'DESC' } });
  }

  /** Replaces the owner's earlier override for the same object, if there is one. */
  add(entry: NewOverride): Promise<{ override: OverrideRow; generation: number }> {
    return this.source.transaction(async (manager) => {
      if (entry.customerId !== null) await requireCustomer(manager, entry.customerId);
      const plan = await planGeneration(manager);
      await manager.query(
        `UPDATE override SET removed_in = $4, removed_by = $5
         WHERE removed_in IS NULL AND coalesce(customer_id, '') = coalesce($1, '') AND section = $2 AND key = $3`,
        [entry.customerId, entry.section, entry.key, plan.number, entry.author],
      );
      const override = await manager.getRepository(OverrideRow).save({
        ...entry,
        object: { ...entry.object },
        createdAt: new Date(await databaseNow(manager)),
        addedIn: plan.number,
        removedIn: null,
        removedBy: null,
      });
      const generation = await writeGeneration(manager, plan, { actor: entry.author, reason: 'override added' });
      await recordAudit(manager, {
        actor: entry.author,
        action: 'override.added',
        subject: override.id,
        detail: { owner: entry.customerId ?? 'provider', zone: entry.zone, reason: entry.reason, generation },
      });
      return { override, generation };
    });
  }

  /** Fault: NOT_FOUND, also for one that is not the customer's. */
  remove(id: string, actor: string, scope: CustomerScope = null): Promise<number> {
    return this.source.transaction(async (manager) => {
      const plan = await planGeneration(manager);
      const [rows] = (await manager.query(
        `UPDATE override SET removed_in = $2, removed_by = $3 WHERE id = $1 AND removed_in IS NULL
           AND ($4::text IS NULL OR customer_id = $4) RETURNING id`,
        [id, plan.number, actor, scope],
      )) as [unknown[], number];
      if (rows.length === 0) throw new Fault('NOT_FOUND', `there is no override ${id} in force`);
      await recordAudit(manager, {
        actor,
        action: 'override.removed',
        subject: id,
        detail: { generation: plan.number },
      });
      return writeGeneration(manager, plan, { actor, reason: 'override removed' });
    });
  }

  /** Ends every override whose time has come, in one generation; returns how many. */
  async expire(): Promise<number> {
    const [due] = (await this.source.query(
      `SELECT count(*)::int AS n FROM override WHERE removed_in IS NULL AND expires_at <= now()`,
    )) as [{ n: number }];
    if (due.n === 0) return 0;
    return this.source.transaction(async (manager) => {
      const plan = await planGeneration(manager);
      const [rows] = (await manager.query(
        `UPDATE override SET removed_in = $1, removed_by = 'expiry' WHERE removed_in IS NULL AND expires_at <= now() RETURNING id`,
        [plan.number],
      )) as [unknown[], number];
      if (rows.length > 0) await writeGeneration(manager, plan, { actor: 'system', reason: 'overrides expired' });
      return rows.length;
    });
  }
}

async function databaseNow(manager: EntityManager): Promise<Date> {
  const [row] = (await manager.query('SELECT now() AS now')) as [{ now: Date }];
  return row.now;
}
