import { Body, Controller, Get, Put } from '@nestjs/common';
import { Actor } from '../auth/caller';
import { Allow, AllowStaff } from '../auth/roles';
import { InstallationDesk } from './installation-desk';
import { InstallationSettingsBody } from './installation-requests';

/** Limits and retention that are set for the whole installation while it runs. Every process follows within seconds. */
@Controller('api/v1/settings')
export class InstallationController {
  constructor(private readonly desk: InstallationDesk) {}

  @Get()
  @AllowStaff()
  list(): Promise<object> {
    return this.desk.list();
  }

  @Put()
  @Allow()
  change(@Body() body: InstallationSettingsBody, @Actor() actor: string): Promise<object> {
    return this.desk.change(body, actor);
  }
}
