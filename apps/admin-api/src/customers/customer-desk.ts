import { Fault } from '@pksn/domain';
import { customerIdFrom } from '@pksn/licensing';
import type { Clock } from '@pksn/runtime';
import type { CustomerRecord, Customers, CustomerScope, Licenses } from '@pksn/store-postgres';
import { historyView } from '../history-view';
import { licenseView } from '../licenses/license-views';
import { customerCursor, customerPlace } from './customer-cursor';
import type { CustomerBody, CustomerPatchBody, CustomersQuery } from './customer-requests';

/** More licenses than a customer has; the list of licenses has pages. */
const LICENSES_SHOWN = 500;

/** Organizations that are served, as far as callers may see them. */
export class CustomerDesk {
  constructor(
    private readonly customers: Customers,
    private readonly licenses: Licenses,
    private readonly clock: Clock,
  ) {}

  /** One page; `next` is the cursor of the one after it, or null. */
  async list(query: CustomersQuery, scope: CustomerScope): Promise<object> {
    const { limit, cursor, sort, search = null } = query;
    const after = cursor === undefined ? null : customerPlace(cursor, sort);
    const filter = { scope, search, sort, after, limit: limit + 1 };
    const found = await this.customers.list(filter, this.clock.now());
    const last = found[limit - 1];
    return {
      customers: found.slice(0, limit).map(({ place: _, states, ...one }) => ({ ...customerView(one, scope), states })),
      next: found.length > limit && last !== undefined ? customerCursor(last.place, sort) : null,
    };
  }

  async show(id: string, scope: CustomerScope): Promise<object> {
    const customer = await this.customers.one(id, scope);
    const { tokens, integrationTokens, history, ...counts } = await this.customers.holdings(id);
    const now = this.clock.now();
    const filter = { customerId: id, state: null, search: null };
    const { licenses } = await this.licenses.list(filter, { after: null, limit: LICENSES_SHOWN }, now);
    return {
      ...customerView(customer, scope),
      licenses: licenses.map((keys) => licenseView(keys, now, scope)),
      tokens: tokens.map((one) => ({ ...one, expiresAt: one.expiresAt.toISOString() })),
      integrationTokens: integrationTokens.map((one) => ({ ...one, expiresAt: one.expiresAt.toISOString() })),
      ...counts,
      history: history.map((entry) => historyView(entry, scope)),
    };
  }

  async add(body: CustomerBody, actor: string): Promise<object> {
    const { name, contacts = [], note = '', vendor = null } = body;
    const id = body.id ?? customerIdFrom(name);
    if (id === null) throw new Fault('REQUEST_MALFORMED', 'no id can be made from this name; choose one');
    await this.customers.add({ id, name, contacts, note, vendor }, actor, body.force ?? false);
    return this.show(id, null);
  }

  remove(id: string, actor: string): Promise<void> {
    return this.customers.remove(id, actor);
  }

  async change(id: string, { force = false, ...body }: CustomerPatchBody, actor: string): Promise<object> {
    const given = Object.entries(body).filter(([, value]) => value !== undefined);
    if (given.length === 0) throw new Fault('REQUEST_MALFORMED', 'nothing is to be changed');
    await this.customers.change(id, Object.fromEntries(given) as CustomerPatchBody, actor, force);
    return this.show(id, null);
  }
}

function customerView(one: CustomerRecord, scope: CustomerScope): object {
  const { note, createdAt, vendor, ...facts } = one;
  return { ...facts, createdAt: createdAt.toISOString(), ...(scope === null ? { note, vendor } : {}) };
}
