import { Controller, Get, Param } from '@nestjs/common';
import type { CustomerScope } from '../auth/caller';
import { Scope } from '../auth/caller';
import { AllowEverybody } from '../auth/roles';
import { RefusalDesk } from './refusal-desk';
import { FingerprintPath } from './refusal-requests';

/** Why a key is refused, by its fingerprint: nobody hands in a key. */
@Controller('api/v1/license-keys')
export class RefusalsController {
  constructor(private readonly desk: RefusalDesk) {}

  @Get(':fingerprint')
  @AllowEverybody()
  why(@Param() { fingerprint }: FingerprintPath, @Scope() scope: CustomerScope): Promise<object> {
    return this.desk.why(fingerprint, scope);
  }
}
