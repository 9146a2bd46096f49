import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import { Fault } from '@pksn/domain';
import type { FastifyRequest } from 'fastify';

/** SHA-256 of a certificate at the end of a path: 64 hexadecimal digits. Fault: REQUEST_MALFORMED. */
export const Fingerprint = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { fingerprint = '' } = context
    .switchToHttp()
    .getRequest<FastifyRequest<{ Params: { fingerprint?: string } }>>().params;
  const hex = fingerprint.toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new Fault('REQUEST_MALFORMED', 'a fingerprint has 64 hexadecimal digits');
  return hex;
});
