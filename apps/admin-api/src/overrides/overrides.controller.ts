import { Body, Controller, Delete, Get, Post } from '@nestjs/common';
import { Overrides } from '@pksn/store-postgres';
import { Allow, AllowStaff } from '../auth/roles';
import { Actor } from '../auth/token-guard';
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
  @AllowStaff()
  async list(): Promise<object> {
    return { overrides: await this.desk.list() };
  }

  @Post()
  @Allow('operator')
  add(@Body() body: OverrideBody, @Actor() actor: string): Promise<object> {
    return this.desk.add(body, actor);
  }

  @Delete(':id')
  @Allow('operator')
  async remove(@RowId('id') id: number, @Actor() actor: string): Promise<object> {
    return { generation: await this.overrides.remove(String(id), actor) };
  }
}
