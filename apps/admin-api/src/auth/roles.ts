import { SetMetadata } from '@nestjs/common';
import type { CustomDecorator } from '@nestjs/common';
import { Fault } from '@pksn/domain';

/** What the provider's people and automation may be, from looking to everything. */
export const STAFF_ROLES = ['viewer', 'operator', 'license-manager', 'administrator'] as const;
/** Sees and changes what belongs to one customer, and nothing else. */
export const CUSTOMER_ROLE = 'customer-administrator';
export const ROLES = [...STAFF_ROLES, CUSTOMER_ROLE] as const;
export type Role = (typeof ROLES)[number];

export const ROLES_KEY = 'pksn:roles';

/**
 * Who may call a route. A route without such a mark is refused to everybody. One that allows CUSTOMER_ROLE takes its
 * `@Scope()` and answers about that customer alone: what belongs to another is NOT_FOUND, as if it did not exist.
 */
export const Allow = (...roles: Role[]): CustomDecorator => SetMetadata(ROLES_KEY, [...roles, 'administrator']);
/** Everybody who works for the provider. */
export const AllowStaff = (): CustomDecorator => SetMetadata(ROLES_KEY, STAFF_ROLES);
/** Staff, and a customer's own administrators within their scope. */
export const AllowEverybody = (): CustomDecorator => SetMetadata(ROLES_KEY, ROLES);

export function parseRole(text: string): Role {
  if ((ROLES as readonly string[]).includes(text)) return text as Role;
  throw new Fault('REQUEST_MALFORMED', `roles are ${ROLES.join(', ')}`);
}
