import { Controller, Get, Query } from '@nestjs/common';
import type { CustomerScope } from '../auth/caller';
import { Scope } from '../auth/caller';
import { AllowEverybody } from '../auth/roles';
import { ContributionDesk } from './contribution-desk';
import { CountersQuery, DetectionsQuery } from './contribution-requests';

/** What endpoints contributed. No answer names an endpoint. */
@Controller('api/v1/contributions')
export class ContributionsController {
  constructor(private readonly desk: ContributionDesk) {}

  @Get('counters')
  @AllowEverybody()
  counters(@Query() query: CountersQuery, @Scope() scope: CustomerScope): Promise<object> {
    return this.desk.counters(query, scope);
  }

  @Get('detections')
  @AllowEverybody()
  detections(@Query() query: DetectionsQuery, @Scope() scope: CustomerScope): Promise<object> {
    return this.desk.detections(query, scope);
  }
}
