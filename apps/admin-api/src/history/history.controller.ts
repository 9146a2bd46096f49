import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { Actor } from '../auth/caller';
import { Allow, AllowStaff } from '../auth/roles';
import { RowId } from '../row-id';
import { HistoryDesk } from './history-desk';
import { AuditQuery, BreakBody, ChainQuery } from './history-requests';

/** The audit log, its chain, and the checkpoints that vouch for it. */
@Controller('api/v1/audit')
export class HistoryController {
  constructor(private readonly desk: HistoryDesk) {}

  @Get()
  @AllowStaff()
  list(@Query() query: AuditQuery): Promise<object> {
    return this.desk.list(query);
  }

  @Get('head')
  @AllowStaff()
  head(): Promise<object> {
    return this.desk.head();
  }

  @Get('chain')
  @AllowStaff()
  chain(@Query() query: ChainQuery): Promise<object> {
    return this.desk.chain(query);
  }

  @Get('strays')
  @AllowStaff()
  strays(): Promise<object> {
    return this.desk.strays();
  }

  @Get('checkpoints')
  @AllowStaff()
  checkpoints(): Promise<object> {
    return this.desk.checkpoints();
  }

  @Get('checkpoints/newest')
  @AllowStaff()
  newest(): Promise<object> {
    return this.desk.checkpoint(null);
  }

  @Get('checkpoints/:number')
  @AllowStaff()
  checkpoint(@RowId('number') number: number): Promise<object> {
    return this.desk.checkpoint(number);
  }

  @Post('checkpoints')
  @Allow('operator')
  make(): Promise<object> {
    return this.desk.make();
  }

  @Post('breaks')
  @Allow()
  accept(@Body() { reason }: BreakBody, @Actor() actor: string): Promise<object> {
    return this.desk.accept(reason, actor);
  }
}
