import { Fault } from '@pksn/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from './audit-log';
import type { CustomerFilter, ListedCustomer } from './customer-list';
import type { CustomerFacts, CustomerRecord } from './customer-record';
import { CUSTOMER_COLUMNS, listCustomers } from './customer-list';
import type { CustomerScope } from './customer-scope';
import type { HistoryEntry } from './license-history';
import { customerHistory } from './license-history';
import { LOCKS, lockInTransaction } from './locks';
import { bumpRegistry } from './registry-revision';

export interface CustomerHoldings {
  /** Tokens of its administrators that have not expired: never themselves. */
  readonly tokens: readonly { readonly id: string; readonly label: string; readonly expiresAt: Date }[];
  /** Tokens of its tools that are neither revoked nor expired: never themselves. */
  readonly integrationTokens: readonly {
    readonly id: string;
    readonly label: string;
    readonly licenseId: string;
    readonly protocols: readonly string[];
    readonly expiresAt: Date;
  }[];
  readonly overrides: number;
  /** Proxies that are bound to it and not revoked. */
  readonly proxies: number;
  /** Endpoints that take part. */
  readonly participants: number;
  readonly history: readonly HistoryEntry[];
}

const SELECT = `SELECT ${CUSTOMER_COLUMNS} FROM customer c`;

/** Organizations that are served. The first license of a vendor's customer makes a record, too. */
export class Customers {
  constructor(private readonly source: DataSource) {}

  /** A page in one of the orders; `now` is in milliseconds since 1970. */
  list(filter: CustomerFilter, now: number): Promise<ListedCustomer[]> {
    return listCustomers(this.source, filter, now);
  }

  /** Fault: NOT_FOUND, also for another customer than that of the scope. */
  async one(id: string, scope: CustomerScope): Promise<CustomerRecord> {
    return customer(this.source.manager, id, scope);
  }

  /**
   * Takes out a customer that has nothing: no license, token, person, override, proxy. Faults: NOT_FOUND; CUSTOMER_IN_USE names what
   * it has.
   */
  remove(id: string, actor: string): Promise<void> {
    return this.source.transaction(async (manager) => {
      await lockInTransaction(manager, LOCKS.registry);
      const { name } = await customer(manager, id, null);
      const [has] = (await manager.query(
        `SELECT (SELECT count(*)::int FROM license WHERE customer_id = $1) AS licenses,
           (SELECT count(*)::int FROM admin_token WHERE customer_id = $1) AS tokens,
           (SELECT count(*)::int FROM person WHERE customer_id = $1) AS people,
           (SELECT count(*)::int FROM override WHERE customer_id = $1) AS overrides,
           (SELECT count(*)::int FROM proxy WHERE customer_id = $1 AND revoked_at IS NULL) AS proxies`,
        [id],
      )) as [Record<string, number>];
      const kept = Object.entries(has).filter(([, n]) => n > 0);
      if (kept.length > 0) {
        const what = kept.map(([kind, n]) => `${kind}: ${String(n)}`).join(', ');
        throw new Fault('CUSTOMER_IN_USE', `the customer ${id} has ${what}`);
      }
      await manager.query('DELETE FROM customer WHERE id = $1', [id]);
      await recordAudit(manager, { actor, action: 'customer.removed', subject: id, detail: { name } });
    });
  }

  /** What belongs to a customer beside its licenses. */
  async holdings(id: string): Promise<CustomerHoldings> {
    const { manager } = this.source;
    const tokens = (await manager.query(
      `SELECT id, label, expires_at AS "expiresAt" FROM admin_token WHERE customer_id = $1 AND expires_at > judged_now() ORDER BY id`,
      [id],
    )) as CustomerHoldings['tokens'];
    const integrationTokens = (await manager.query(
      `SELECT t.id, t.label, t.license_id AS "licenseId", t.protocols, t.expires_at AS "expiresAt"
       FROM integration_token t JOIN license l USING (vendor, license_id)
       WHERE l.customer_id = $1 AND t.revoked_at IS NULL AND t.expires_at > judged_now() ORDER BY t.id`,
      [id],
    )) as CustomerHoldings['integrationTokens'];
    const [{ overrides, proxies, participants }] = (await manager.query(
      `SELECT (SELECT count(*)::int FROM override WHERE customer_id = $1 AND removed_in IS NULL) AS overrides,
         (SELECT count(*)::int FROM proxy WHERE customer_id = $1 AND revoked_at IS NULL) AS proxies,
         coalesce((SELECT endpoints::int FROM participation_count WHERE customer_id = $1), 0) AS participants`,
      [id],
    )) as [{ overrides: number; proxies: number; participants: number }];
    return { tokens, integrationTokens, overrides, proxies, participants, history: await customerHistory(manager, id) };
  }

