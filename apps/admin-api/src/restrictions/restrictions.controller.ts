import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { Fault } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import { Restrictions } from '@pksn/store-postgres';
import { Actor } from '../auth/caller';
import { Allow, AllowStaff } from '../auth/roles';
import { expiryOf } from '../overrides/expiry';
import { CLOCK } from '../tokens';
import { LiftBody, RestrictionBody } from './restriction-requests';

/** Which requests the provider does not take for a time. Every query process follows within a second. */
@Controller('api/v1/restrictions')
export class RestrictionsController {
  constructor(
    private readonly restrictions: Restrictions,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @AllowStaff()
  async list(): Promise<object> {
    return { restrictions: await this.restrictions.list() };
  }

  @Post()
  @HttpCode(200)
  @Allow('operator')
  async set(@Body() body: RestrictionBody, @Actor() actor: string): Promise<object> {
    const { objects, mode, sample = null, from, until, reason } = body;
    if ((mode === 'sampled') !== (sample !== null))
      throw new Fault('REQUEST_MALFORMED', 'sample goes with the mode sampled, and with no other');
    const notBefore = from === undefined ? null : new Date(from);
    const end = until === undefined ? null : expiryOf(until, this.clock.now(), 'REQUEST_MALFORMED');
    const restriction = { objects, mode, sample, notBefore, until: end, reason };
    return { restrictions: await this.restrictions.set(restriction, actor) };
  }

  @Post('lift')
  @HttpCode(200)
  @Allow('operator')
  async lift(@Body() { objects }: LiftBody, @Actor() actor: string): Promise<object> {
    return { restrictions: await this.restrictions.lift(objects, actor) };
  }
}
