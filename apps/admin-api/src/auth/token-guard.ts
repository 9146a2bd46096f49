import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { Fault } from '@pksn/domain';
import type { TokenHolder } from '@pksn/store-postgres';
import type { FastifyRequest } from 'fastify';
import { ROLES_KEY } from './roles';

/** Every admin route: the holder of the token, who was found before the body was read, has a role that it allows. */
export class TokenGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const holder = holderOf(context);
    const allowed = this.reflector.getAllAndOverride<readonly string[] | undefined>(ROLES_KEY, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (allowed?.includes(holder.role) !== true) {
      throw new Fault('ADMIN_FORBIDDEN', `the role ${holder.role} may not do this`);
    }
    return true;
  }
}

/** Who acts, as the audit log names it. */
export const Actor = createParamDecorator((_data: unknown, context: ExecutionContext): string => {
  const holder = holderOf(context);
  return `${holder.role}:${holder.label}`;
});

/** The customer to which the caller is confined; null: every customer's objects are the caller's to see. */
export type CustomerScope = string | null;
export const Scope = createParamDecorator((_data: unknown, context: ExecutionContext): CustomerScope => {
  return holderOf(context).customerId;
});

function holderOf(context: ExecutionContext): TokenHolder {
  const { holder } = context.switchToHttp().getRequest<FastifyRequest>();
  if (holder === undefined) throw new Fault('ADMIN_UNAUTHENTICATED', 'the request was not judged');
  return holder;
}
