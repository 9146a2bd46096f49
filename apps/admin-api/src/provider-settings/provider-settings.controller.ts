import { Body, Controller, Get, Header, HttpCode, Inject, Post, Put, Query } from '@nestjs/common';
import type { Clock } from '@pksn/runtime';
import { Allow, AllowEverybody, AllowStaff } from '../auth/roles';
import { Actor, Scope } from '../auth/caller';
import type { CustomerScope } from '../auth/caller';
import { PageQuery } from '../page-queries';
import { RowId } from '../row-id';
import { CLOCK } from '../tokens';
import { ProviderKeys } from './provider-keys';
import { SettingsAlerts } from './settings-alerts';
import { SettingsDesk } from './settings-desk';
import { expiryOf, IssueBody, SettingsBody } from './settings-requests';

/** What the provider hands to its endpoints: settings files, and the key that signs them. */
@Controller('api/v1/provider')
export class ProviderSettingsController {
  constructor(
    private readonly desk: SettingsDesk,
    private readonly keys: ProviderKeys,
    private readonly watch: SettingsAlerts,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('settings')
  @AllowStaff()
  async settings(): Promise<object> {
    const [settings, key, [newest]] = await Promise.all([
      this.desk.settings(),
      this.keys.current(),
      this.desk.files(1),
    ]);
    const alerts = await this.watch.alerts(null, this.clock.now());
    return { settings, key, newest: newest ?? null, alerts };
  }

  @Put('settings')
  @Allow()
  async set(@Body() body: SettingsBody, @Actor() actor: string): Promise<object> {
    await this.desk.set(body, actor);
    return this.settings();
  }

  @Post('settings-files')
  @Allow()
  issue(@Body() body: IssueBody, @Actor() actor: string): Promise<object> {
    return this.desk.issue({ expiresAt: expiryOf(body), serialAfter: body.serialAfter ?? null }, actor);
  }

  @Get('settings-files')
  @AllowStaff()
  async files(@Query() query: PageQuery): Promise<object> {
    return { files: await this.desk.files(query.limit) };
  }

  @Get('settings-files/newest/file')
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="provider-settings.txt"')
  @AllowEverybody()
  newestFile(): Promise<string> {
    return this.desk.file(null, true);
  }

  /** A customer may load the newest only: an older one would be refused by its endpoints. */
  @Get('settings-files/:serial/file')
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="provider-settings.txt"')
  @AllowEverybody()
  file(@RowId('serial') serial: number, @Scope() scope: CustomerScope): Promise<string> {
    return this.desk.file(serial, scope !== null);
  }

  @Get('key')
  @AllowStaff()
  key(): Promise<object> {
    return this.keys.show();
  }

  @Post('key/rotations')
  @HttpCode(200)
  @Allow()
  rotate(@Actor() actor: string): Promise<object> {
    return this.keys.rotate(actor);
  }
}
