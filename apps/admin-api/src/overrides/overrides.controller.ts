import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import type { OverrideCaller } from '../auth/caller';
import { Overrider } from '../auth/caller';
import { Allow, AllowMachinesToo, CUSTOMER_ROLE, MACHINE_ROLE } from '../auth/roles';
import { RowId } from '../row-id';
import { OverrideDesk } from './override-desk';
import { ImportBody, OverrideImports } from './override-imports';
import { OverrideBody, OverrideChangeBody, OverrideImportQuery, OverridesQuery } from './override-requests';
import { OverrideShelf } from './override-shelf';

/** The provider's and the customers' own verdicts. */
@Controller('api/v1/overrides')
export class OverridesController {
  constructor(
    private readonly desk: OverrideDesk,
    private readonly shelf: OverrideShelf,
    private readonly imports: OverrideImports,
  ) {}

  @Get()
  @AllowMachinesToo()
  list(@Query() query: OverridesQuery, @Overrider() by: OverrideCaller): Promise<object> {
    return this.shelf.page(query, by);
  }

  @Post()
  @Allow('operator', CUSTOMER_ROLE, MACHINE_ROLE)
  add(@Body() body: OverrideBody, @Overrider() by: OverrideCaller): Promise<object> {
    return this.desk.add(body, by);
  }

  @Post('import')
  @HttpCode(200)
  @Allow('operator', CUSTOMER_ROLE)
  import(
    @Query() query: OverrideImportQuery,
    @ImportBody() body: AsyncIterable<Buffer>,
    @Overrider() by: OverrideCaller,
  ): Promise<object> {
    return this.imports.take(body, query, by);
  }

  @Patch(':id')
  @Allow('operator', CUSTOMER_ROLE, MACHINE_ROLE)
  change(@RowId('id') id: number, @Body() body: OverrideChangeBody, @Overrider() by: OverrideCaller): Promise<object> {
    return this.desk.change(String(id), body, by);
  }

  @Delete(':id')
  @Allow('operator', CUSTOMER_ROLE, MACHINE_ROLE)
  remove(@RowId('id') id: number, @Overrider() by: OverrideCaller): Promise<object> {
    return this.desk.remove(String(id), by);
  }
}
