import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { readProxySettings } from '@pksn/contract';
import { Proxies } from '@pksn/store-postgres';
import type { ProxyDefaults } from '@pksn/store-postgres';
import { Actor } from '../auth/caller';
import { Allow, AllowStaff } from '../auth/roles';
import { cursorOf, placeOf } from '../cursor';
import { readClientCertificate } from './client-certificate';
import { Fingerprint } from './fingerprint';
import { CertificateBody, ProxiesQuery, ProxyBody, RevisionQuery } from './proxy-requests';
import { proxyView, wholeProxyView } from './proxy-view';

/** Proxies of sites: by which certificates they are known, whose they are, and what is set for them. */
@Controller('api/v1')
export class ProxiesController {
  constructor(private readonly proxies: Proxies) {}

  @Get('proxies')
  @AllowStaff()
  async list(@Query() { customer, revoked, cursor, limit }: ProxiesQuery): Promise<object> {
    const after = cursor === undefined ? null : (placeOf(cursor, 2) as [string, string]);
    const found = await this.proxies.list({
      customerId: customer ?? null,
      withRevoked: revoked,
      after,
      limit: limit + 1,
    });
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return { proxies: page.map(proxyView), next: last === undefined ? null : cursorOf([last.name, last.id]) };
  }

  @Post('proxies')
  @Allow('operator')
  async enroll(@Body() { name, customer, certificate }: ProxyBody, @Actor() actor: string): Promise<object> {
    const order = { name, customerId: customer ?? null, certificate: readClientCertificate(certificate) };
    return proxyView(await this.proxies.enroll(order, actor));
  }

  @Get('proxies/:proxy')
  @AllowStaff()
  async one(@Param('proxy') proxy: string): Promise<object> {
    return wholeProxyView(await this.proxies.one(proxy), await this.proxies.defaults());
  }

  @Delete('proxies/:proxy')
  @HttpCode(204)
  @Allow('operator')
  revoke(@Param('proxy') proxy: string, @Actor() actor: string): Promise<void> {
    return this.proxies.revoke(proxy, actor);
  }

  @Post('proxies/:proxy/certificates')
  @Allow('operator')
  async renew(
    @Param('proxy') proxy: string,
    @Body() { certificate }: CertificateBody,
    @Actor() actor: string,
  ): Promise<object> {
    return proxyView(await this.proxies.addCertificate(proxy, readClientCertificate(certificate), actor));
  }

  @Delete('proxies/:proxy/certificates/:fingerprint')
  @HttpCode(204)
  @Allow('operator')
  revokeCertificate(
    @Param('proxy') proxy: string,
    @Fingerprint() fingerprint: string,
    @Actor() actor: string,
  ): Promise<void> {
    return this.proxies.revokeCertificate(proxy, fingerprint, actor);
  }

  @Put('proxies/:proxy/settings')
  @Allow('operator')
  async setOwn(
    @Param('proxy') proxy: string,
    @Body() body: object,
    @Query() { revision }: RevisionQuery,
    @Actor() actor: string,
  ): Promise<object> {
    const set = await this.proxies.setOwn(proxy, { ...readProxySettings(body) }, revision ?? null, actor);
    return wholeProxyView(set, await this.proxies.defaults());
  }

  @Get('proxy-defaults')
  @AllowStaff()
  defaults(): Promise<ProxyDefaults> {
    return this.proxies.defaults();
  }

  @Put('proxy-defaults')
  @Allow('operator')
  setDefaults(
    @Body() body: object,
    @Query() { revision }: RevisionQuery,
    @Actor() actor: string,
  ): Promise<ProxyDefaults> {
    return this.proxies.setDefaults({ ...readProxySettings(body) }, revision ?? null, actor);
  }
}
