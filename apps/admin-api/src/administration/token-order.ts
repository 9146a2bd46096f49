import { Fault } from '@pksn/domain';
import type { TokenFacts, AdminTokenOrder } from '@pksn/store-postgres';
import { CUSTOMER_ROLE } from '../auth/roles';
import type { TokenBody } from './administration-requests';

/** Fault: REQUEST_MALFORMED when role and customer do not fit each other. */
export function tokenOrder({ role, label, days, customer }: TokenBody): AdminTokenOrder {
  if ((role === CUSTOMER_ROLE) !== (customer !== undefined)) {
    throw new Fault('REQUEST_MALFORMED', `the role ${CUSTOMER_ROLE} needs a customer, and no other role takes one`);
  }
  return { role, label, days, customerId: customer ?? null };
}

export function tokenView({ customerId, ...facts }: TokenFacts): object {
  return { ...facts, customer: customerId };
}
