import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import type { Proposer } from '@pksn/store-postgres';
import { GenerationHistory, TrustedVendors } from '@pksn/store-postgres';
import { Allow, AllowStaff } from '../auth/roles';
import { Actor, Deciding } from '../auth/caller';
import { RowId } from '../row-id';
import { CursorQuery } from '../page-queries';
import { FeedSettingsBody, TrustBody } from './feed-requests';
import { FeedDesk } from './feed-desk';
import { TrustDesk } from './trust-desk';

/** Feeds, the trust that guards them, and the generations that answer. */
@Controller('api/v1')
export class FeedsController {
  constructor(
    private readonly desk: FeedDesk,
    private readonly trust: TrustDesk,
    private readonly vendors: TrustedVendors,
    private readonly history: GenerationHistory,
  ) {}

  @Get('feeds')
  @AllowStaff()
  async listFeeds(): Promise<object> {
    return { feeds: await this.desk.list() };
  }

  @Get('feeds/:vendor/:name')
  @AllowStaff()
  showFeed(@Param('vendor') vendor: string, @Param('name') name: string): Promise<object> {
    return this.desk.show(`${vendor}/${name}`);
  }

  @Patch('feeds/:vendor/:name')
  @Allow('operator')
  setFeed(
    @Param('vendor') vendor: string,
    @Param('name') name: string,
    @Body() body: FeedSettingsBody,
    @Actor() actor: string,
  ): Promise<object> {
    return this.desk.set(`${vendor}/${name}`, body, actor);
  }

  @Get('trust')
  @AllowStaff()
  async listTrust(): Promise<object> {
    return { vendors: await this.trust.list() };
  }

  @Post('trust')
  @Allow()
  addTrust(@Body() body: TrustBody, @Deciding() by: Proposer): Promise<object> {
    return this.trust.add(body.root, body.fingerprint, by);
  }

  /** What is lost with the trust in a vendor, to be looked at before it is ended. */
  @Get('trust/:vendor/stakes')
  @AllowStaff()
  trustStakes(@Param('vendor') vendor: string): Promise<object> {
    return this.vendors.stakes(vendor);
  }

  @Delete('trust/:vendor')
  @HttpCode(204)
  @Allow()
  removeTrust(@Param('vendor') vendor: string, @Deciding() by: Proposer): Promise<object | null> {
    return this.trust.remove(vendor, by);
  }

  @Get('generations')
  @AllowStaff()
  generations(@Query() query: CursorQuery): Promise<object> {
    return this.desk.generations(query);
  }

  @Get('generations/:number')
  @AllowStaff()
  async generation(@RowId('number') number: number): Promise<object> {
    return this.desk.generation(await this.history.show(number));
  }
}
