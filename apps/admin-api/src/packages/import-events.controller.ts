import { Controller, Get, Headers, Param, ParseUUIDPipe, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { TokenId } from '../auth/caller';
import { Callers } from '../auth/callers';
import { AllowStaff } from '../auth/roles';
import { callerOf } from '../auth/token-check';
import { ImportStream, OUTCOME_ID } from './import-stream';
import { ImportStreams } from './import-streams';
import { PackageDesk } from './package-desk';
import { ServerEvents } from './server-events';

/** How an import goes on, as server-sent events; the last is `outcome`. */
@Controller('api/v1')
export class ImportEventsController {
  constructor(
    private readonly desk: PackageDesk,
    private readonly streams: ImportStreams,
    private readonly callers: Callers,
  ) {}

  @Get('imports/:id/events')
  @AllowStaff()
  async follow(
    @Param('id', ParseUUIDPipe) id: string,
    @Headers('last-event-id') heardId: string | undefined,
    @TokenId() tokenId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.desk.show(id);
    // A browser comes back after each end; 204 tells it that there is nothing more.
    if (request.method === 'HEAD' || heardId === OUTCOME_ID) return void reply.code(204).send();
    this.streams.requireRoom(tokenId);
    reply.hijack();
    const stream = new ImportStream(id, new ServerEvents(reply.raw), heardId ?? null);
    this.streams.follow({ tokenId, stream, judge: () => callerOf(request, this.callers) });
  }
}
