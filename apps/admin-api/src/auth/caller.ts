import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import { Fault } from '@pksn/domain';
import type { CustomerScope, TokenHolder } from '@pksn/store-postgres';
import type { FastifyRequest } from 'fastify';

export type { CustomerScope } from '@pksn/store-postgres';

/** Who acts, as the audit log names it: `ROLE:LABEL`, and of a customer's administrator `ROLE:CUSTOMER:LABEL`. */
export const Actor = createParamDecorator((_data: unknown, context: ExecutionContext): string => {
  const { role, customerId, label } = holderOf(context);
  return [role, ...(customerId === null ? [] : [customerId]), label].join(':');
});

/** The customer to which the caller is confined; null: every customer's objects are the caller's to see. */
export const Scope = createParamDecorator((_data: unknown, context: ExecutionContext): CustomerScope => {
  return holderOf(context).customerId;
});

function holderOf(context: ExecutionContext): TokenHolder {
  const { holder } = context.switchToHttp().getRequest<FastifyRequest>();
  if (holder === undefined) throw new Fault('ADMIN_UNAUTHENTICATED', 'the request was not judged');
  return holder;
}
