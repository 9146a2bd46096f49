import { Fault } from '@pksn/domain';
import { CUSTOMER_ROLE } from '../auth/roles';

/** Fault: REQUEST_MALFORMED when a role and a customer do not fit each other. */
export function customerOfRole(role: string, customer: string | null | undefined): string | null {
  if ((role === CUSTOMER_ROLE) === (customer != null)) return customer ?? null;
  throw new Fault('REQUEST_MALFORMED', `the role ${CUSTOMER_ROLE} needs a customer, and no other role takes one`);
}
