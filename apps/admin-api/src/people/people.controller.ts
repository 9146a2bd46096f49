import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Put, Query } from '@nestjs/common';
import type { TokenHolder } from '@pksn/store-postgres';
import { ForceQuery } from '../administration/administration-requests';
import { Actor, Caller } from '../auth/caller';
import { Allow } from '../auth/roles';
import { RowId } from '../row-id';
import { PeopleDesk } from './people-desk';
import { GivenPasswordBody, PersonBody, PersonChangeBody } from './people-requests';

/** The people who may sign in. */
@Controller('api/v1/people')
export class PeopleController {
  constructor(private readonly desk: PeopleDesk) {}

  @Get()
  @Allow()
  list(): Promise<object> {
    return this.desk.list();
  }

  @Get(':id')
  @Allow()
  show(@RowId('id') id: number): Promise<object> {
    return this.desk.show(id);
  }

  @Post()
  @Allow()
  add(@Body() body: PersonBody, @Actor() actor: string, @Caller() by: TokenHolder): Promise<object> {
    return this.desk.add(body, actor, by);
  }

  @Patch(':id')
  @Allow()
  change(
    @RowId('id') id: number,
    @Body() body: PersonChangeBody,
    @Query() { force }: ForceQuery,
    @Actor() actor: string,
    @Caller() by: TokenHolder,
  ): Promise<object> {
    return this.desk.change(id, body, actor, { force: force === 'true', by });
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow()
  remove(
    @RowId('id') id: number,
    @Query() { force }: ForceQuery,
    @Actor() actor: string,
    @Caller() by: TokenHolder,
  ): Promise<void> {
    return this.desk.remove(id, actor, { force: force === 'true', by });
  }

  @Post(':id/code')
  @Allow()
  giveCode(@RowId('id') id: number, @Actor() actor: string, @Caller() by: TokenHolder): Promise<object> {
    return this.desk.giveCode(id, actor, by);
  }

  @Put(':id/password')
  @Allow()
  givePassword(
    @RowId('id') id: number,
    @Body() { password }: GivenPasswordBody,
    @Actor() actor: string,
    @Caller() by: TokenHolder,
  ): Promise<object> {
    return this.desk.givePassword(id, password, actor, by);
  }

  @Delete(':id/second-factor')
  @Allow()
  takeSecondFactor(@RowId('id') id: number, @Actor() actor: string, @Caller() by: TokenHolder): Promise<object> {
    return this.desk.takeSecondFactor(id, actor, by);
  }
}
