import { RouteConfig } from '@nestjs/platform-fastify';

/** What the provider's people and automation may be, from looking to everything. */
export const STAFF_ROLES = ['viewer', 'operator', 'license-manager', 'administrator'] as const;
/** Sees and changes what belongs to one customer, and nothing else. */
export const CUSTOMER_ROLE = 'customer-administrator';
export const ROLES = [...STAFF_ROLES, CUSTOMER_ROLE] as const;
export type Role = (typeof ROLES)[number];

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route. */
    roles?: readonly Role[];
  }
}

/**
 * Who may call a route. A route without such a mark is refused to everybody. One that allows CUSTOMER_ROLE takes its
 * `@Scope()` and answers about that customer alone: what belongs to another is NOT_FOUND, as if it did not exist.
 */
export const Allow = (...roles: Role[]): MethodDecorator => RouteConfig({ roles: [...roles, 'administrator'] });
/** Everybody who works for the provider. */
export const AllowStaff = (): MethodDecorator => RouteConfig({ roles: STAFF_ROLES });
/** Staff, and a customer's own administrators within their scope. */
export const AllowEverybody = (): MethodDecorator => RouteConfig({ roles: ROLES });
