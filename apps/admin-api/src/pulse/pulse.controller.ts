import { Controller, Get, Query } from '@nestjs/common';
import { AllowStaff } from '../auth/roles';
import { PulseDesk } from './pulse-desk';
import { PulseQuery } from './pulse-requests';

/** What the service answers just now: of everybody together, so for staff alone. */
@Controller('api/v1/pulse')
export class PulseController {
  constructor(private readonly desk: PulseDesk) {}

  @Get()
  @AllowStaff()
  pulse(@Query() query: PulseQuery): Promise<object> {
    return this.desk.pulse(query);
  }
}
