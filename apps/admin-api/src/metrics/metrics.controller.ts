import { Controller, Get, Res } from '@nestjs/common';
import { Metrics } from '@pksn/nest-kit';
import type { FastifyReply } from 'fastify';
import { AllowStaff } from '../auth/roles';

/** The installation in numbers, for Prometheus: it sends a staff token (`bearer_token_file`). */
@Controller()
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get('metrics')
  @AllowStaff()
  async scrape(@Res() reply: FastifyReply): Promise<void> {
    const text = await this.metrics.text();
    void reply.header('content-type', this.metrics.contentType).send(text);
  }
}
