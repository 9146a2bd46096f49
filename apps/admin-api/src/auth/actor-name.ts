import type { CustomerScope } from '@pksn/store-postgres';
import { CUSTOMER_ROLE } from './roles';

/** What endpoints of any customer do with a license file in hand. */
const KEYLESS = 'customer';

/** An actor of the audit log as a customer may see it: its own administrators by name, everybody else as the provider. */
export function actorSeenBy(scope: CustomerScope, actor: string): string {
  const isOwn = scope === null || actor === KEYLESS || actor.startsWith(`${CUSTOMER_ROLE}:${scope}:`);
  return isOwn ? actor : 'provider';
}
