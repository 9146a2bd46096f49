import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import type { Proposer } from '@pksn/store-postgres';
import { Deciding } from '../auth/caller';
import { Allow, AllowEverybody, CUSTOMER_ROLE } from '../auth/roles';
import { RowId } from '../row-id';
import { ProposalDesk } from './proposal-desk';
import { DecisionBody, ProposalsQuery, RefusalBody } from './proposal-requests';

/** What waits for a second person. */
@Controller('api/v1/proposals')
export class ProposalsController {
  constructor(private readonly desk: ProposalDesk) {}

  @Get()
  @AllowEverybody()
  list(@Query() query: ProposalsQuery, @Deciding() by: Proposer): Promise<object> {
    return this.desk.page(query, by);
  }

  @Get(':id')
  @AllowEverybody()
  show(@RowId('id') id: number, @Deciding() by: Proposer): Promise<object> {
    return this.desk.one(id, by);
  }

  @Post(':id/approve')
  @HttpCode(200)
  @Allow('operator', CUSTOMER_ROLE)
  approve(@RowId('id') id: number, @Body() { reason }: DecisionBody, @Deciding() by: Proposer): Promise<object> {
    return this.desk.approve(id, reason ?? null, by);
  }

  @Post(':id/refuse')
  @HttpCode(200)
  @Allow('operator', CUSTOMER_ROLE)
  refuse(@RowId('id') id: number, @Body() { reason }: RefusalBody, @Deciding() by: Proposer): Promise<object> {
    return this.desk.refuse(id, reason, by);
  }

  @Post(':id/withdraw')
  @HttpCode(200)
  @Allow('operator', CUSTOMER_ROLE)
  withdraw(@RowId('id') id: number, @Body() { reason }: DecisionBody, @Deciding() by: Proposer): Promise<object> {
    return this.desk.withdraw(id, reason ?? null, by);
  }
}
