import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { LicenseDesk } from '@pksn/store-postgres';
import type { CustomerScope } from '../auth/caller';
import { Actor, Scope } from '../auth/caller';
import { Allow, AllowEverybody, CUSTOMER_ROLE } from '../auth/roles';
import { LicenseRegister } from './license-register';
import { FileQuery, GrantBody, LicensesQuery, OverlapBody, ReasonBody, RevokeBody } from './license-requests';

/** Licenses, and the keys that may ask. */
@Controller('api/v1/licenses')
export class LicensesController {
  constructor(
    private readonly register: LicenseRegister,
    private readonly desk: LicenseDesk,
  ) {}

  @Get()
  @AllowEverybody()
  list(@Query() query: LicensesQuery, @Scope() scope: CustomerScope): Promise<object> {
    return this.register.list(query, scope);
  }

  @Get(':id')
  @AllowEverybody()
  show(@Param('id') id: string, @Scope() scope: CustomerScope): Promise<object> {
    return this.register.show(id, scope);
  }

  @Get(':id/history')
  @AllowEverybody()
  history(@Param('id') id: string, @Scope() scope: CustomerScope): Promise<object> {
    return this.register.history(id, scope);
  }

  @Get(':id/file')
  @AllowEverybody()
  file(@Param('id') id: string, @Query() query: FileQuery, @Scope() scope: CustomerScope): Promise<object> {
    return this.register.file(id, query.key, scope);
  }

  @Post(':id/revoke')
  @HttpCode(200)
  @Allow('license-manager', CUSTOMER_ROLE)
  async revoke(
    @Param('id') id: string,
    @Body() body: RevokeBody,
    @Actor() actor: string,
    @Scope() scope: CustomerScope,
  ): Promise<object> {
    const revoked = await this.desk.revoke(id, body.fingerprint ?? null, body.reason, actor, scope);
    return { ...(await this.register.show(id, scope)), revoked };
  }

  @Post(':id/overlap')
  @HttpCode(200)
  @Allow('license-manager', CUSTOMER_ROLE)
  async overlap(
    @Param('id') id: string,
    @Body() body: OverlapBody,
    @Actor() actor: string,
    @Scope() scope: CustomerScope,
  ): Promise<object> {
    await this.desk.setOverlap(id, body.hours, actor, scope);
    return this.register.show(id, scope);
  }

  @Post(':id/change')
  @HttpCode(200)
  @Allow('license-manager')
  async change(@Param('id') id: string, @Body() body: ReasonBody, @Actor() actor: string): Promise<object> {
    await this.desk.markChanged(id, body.reason, actor);
    return this.register.show(id, null);
  }

  /** Takes back the provider's own mark; never its vendor's. */
  @Post(':id/unchange')
  @HttpCode(200)
  @Allow('license-manager')
  async unchange(@Param('id') id: string, @Body() body: ReasonBody, @Actor() actor: string): Promise<object> {
    await this.desk.unmarkChanged(id, body.reason, actor);
    return this.register.show(id, null);
  }

  @Post(':id/grant')
  @HttpCode(200)
  @Allow('license-manager')
  async grant(@Param('id') id: string, @Body() body: GrantBody, @Actor() actor: string): Promise<object> {
    const withoutContent = await this.desk.grant(id, body.feeds, actor, body.reason);
    return { ...(await this.register.show(id, null)), withoutContent };
  }

  @Post(':id/ungrant')
  @HttpCode(200)
  @Allow('license-manager')
  async ungrant(@Param('id') id: string, @Body() body: GrantBody, @Actor() actor: string): Promise<object> {
    await this.desk.ungrant(id, body.feeds, actor, body.reason);
    return this.register.show(id, null);
  }
}
