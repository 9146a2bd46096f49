import { Controller, Get, Query } from '@nestjs/common';
import { AllowStaff } from '../auth/roles';
import { StatisticsDesk } from './statistics-desk';
import { QueriesQuery, UnknownQuery } from './statistics-requests';

/** What the service counts of its own answers: of everybody together, so for staff alone. */
@Controller('api/v1/statistics')
export class StatisticsController {
  constructor(private readonly statistics: StatisticsDesk) {}

  @Get('queries')
  @AllowStaff()
  queries(@Query() query: QueriesQuery): Promise<object> {
    return this.statistics.queries(query);
  }

  @Get('unknown')
  @AllowStaff()
  unknown(@Query() query: UnknownQuery): Promise<object> {
    return this.statistics.unknown(query);
  }
}
