import { RouteConfig } from '@nestjs/platform-fastify';

/** What the provider's people and automation may be, from looking to everything. */
export const STAFF_ROLES = ['viewer', 'operator', 'license-manager', 'administrator'] as const;
/** Sees and changes what belongs to one customer, and nothing else. */
export const CUSTOMER_ROLE = 'customer-administrator';
/** A machine that sets overrides of one owner, within the rights of its token, and does nothing else. */
export const MACHINE_ROLE = 'override-writer';
const PEOPLE = [...STAFF_ROLES, CUSTOMER_ROLE] as const;
export const ROLES = [...PEOPLE, MACHINE_ROLE] as const;
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
export const AllowEverybody = (): MethodDecorator => RouteConfig({ roles: PEOPLE });
/** The same, and machines that set overrides. */
export const AllowMachinesToo = (): MethodDecorator => RouteConfig({ roles: ROLES });
