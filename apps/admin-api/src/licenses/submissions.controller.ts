import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { LicenseDesk } from '@pksn/store-postgres';
import type { CustomerScope } from '../auth/caller';
import { Actor, Scope } from '../auth/caller';
import { Allow, AllowEverybody, CUSTOMER_ROLE } from '../auth/roles';
import { RefuseBody, SubmissionsBody } from './license-requests';
import { pendingView } from './license-views';
import { SubmissionDesk } from './submission-desk';

/** License files on their way into the registry. */
@Controller('api/v1')
export class SubmissionsController {
  constructor(
    private readonly desk: LicenseDesk,
    private readonly submissions: SubmissionDesk,
  ) {}

  @Post('license-submissions')
  @HttpCode(200)
  @Allow('license-manager', CUSTOMER_ROLE)
  async submit(@Body() body: SubmissionsBody, @Actor() actor: string, @Scope() scope: CustomerScope): Promise<object> {
    return { results: await this.submissions.submit(body.files, actor, scope) };
  }

  @Get('licenses/pending')
  @AllowEverybody()
  async pending(@Scope() scope: CustomerScope): Promise<object> {
    return { submissions: (await this.desk.pending(scope)).map(pendingView) };
  }

  @Post('licenses/pending/:name/approve')
  @HttpCode(200)
  @Allow('license-manager')
  approve(@Param('name') name: string, @Actor() actor: string): Promise<object> {
    return this.submissions.approve(name, actor);
  }

  @Post('licenses/pending/:name/refuse')
  @HttpCode(200)
  @Allow('license-manager')
  async refuseFor(@Param('name') name: string, @Body() body: RefuseBody, @Actor() actor: string): Promise<object> {
    await this.desk.refuse(name, actor, body.reason);
    return { submission: name, refused: true };
  }

  @Delete('licenses/pending/:name')
  @HttpCode(204)
  @Allow('license-manager')
  refuse(@Param('name') name: string, @Actor() actor: string): Promise<void> {
    return this.desk.refuse(name, actor);
  }
}
