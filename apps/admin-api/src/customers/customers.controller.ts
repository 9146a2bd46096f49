import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import type { CustomerScope } from '../auth/caller';
import { Actor, Scope } from '../auth/caller';
import { Allow, AllowEverybody } from '../auth/roles';
import { CustomerDesk } from './customer-desk';
import { CustomerBody, CustomerPatchBody, CustomersQuery } from './customer-requests';

/** Organizations that are served. */
@Controller('api/v1/customers')
export class CustomersController {
  constructor(private readonly desk: CustomerDesk) {}

  @Get()
  @AllowEverybody()
  list(@Query() query: CustomersQuery, @Scope() scope: CustomerScope): Promise<object> {
    return this.desk.list(query, scope);
  }

  @Post()
  @Allow('license-manager')
  add(@Body() body: CustomerBody, @Actor() actor: string): Promise<object> {
    return this.desk.add(body, actor);
  }

  @Get(':id')
  @AllowEverybody()
  show(@Param('id') id: string, @Scope() scope: CustomerScope): Promise<object> {
    return this.desk.show(id, scope);
  }

  @Patch(':id')
  @Allow('license-manager')
  change(@Param('id') id: string, @Body() body: CustomerPatchBody, @Actor() actor: string): Promise<object> {
    return this.desk.change(id, body, actor);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('license-manager')
  remove(@Param('id') id: string, @Actor() actor: string): Promise<void> {
    return this.desk.remove(id, actor);
  }
}
