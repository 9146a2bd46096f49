import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import { Fault } from '@pksn/domain';
import type { CustomerScope, MachineRights, OverrideActor, Proposer, TokenHolder } from '@pksn/store-postgres';
import type { FastifyRequest } from 'fastify';
import { MACHINE_ROLE } from './roles';

export type { CustomerScope } from '@pksn/store-postgres';

/** Who acts, as the audit log names it: `ROLE:LABEL`, and of a customer's administrator `ROLE:CUSTOMER:LABEL`. */
export const Actor = createParamDecorator((_data: unknown, context: ExecutionContext): string =>
  actorOf(holderOf(context)),
);

/** The token, or certificate, by which the caller was let in. */
export const TokenId = createParamDecorator(
  (_data: unknown, context: ExecutionContext): string => holderOf(context).id,
);

/** Whoever calls, as it was let in. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext): TokenHolder =>
  holderOf(context),
);

/** The customer to which the caller is confined; null: every customer's objects are the caller's to see. */
export const Scope = createParamDecorator((_data: unknown, context: ExecutionContext): CustomerScope => {
  return holderOf(context).customerId;
});

/** Who acts on overrides: a person or a machine, and whose overrides it reaches. */
export interface OverrideCaller extends OverrideActor {
  /** What it is shown of others: see actorSeenBy. */
  readonly scope: CustomerScope;
  /** Null: a person. */
  readonly rights: MachineRights | null;
  readonly tokenId: string;
  /** The same caller, as four eyes know it. */
  readonly decider: Proposer;
}

export const Overrider = createParamDecorator((_data: unknown, context: ExecutionContext): OverrideCaller => {
  const holder = holderOf(context);
  const { id: tokenId, role, customerId, rights } = holder;
  const machine = role === MACHINE_ROLE;
  const reach = machine || customerId !== null ? { customerId } : null;
  return { name: actorOf(holder), machine, reach, scope: customerId, rights, tokenId, decider: deciderOf(context) };
});

/** Who proposes or decides, and which person stands behind it. */
export const Deciding = createParamDecorator((_data: unknown, context: ExecutionContext): Proposer =>
  deciderOf(context),
);

function deciderOf(context: ExecutionContext): Proposer {
  const holder = holderOf(context);
  const { id, principal, role, customerId } = holder;
  return { name: actorOf(holder), principal, holder: id, role, customerId };
}

/** Whoever calls, by name, and by the token that tells two of one name apart. */
export function callerName(context: ExecutionContext): { readonly actor: string; readonly tokenId: string } {
  const holder = holderOf(context);
  return { actor: actorOf(holder), tokenId: holder.id };
}

function actorOf({ role, customerId, label }: TokenHolder): string {
  return [role, ...(customerId === null ? [] : [customerId]), label].join(':');
}

function holderOf(context: ExecutionContext): TokenHolder {
  const { holder } = context.switchToHttp().getRequest<FastifyRequest>();
  if (holder === undefined) throw new Fault('ADMIN_UNAUTHENTICATED', 'the request was not judged');
  return holder;
}
