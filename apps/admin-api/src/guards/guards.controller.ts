import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { NO_GUARDS } from '@pksn/ingest';
import { GuardLists } from '@pksn/store-postgres';
import { Actor } from '../auth/caller';
import { Allow, AllowStaff } from '../auth/roles';
import { ImportBody } from '../overrides/override-imports';
import { GuardImportQuery, ThresholdsBody, ThresholdsQuery } from './guard-requests';
import { GuardUpload } from './guard-upload';

/** Lists of objects that turn red only with a person's word, and thresholds. */
@Controller('api/v1/guards')
export class GuardsController {
  constructor(private readonly lists: GuardLists) {}

  @Get()
  @AllowStaff()
  async list(): Promise<object> {
    return { lists: await this.lists.list(), thresholds: await this.lists.thresholds() };
  }

  @Get('lists/:name')
  @AllowStaff()
  show(@Param('name') name: string): Promise<object> {
    return this.lists.show(name);
  }

  /** Takes the place of the list of this name, as a whole or not at all. */
  @Post('import')
  @HttpCode(200)
  @Allow('operator')
  import(
    @Query() query: GuardImportQuery,
    @ImportBody() body: AsyncIterable<Buffer>,
    @Actor() actor: string,
  ): Promise<object> {
    const { name, kind, feed } = query;
    return this.lists.replace({ name, kind, feed: feed ?? null }, new GuardUpload(body, kind), actor);
  }

  @Delete('lists/:name')
  @Allow('operator')
  async remove(@Param('name') name: string, @Actor() actor: string): Promise<object> {
    await this.lists.remove(name, actor);
    return { name, removed: true };
  }

  @Put('thresholds')
  @Allow('operator')
  async setThresholds(@Body() body: ThresholdsBody, @Actor() actor: string): Promise<object> {
    const { feed = null, gonePercent = null, popularFlips = null } = body;
    const popularFrom = body.popularFrom ?? NO_GUARDS.thresholds.popularFrom;
    await this.lists.setThresholds(feed, { gonePercent, popularFlips, popularFrom }, actor);
    return { thresholds: await this.lists.thresholds() };
  }

  @Delete('thresholds')
  @Allow('operator')
  async removeThresholds(@Query() { feed }: ThresholdsQuery, @Actor() actor: string): Promise<object> {
    await this.lists.setThresholds(feed ?? null, null, actor);
    return { thresholds: await this.lists.thresholds() };
  }
}
