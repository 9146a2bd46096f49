import { Controller, Get } from '@nestjs/common';
import { AllowEverybody } from '../auth/roles';
import type { CustomerScope } from '../auth/token-guard';
import { Scope } from '../auth/token-guard';
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
