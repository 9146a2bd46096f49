import { SetMetadata } from '@nestjs/common';
import type { CustomDecorator } from '@nestjs/common';
import { Fault } from '@pksn/domain';

/** What people and automation may be, from looking to everything. */
export const ROLES = ['viewer', 'operator', 'license-manager', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

export const ROLES_KEY = 'pksn:roles';

/** Who may call a route. A route without this mark is refused to everybody. */
export const Allow = (...roles: Role[]): CustomDecorator => SetMetadata(ROLES_KEY, [...roles, 'administrator']);
export const AllowEverybody = (): CustomDecorator => SetMetadata(ROLES_KEY, ROLES);

export function parseRole(text: string): Role {
  if ((ROLES as readonly string[]).includes(text)) return text as Role;
  throw new Fault('REQUEST_MALFORMED', `roles are ${ROLES.join(', ')}`);
}
