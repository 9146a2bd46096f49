import { Controller, Get, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { SessionDesk } from './session-desk';

/** Who asks: open to everybody. */
@Controller('api/v1/session')
export class SessionController {
  constructor(private readonly desk: SessionDesk) {}

  @Get()
  show(@Req() request: FastifyRequest): Promise<object> {
    return this.desk.show(request);
  }
}
