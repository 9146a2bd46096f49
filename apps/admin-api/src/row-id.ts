import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import { Fault } from '@pksn/domain';
import type { FastifyRequest } from 'fastify';

const DECIMAL = /^(0|[1-9]\d{0,15})$/;

/**
 * The number of a row in a path: decimal digits of a safe integer. Read from the path itself, because pipes get what
 * `Number` made of it. Fault: REQUEST_MALFORMED.
 */
export const RowId = createParamDecorator((name: string, context: ExecutionContext): number => {
  const text = context.switchToHttp().getRequest<FastifyRequest<{ Params: Record<string, string> }>>().params[name];
  const id = DECIMAL.test(text ?? '') ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(id)) throw new Fault('REQUEST_MALFORMED', 'this is not the number of a row');
  return id;
});
