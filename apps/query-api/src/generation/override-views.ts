import { setImmediate } from 'node:timers/promises';
import { OverrideView } from '@pksn/reputation-index';
import type { OverrideChange } from '@pksn/reputation-index';
import type { OverrideNews } from '@pksn/store-postgres';

/** The overrides of one generation, by owner. */
export interface OverrideViews {
  readonly providerOverrides: OverrideView | null;
  readonly customerOverrides: ReadonlyMap<string, OverrideView>;
}

export const NO_OVERRIDES: OverrideViews = { providerOverrides: null, customerOverrides: new Map() };

/**
 * The overrides of the next generation from those of the one before, at the cost of what is new. Made in steps of less
 * than a millisecond, between which requests are answered.
 */
export async function overridesAfter(before: OverrideViews, news: OverrideNews): Promise<OverrideViews> {
  const { providerOverrides, customerOverrides } = news.whole ? NO_OVERRIDES : before;
  let provider = providerOverrides;
  const customers = new Map(customerOverrides);
  for (const [customerId, change] of changesByOwner(news)) {
    const view = await changed((customerId === null ? provider : customers.get(customerId)) ?? null, change);
    if (customerId === null) provider = view;
    else if (view === null) customers.delete(customerId);
    else customers.set(customerId, view);
  }
  return { providerOverrides: provider, customerOverrides: customers };
}

type Change = { [Part in keyof OverrideChange]: OverrideChange[Part][number][] };

function changesByOwner({ gone, put }: OverrideNews): Map<string | null, Change> {
  const changes = new Map<string | null, Change>();
  const of = (customerId: string | null): Change => {
    let change = changes.get(customerId);
    if (change === undefined) changes.set(customerId, (change = { gone: [], put: [] }));
    return change;
  };
  for (const one of gone) of(one.customerId).gone.push(one);
  for (const { customerId, ...one } of put) {
    of(customerId).put.push({ ...one, owner: customerId === null ? 'provider' : 'customer' });
  }
  return changes;
}

async function changed(before: OverrideView | null, change: OverrideChange): Promise<OverrideView | null> {
  const steps = OverrideView.changed(before, change);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value.size === 0 ? null : step.value;
    await setImmediate();
  }
}
