import { Body, Controller, Get, Put } from '@nestjs/common';
import type { Proposer } from '@pksn/store-postgres';
import { Deciding } from '../auth/caller';
import { Allow, AllowStaff } from '../auth/roles';
import { FourEyesDesk } from './four-eyes-desk';
import { FourEyesBody } from './proposal-requests';

/** What needs two people. */
@Controller('api/v1/four-eyes')
export class FourEyesController {
  constructor(private readonly desk: FourEyesDesk) {}

  @Get()
  @AllowStaff()
  show(): Promise<object> {
    return this.desk.show();
  }

  @Put()
  @Allow()
  set(@Body() body: FourEyesBody, @Deciding() by: Proposer): Promise<object> {
    return this.desk.set(body, by);
  }
}
