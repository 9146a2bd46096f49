import type { Clock } from '@pksn/runtime';
import type { Customers, CustomerScope, Licenses } from '@pksn/store-postgres';
import { historyView } from '../history-view';
import type { LicenseUseDesk } from '../use/license-use-desk';
import { licenseCursor, licensePlace } from './license-cursor';
import type { LicensesQuery } from './license-requests';
import { licenseView } from './license-views';

/** What callers see of licenses, as far as they may. */
export class LicenseRegister {
  constructor(
    private readonly licenses: Licenses,
    private readonly customers: Pick<Customers, 'one'>,
    private readonly use: LicenseUseDesk,
    private readonly clock: Clock,
  ) {}

  /**
   * One page; `next` is the cursor of the one after it, or null. With the state `approval`, `notRegistered` counts what
   * waits for licenses that are not here yet. Fault: NOT_FOUND for a customer that there is not.
   */
  async list(query: LicensesQuery, scope: CustomerScope): Promise<object> {
    const { limit, cursor, sort, customer = null, state = null, search = null } = query;
    // Of two customers, a confined caller's and the asked one, no license is, whether there is such a customer or not.
    if (scope !== null && customer !== null && customer !== scope) return { licenses: [], next: null };
    if (customer !== null) await this.customers.one(customer, scope);
    const after = cursor === undefined ? null : licensePlace(cursor, sort);
    const now = this.clock.now();
    const filter = { customerId: scope ?? customer, state, search };
    const page = await this.licenses.list(filter, { after, limit, sort }, now);
    const uses = query.use === 'true' ? await this.use.of(page.licenses, now) : [];
    return {
      licenses: page.licenses.map((keys, i) => ({ ...licenseView(keys, now, scope), ...uses[i] })),
      next: page.next === null ? null : licenseCursor(page.next, sort),
      ...(state === 'approval' ? { notRegistered: await this.licenses.notRegistered(scope ?? customer) } : {}),
    };
  }

  /** By id, fingerprint of a key, or the beginning of an id. */
  async show(text: string, scope: CustomerScope): Promise<object> {
    return licenseView(await this.licenses.keysOf(text, scope), this.clock.now(), scope);
  }

  async history(text: string, scope: CustomerScope): Promise<object> {
    const entries = await this.licenses.history(text, scope);
    return { history: entries.map((entry) => historyView(entry, scope)) };
  }

  async file(text: string, fingerprint: string | undefined, scope: CustomerScope): Promise<object> {
    const found = await this.licenses.file(text, fingerprint ?? null, scope);
    return { ...found, issuedAt: found.issuedAt.toISOString(), submittedAt: found.submittedAt.toISOString() };
  }
}
