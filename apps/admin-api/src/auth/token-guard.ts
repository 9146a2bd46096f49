import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { Fault } from '@pksn/domain';
import type { Administration, TokenHolder } from '@pksn/store-postgres';
import type { FastifyRequest } from 'fastify';
import { ROLES_KEY } from './roles';

declare module 'fastify' {
  interface FastifyRequest {
    holder?: TokenHolder;
  }
}

/** Every admin route: a valid token, and a role that the route allows. */
export class TokenGuard implements CanActivate {
  constructor(
    private readonly administration: Administration,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const [, token] = /^Bearer ([!-~]{16,256})$/.exec(request.headers.authorization ?? '') ?? [];
    const holder = token === undefined ? null : await this.administration.holder(token);
    if (holder === null) throw new Fault('ADMIN_UNAUTHENTICATED', 'no valid administration token was sent');
    const allowed = this.reflector.getAllAndOverride<readonly string[] | undefined>(ROLES_KEY, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (allowed?.includes(holder.role) !== true) {
      throw new Fault('ADMIN_FORBIDDEN', `the role ${holder.role} may not do this`);
    }
    request.holder = holder;
    return true;
  }
}

/** Who acts, as the audit log names it. */
export const Actor = createParamDecorator((_data: unknown, context: ExecutionContext): string => {
  const { holder } = context.switchToHttp().getRequest<FastifyRequest>();
  if (holder === undefined) throw new Fault('ADMIN_UNAUTHENTICATED', 'the request was not judged');
  return `${holder.role}:${holder.label}`;
});
