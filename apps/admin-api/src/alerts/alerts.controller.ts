import { Controller, Get } from '@nestjs/common';
import { AllowEverybody } from '../auth/roles';
import type { CustomerScope } from '../auth/caller';
import { Scope } from '../auth/caller';
import { AlertBoard } from './alert-board';

/** What will hurt soon, or hurts already. */
@Controller('api/v1')
export class AlertsController {
  constructor(private readonly board: AlertBoard) {}

  @Get('alerts')
  @AllowEverybody()
  async alerts(@Scope() scope: CustomerScope): Promise<object> {
    return { alerts: await this.board.list(scope) };
  }
}
