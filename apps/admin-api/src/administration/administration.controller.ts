import { Body, Controller, Delete, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import type { TokenHolder } from '@pksn/store-postgres';
import { Administration } from '@pksn/store-postgres';
import { Allow, AllowStaff } from '../auth/roles';
import { Actor, Caller, TokenId } from '../auth/caller';
import { RowId } from '../row-id';
import { ForceQuery, ProviderBody, TokenBody } from './administration-requests';
import { Health } from './health';
import { makeToken, tokenView } from './token-order';

/** Who runs the service, who may administer it, and how it is. */
@Controller('api/v1')
export class AdministrationController {
  constructor(
    private readonly administration: Administration,
    private readonly health: Health,
  ) {}

  @Get('provider')
  @AllowStaff()
  provider(): Promise<object> {
    return this.administration.provider();
  }

  @Put('provider')
  @Allow()
  async setProvider(@Body() body: ProviderBody, @Actor() actor: string): Promise<object> {
    await this.administration.setProvider(body, actor);
    return this.administration.provider();
  }

  @Post('tokens')
  @Allow()
  createToken(@Body() body: TokenBody, @Actor() actor: string, @Caller() by: TokenHolder): Promise<object> {
    return makeToken(this.administration, body, actor, by);
  }

  @Get('tokens')
  @Allow()
  async listTokens(@TokenId() callerId: string): Promise<object> {
    return { tokens: (await this.administration.tokens()).map((one) => tokenView(one, callerId)) };
  }

  @Delete('tokens/:id')
  @HttpCode(204)
  @Allow()
  revokeToken(
    @RowId('id') id: number,
    @Query() { force }: ForceQuery,
    @Actor() actor: string,
    @TokenId() own: string,
  ): Promise<void> {
    return this.administration.revokeToken(id, actor, { own, force: force === 'true' });
  }

  @Get('health')
  @AllowStaff()
  healthReport(): Promise<object> {
    return this.health.report();
  }
}
