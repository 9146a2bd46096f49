import { customerAbsent } from '@pksn/store-postgres';
import type { OverrideReach } from '@pksn/store-postgres';

/**
 * Whose override it is that a caller sets. Who is bound to an owner sets that one's. Fault: NOT_FOUND for another's, as
 * for a customer that there is not.
 */
export function ownerFor(reach: OverrideReach, customer: string | undefined): string | null {
  if (reach === null) return customer ?? null;
  if (customer !== undefined && customer !== reach.customerId) throw customerAbsent(customer);
  return reach.customerId;
}
