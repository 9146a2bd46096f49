import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Actor } from '../auth/caller';
import { AllowEverybody } from '../auth/roles';
import { RowId } from '../row-id';
import { AccountDesk } from './account-desk';
import { ConfirmFactorBody, FactorBody, LanguageBody, OwnPasswordBody, PresentPasswordBody } from './account-requests';

/** What a person does about itself. */
@Controller('api/v1/account')
export class AccountController {
  constructor(private readonly desk: AccountDesk) {}

  @Get()
  @AllowEverybody()
  show(@Req() request: FastifyRequest): Promise<object> {
    return this.desk.show(request);
  }

  @Patch()
  @AllowEverybody()
  speak(@Body() { language }: LanguageBody, @Req() request: FastifyRequest): Promise<object> {
    return this.desk.speak(request, language);
  }

  @Post('password')
  @HttpCode(200)
  @AllowEverybody()
  setPassword(
    @Body() body: OwnPasswordBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Actor() actor: string,
  ): Promise<object> {
    return this.desk.setPassword(body, request, reply, actor);
  }

  @Post('second-factor')
  @HttpCode(200)
  @AllowEverybody()
  proposeFactor(@Body() { present }: PresentPasswordBody, @Req() request: FastifyRequest): Promise<object> {
    return this.desk.proposeFactor(present, request);
  }

  @Post('second-factor/confirm')
  @HttpCode(200)
  @AllowEverybody()
  confirmFactor(
    @Body() { code }: ConfirmFactorBody,
    @Req() request: FastifyRequest,
    @Actor() actor: string,
  ): Promise<object> {
    return this.desk.confirmFactor(code, request, actor);
  }

  @Post('second-factor/remove')
  @HttpCode(200)
  @AllowEverybody()
  removeFactor(@Body() body: FactorBody, @Req() request: FastifyRequest, @Actor() actor: string): Promise<object> {
    return this.desk.removeFactor(body, request, actor);
  }

  @Post('recovery-codes')
  @HttpCode(200)
  @AllowEverybody()
  newRecoveryCodes(@Body() body: FactorBody, @Req() request: FastifyRequest, @Actor() actor: string): Promise<object> {
    return this.desk.newRecoveryCodes(body, request, actor);
  }

  @Get('sessions')
  @AllowEverybody()
  sessions(@Req() request: FastifyRequest): Promise<object> {
    return this.desk.sessions(request);
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @AllowEverybody()
  endSession(@RowId('id') id: number, @Req() request: FastifyRequest, @Actor() actor: string): Promise<void> {
    return this.desk.endSession(id, request, actor);
  }

  @Post('sessions/end-others')
  @HttpCode(200)
  @AllowEverybody()
  endOthers(@Req() request: FastifyRequest, @Actor() actor: string): Promise<object> {
    return this.desk.endOthers(request, actor);
  }
}
