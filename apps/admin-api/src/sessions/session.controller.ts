import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FirstRunDesk } from './first-run-desk';
import { SessionDesk } from './session-desk';
import { FirstRunBody, SignInBody, WelcomeBody } from './session-requests';
import { SignInDesk } from './sign-in-desk';

/** Coming in and going out: open to everybody. */
@Controller('api/v1')
export class SessionController {
  constructor(
    private readonly desk: SessionDesk,
    private readonly signIns: SignInDesk,
    private readonly firstRun: FirstRunDesk,
  ) {}

  @Get('session')
  show(@Req() request: FastifyRequest): Promise<object> {
    return this.desk.show(request);
  }

  @Post('session')
  @HttpCode(200)
  signIn(
    @Body() body: SignInBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.signIns.signIn(body, request, reply);
  }

  @Delete('session')
  @HttpCode(204)
  signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    return this.desk.signOut(request, reply);
  }

  @Post('first-run')
  @HttpCode(200)
  finishFirstRun(
    @Body() body: FirstRunBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.firstRun.finish(body, request, reply);
  }

  @Post('welcome')
  @HttpCode(200)
  welcome(
    @Body() body: WelcomeBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.signIns.welcome(body, request, reply);
  }
}
