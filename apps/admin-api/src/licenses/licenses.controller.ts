import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { Clock } from '@pksn/runtime';
import { LicenseDesk } from '@pksn/store-postgres';
import { Allow, AllowStaff } from '../auth/roles';
import { Actor } from '../auth/token-guard';
import { CLOCK } from '../tokens';
import { GrantBody, OverlapBody, ReasonBody, RevokeBody, SubmissionsBody } from './license-requests';
import { customerViews, licenseViews, pendingView } from './license-views';
import { SubmissionDesk } from './submission-desk';

/** Customers, their licenses, and the keys that may ask. */
@Controller('api/v1')
export class LicensesController {
  constructor(
    private readonly desk: LicenseDesk,
    private readonly submissions: SubmissionDesk,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post('license-submissions')
  @HttpCode(200)
  @Allow('license-manager')
  async submit(@Body() body: SubmissionsBody, @Actor() actor: string): Promise<object> {
    return { results: await this.submissions.submit(body.files, actor) };
  }

  @Get('licenses')
  @AllowStaff()
  async list(): Promise<object> {
    return { licenses: licenseViews(await this.desk.list(), this.clock.now()) };
  }

  @Get('licenses/pending')
  @AllowStaff()
  async pending(): Promise<object> {
    return { submissions: (await this.desk.pending()).map(pendingView) };
  }

  @Post('licenses/pending/:digest/approve')
  @HttpCode(200)
  @Allow('license-manager')
  approve(@Param('digest') digest: string, @Actor() actor: string): Promise<object> {
    return this.submissions.approve(digest, actor);
  }

  @Delete('licenses/pending/:digest')
  @HttpCode(204)
  @Allow('license-manager')
  refuse(@Param('digest') digest: string, @Actor() actor: string): Promise<void> {
    return this.desk.refuse(digest, actor);
  }

  @Get('licenses/:id')
  @AllowStaff()
  async show(@Param('id') id: string): Promise<object> {
    return licenseViews(await this.desk.keysOf(id), this.clock.now())[0] ?? {};
  }

  @Post('licenses/:id/revoke')
  @HttpCode(200)
  @Allow('license-manager')
  async revoke(@Param('id') id: string, @Body() body: RevokeBody, @Actor() actor: string): Promise<object> {
    return { revoked: await this.desk.revoke(id, body.fingerprint ?? null, body.reason, actor) };
  }

  @Post('licenses/:id/change')
  @HttpCode(200)
  @Allow('license-manager')
  async change(@Param('id') id: string, @Body() body: ReasonBody, @Actor() actor: string): Promise<object> {
    await this.desk.markChanged(id, body.reason, actor);
    return this.show(id);
  }

  @Post('licenses/:id/overlap')
  @HttpCode(200)
  @Allow('license-manager')
  async overlap(@Param('id') id: string, @Body() body: OverlapBody, @Actor() actor: string): Promise<object> {
    await this.desk.setOverlap(id, body.hours, actor);
    return this.show(id);
  }

  @Post('licenses/:id/grant')
  @HttpCode(200)
  @Allow('license-manager')
  async grant(@Param('id') id: string, @Body() body: GrantBody, @Actor() actor: string): Promise<object> {
    await this.desk.grant(id, body.feeds, actor);
    return this.show(id);
  }

  @Get('customers')
  @AllowStaff()
  async customers(): Promise<object> {
    return { customers: customerViews(await this.desk.list()) };
  }
}
