import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** The host by which the caller reached this listener, without its port; empty when it said none. */
export const AskedHost = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { host } = context.switchToHttp().getRequest<FastifyRequest>().headers;
  return hostOf(host ?? '');
});

/** Without port, and without the brackets of an IPv6 address. */
export function hostOf(authority: string): string {
  const [, inBrackets, plain] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:]*))(?::\d+)?$/.exec(authority) ?? [];
  return inBrackets ?? plain ?? '';
}
