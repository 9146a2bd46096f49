import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { IntegrationTokens } from '@pksn/store-postgres';
import { Allow, AllowEverybody, CUSTOMER_ROLE } from '../auth/roles';
import type { CustomerScope } from '../auth/caller';
import { Actor, Scope } from '../auth/caller';
import { RowId } from '../row-id';
import { IntegrationDesk } from './integration-desk';
import { IntegrationTokenBody, IntegrationTokensQuery } from './integration-requests';

/** What third-party tools use in place of a license key. */
@Controller('api/v1/integration-tokens')
export class IntegrationsController {
  constructor(
    private readonly desk: IntegrationDesk,
    private readonly tokens: IntegrationTokens,
  ) {}

  @Get()
  @AllowEverybody()
  list(@Query() query: IntegrationTokensQuery, @Scope() scope: CustomerScope): Promise<object> {
    return this.desk.list(query, scope);
  }

  @Post()
  @Allow('license-manager', CUSTOMER_ROLE)
  create(@Body() body: IntegrationTokenBody, @Scope() scope: CustomerScope, @Actor() actor: string): Promise<object> {
    return this.desk.create(body, scope, actor);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('license-manager', CUSTOMER_ROLE)
  revoke(@RowId('id') id: number, @Scope() scope: CustomerScope, @Actor() actor: string): Promise<void> {
    return this.tokens.revoke(id, scope, actor);
  }
}
