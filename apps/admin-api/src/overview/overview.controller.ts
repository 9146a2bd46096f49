import { Controller, Get } from '@nestjs/common';
import type { CustomerScope } from '../auth/caller';
import { Scope } from '../auth/caller';
import { AllowEverybody } from '../auth/roles';
import { OverviewDesk } from './overview-desk';

/** How the service is, and what waits for a person. */
@Controller('api/v1/overview')
export class OverviewController {
  constructor(private readonly desk: OverviewDesk) {}

  @Get()
  @AllowEverybody()
  overview(@Scope() scope: CustomerScope): Promise<object> {
    return this.desk.overview(scope);
  }
}
