import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { CustomerScope } from '../auth/caller';
import { Scope } from '../auth/caller';
import { AllowEverybody } from '../auth/roles';
import { ExplainBody } from './explain-requests';
import { Explainer } from './explainer';

@Controller('api/v1/explain')
export class ExplainController {
  constructor(private readonly explainer: Explainer) {}

  @Post()
  @HttpCode(200)
  @AllowEverybody()
  explain(@Body() body: ExplainBody, @Scope() scope: CustomerScope): Promise<object> {
    return this.explainer.explain(body, scope);
  }
}
