import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { Catch } from '@nestjs/common';
import type { Logger } from '@pksn/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { KnownErrors } from './fault-reply';
import { faultOf, replyWithFault } from './fault-reply';

/** Errors of controllers, answered in the same form as everybody else's. */
@Catch()
export class FaultFilter implements ExceptionFilter {
  constructor(
    private readonly log: Logger,
    private readonly known?: KnownErrors,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const fault = faultOf(error, this.known);
    if (fault.kind === 'defect') {
      const route = http.getRequest<FastifyRequest>().routeOptions.url;
      this.log.error({ route, error }, 'request failed');
    }
    replyWithFault(http.getResponse<FastifyReply>(), fault);
  }
}
