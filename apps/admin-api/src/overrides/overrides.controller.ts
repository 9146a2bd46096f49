import { Body, Controller, Delete, Get, Post } from '@nestjs/common';
import { Overrides } from '@pksn/store-postgres';
import type { CustomerScope } from '../auth/caller';
import { Actor, Scope } from '../auth/caller';
import { Allow, AllowEverybody, CUSTOMER_ROLE } from '../auth/roles';
import { RowId } from '../row-id';
import { OverrideDesk } from './override-desk';
import { OverrideBody } from './override-requests';

/** The provider's and the customers' own verdicts. */
@Controller('api/v1/overrides')
export class OverridesController {
  constructor(
    private readonly desk: OverrideDesk,
    private readonly overrides: Overrides,
  ) {}

  @Get()
  @AllowEverybody()
  async list(@Scope() scope: CustomerScope): Promise<object> {
    return { overrides: await this.desk.list(scope) };
  }

  @Post()
  @Allow('operator', CUSTOMER_ROLE)
  add(@Body() body: OverrideBody, @Actor() actor: string, @Scope() scope: CustomerScope): Promise<object> {
    return this.desk.add(body, actor, scope);
  }

  @Delete(':id')
  @Allow('operator', CUSTOMER_ROLE)
  async remove(@RowId('id') id: number, @Actor() actor: string, @Scope() scope: CustomerScope): Promise<object> {
    return { generation: await this.overrides.remove(String(id), actor, scope) };
  }
}
