import type { CustomerScope } from '@pksn/store-postgres';
import { CUSTOMER_ROLE, MACHINE_ROLE } from './roles';

/** What endpoints of any customer do with a license file in hand. */
const KEYLESS = 'customer';
const OWN_ROLES = [CUSTOMER_ROLE, MACHINE_ROLE];

/** An actor of the audit log as a customer may see it: its own administrators and machines by name, everybody else as the provider. */
export function actorSeenBy(scope: CustomerScope, actor: string): string {
  const isOwn = scope === null || actor === KEYLESS || OWN_ROLES.some((role) => actor.startsWith(`${role}:${scope}:`));
  return isOwn ? actor : 'provider';
}
