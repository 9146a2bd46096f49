import { Body, Controller, Get, HttpCode, Post, Put } from '@nestjs/common';
import { Actor } from '../auth/caller';
import { Allow, AllowStaff } from '../auth/roles';
import { AskedHost } from './asked-host';
import { TlsDesk } from './tls-desk';
import type { TlsView } from './tls-desk';
import { CertificateBody, ForceBody, RequestBody } from './tls-requests';

/** The certificates by which clients know this service. Private keys go in, and never out. */
@Controller('api/v1/tls')
export class TlsController {
  constructor(private readonly desk: TlsDesk) {}

  @Get()
  @AllowStaff()
  show(): Promise<TlsView> {
    return this.desk.show();
  }

  @Put()
  @Allow()
  replace(@Body() body: CertificateBody, @AskedHost() host: string, @Actor() actor: string): Promise<TlsView> {
    return this.desk.replace(body, host, actor);
  }

  @Post('request')
  @HttpCode(200)
  @Allow()
  request(@Body() { names }: RequestBody, @AskedHost() host: string, @Actor() actor: string): Promise<object> {
    return this.desk.request(names ?? null, host, actor);
  }

  @Post('revert')
  @HttpCode(200)
  @Allow()
  revert(@Body() { force }: ForceBody, @AskedHost() host: string, @Actor() actor: string): Promise<TlsView> {
    return this.desk.revert(force, host, actor);
  }
}
