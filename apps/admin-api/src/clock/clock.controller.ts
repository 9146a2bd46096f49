import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { Actor } from '../auth/caller';
import { Allow, AllowStaff } from '../auth/roles';
import { ClockDesk } from './clock-desk';
import { ClockResetBody } from './clock-requests';

/** The time by which everything is judged. */
@Controller('api/v1/clock')
export class ClockController {
  constructor(private readonly desk: ClockDesk) {}

  @Get()
  @AllowStaff()
  show(): Promise<object> {
    return this.desk.show();
  }

  @Post('reset')
  @HttpCode(200)
  @Allow()
  reset(@Body() { reason }: ClockResetBody, @Actor() actor: string): Promise<object> {
    return this.desk.reset(reason, actor);
  }
}
