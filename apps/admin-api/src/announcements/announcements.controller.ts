import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Allow } from '../auth/roles';
import { Actor } from '../auth/caller';
import { AnnouncementDesk } from './announcement-desk';
import { AnnouncementBody } from './announcement-requests';

/** A vendor's word about its licenses, handed in by the provider. */
@Controller('api/v1')
export class AnnouncementsController {
  constructor(private readonly desk: AnnouncementDesk) {}

  @Post('license-announcements')
  @HttpCode(200)
  @Allow('license-manager')
  take(@Body() body: AnnouncementBody, @Actor() actor: string): Promise<object> {
    return this.desk.take(body.announcement, actor);
  }
}
