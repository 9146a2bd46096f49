import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import { KnockingKeys } from '@pksn/store-postgres';
import { Allow, AllowStaff } from '../auth/roles';
import { Actor } from '../auth/caller';
import { KnockingDesk } from './knocking-desk';
import { KnockingQuery } from './knocking-requests';
import { knockingView } from './knocking-view';

/** Keys that ask and were never submitted. */
@Controller('api/v1/licenses/knocking')
export class KnockingController {
  constructor(
    private readonly desk: KnockingDesk,
    private readonly knocking: KnockingKeys,
  ) {}

  @Get()
  @AllowStaff()
  list(@Query() query: KnockingQuery): Promise<object> {
    return this.desk.list(query);
  }

  @Get(':fingerprint')
  @AllowStaff()
  async show(@Param('fingerprint') fingerprint: string): Promise<object> {
    return knockingView(await this.knocking.one(fingerprint));
  }

  @Delete(':fingerprint')
  @HttpCode(204)
  @Allow('license-manager')
  dismiss(@Param('fingerprint') fingerprint: string, @Actor() actor: string): Promise<void> {
    return this.knocking.dismiss(fingerprint, actor);
  }
}