  /**
   * Adds a customer before its first license. Faults: CUSTOMER_EXISTS; NOT_FOUND for a vendor that is not trusted,
   * unless `force` is set.
   */
  add(facts: CustomerFacts, actor: string, force = true): Promise<void> {
    return this.source.transaction(async (manager) => {
      // A submission that is under way decides where its customer is stored under the same lock.
      await lockInTransaction(manager, LOCKS.registry);
      if (!force) await requireTrusted(manager, facts.vendor);
      const [row] = (await manager.query(
        `INSERT INTO customer (id, name, contacts, note, vendor) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING RETURNING id`,
        [facts.id, facts.name, JSON.stringify(facts.contacts), facts.note, facts.vendor],
      )) as unknown[];
      if (row === undefined) throw new Fault('CUSTOMER_EXISTS', `there is a customer ${facts.id} already`);
      const { name, contacts, note, vendor } = facts;
      const detail = { name, contacts, note, vendor };
      await recordAudit(manager, { actor, action: 'customer.added', subject: facts.id, detail });
    });
  }

  /**
   * Changes what is given; a new name reaches the query processes. Faults: NOT_FOUND, also for a vendor that is not
   * trusted, unless `force` is set.
   */
  change(id: string, change: Partial<Omit<CustomerFacts, 'id'>>, actor: string, force = true): Promise<void> {
    return this.source.transaction(async (manager) => {
      await lockInTransaction(manager, LOCKS.registry);
      const before = await customer(manager, id, null);
      if (!force) await requireTrusted(manager, change.vendor ?? null);
      const { name, contacts, note, vendor } = before;
      const after = { name, contacts, note, vendor, ...change };
      await manager.query('UPDATE customer SET name = $2, contacts = $3, note = $4, vendor = $5 WHERE id = $1', [
        id,
        after.name,
        JSON.stringify(after.contacts),
        after.note,
        after.vendor,
      ]);
      const were = Object.entries({ name, contacts, note, vendor }).filter(([key]) => key in change);
      const detail = { ...change, before: Object.fromEntries(were) };
      await recordAudit(manager, { actor, action: 'customer.changed', subject: id, detail });
      if (after.name !== before.name) await bumpRegistry(manager, await licensesOf(manager, id));
    });
  }
}

/** The vendor of a customer that was added by hand; null: none is named. */
async function requireTrusted(manager: EntityManager, vendor: string | null): Promise<void> {
  if (vendor === null) return;
  const known = (await manager.query('SELECT 1 FROM vendor WHERE name = $1', [vendor])) as unknown[];
  if (known.length === 0) throw new Fault('NOT_FOUND', `no vendor ${vendor} is trusted here: pksn trust list`);
}

/** The same words for a customer that there is not and for one that the caller may not see. */
export function customerAbsent(id: string): Fault {
  return new Fault('NOT_FOUND', `there is no customer ${id.slice(0, 192)}`);
}

/** Fault: NOT_FOUND. */
export async function requireCustomer(manager: EntityManager, id: string): Promise<void> {
  await customer(manager, id, null);
}

async function customer(manager: EntityManager, id: string, scope: CustomerScope): Promise<CustomerRecord> {
  const [row] = (await manager.query(`${SELECT} WHERE id = $1 AND ($2::text IS NULL OR id = $2)`, [
    id,
    scope,
  ])) as CustomerRecord[];
  if (row === undefined) throw customerAbsent(id);
  return row;
}

function licensesOf(manager: EntityManager, id: string): Promise<{ vendor: string; licenseId: string }[]> {
  return manager.query('SELECT vendor, license_id AS "licenseId" FROM license WHERE customer_id = $1', [id]);
}
