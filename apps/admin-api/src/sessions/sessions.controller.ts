import { Controller, Delete, Get, HttpCode } from '@nestjs/common';
import { Actor } from '../auth/caller';
import { Allow } from '../auth/roles';
import { RowId } from '../row-id';
import { SessionDesk } from './session-desk';

/** Everybody's sessions, for administrators. */
@Controller('api/v1')
export class SessionsController {
  constructor(private readonly desk: SessionDesk) {}

  @Get('sessions')
  @Allow()
  list(): Promise<object> {
    return this.desk.list();
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @Allow()
  end(@RowId('id') id: number, @Actor() actor: string): Promise<void> {
    return this.desk.end(id, actor);
  }

  @Delete('people/:id/sessions')
  @Allow()
  endOf(@RowId('id') id: number, @Actor() actor: string): Promise<object> {
    return this.desk.endOf(id, actor);
  }
}
