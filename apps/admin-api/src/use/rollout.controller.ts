import { Controller, Get, Param, Query } from '@nestjs/common';
import { AllowEverybody } from '../auth/roles';
import type { CustomerScope } from '../auth/caller';
import { Scope } from '../auth/caller';
import { RolloutDesk } from './rollout-desk';
import { RolloutQuery } from './rollout-requests';

/** How far a license's endpoints have moved to its newest key. */
@Controller('api/v1')
export class RolloutController {
  constructor(private readonly rollouts: RolloutDesk) {}

  @Get('licenses/:id/rollout')
  @AllowEverybody()
  rollout(@Param('id') id: string, @Query() query: RolloutQuery, @Scope() scope: CustomerScope): Promise<object> {
    return this.rollouts.of(id, query.days, scope);
  }
}
