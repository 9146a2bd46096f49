import { Readable } from 'node:stream';
import {
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Patch,
  Post,
  Req,
  Res,
} from '@nestjs/common';
import { Fault } from '@pksn/domain';
import type { Proposer } from '@pksn/store-postgres';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Deciding } from '../auth/caller';
import { Allow } from '../auth/roles';
import { plainName } from '../packages/plain-name';
import { UploadDesk } from './upload-desk';
import { byteCount, partDigest, uploadOrder } from './upload-headers';
import { showStanding } from './upload-view';

/**
 * Packages in several goes, as tus 1.0.0 has it (core, creation, checksum, expiration, termination): POST announces a file, HEAD or
 * GET tells how much is here, PATCH goes on there. docs/cli.md "Uploads" has the whole contract.
 */
@Controller('api/v1/uploads')
export class UploadsController {
  constructor(private readonly desk: UploadDesk) {}

  @Post()
  @Allow('operator')
  async open(
    @Headers('upload-length') length: string | undefined,
    @Headers('upload-metadata') metadata: string | undefined,
    @Deciding() { name: actor, principal }: Proposer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const order = uploadOrder(length, metadata);
    const standing = await this.desk.open({ ...order, fileName: plainName(order.fileName) }, { actor, principal });
    void reply.header('location', `/api/v1/uploads/${standing.id}`);
    return showStanding(reply, standing);
  }

  /** Oldest first. */
  @Get()
  @Allow('operator')
  async list(): Promise<object> {
    return { uploads: await this.desk.list() };
  }

  @Get(':id')
  @Allow('operator')
  async show(@Param('id', ParseUUIDPipe) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    return showStanding(reply, await this.desk.find(id));
  }

  @Patch(':id')
  @HttpCode(204)
  @Allow('operator')
  async append(
    @Param('id', ParseUUIDPipe) id: string,
    @Headers('upload-offset') offset: string | undefined,
    @Headers('upload-checksum') checksum: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const from = byteCount(offset, 'Upload-Offset');
    showStanding(reply, await this.desk.append(id, from, partOf(request), partDigest(checksum)));
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('operator')
  drop(@Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.desk.drop(id);
  }
}

/** Without a body it asks to take in what is whole already. */
function partOf({ body }: FastifyRequest): Readable {
  if (body instanceof Readable) return body;
  if (body === undefined || body === null) return Readable.from([]);
  throw new Fault('REQUEST_UNSUPPORTED_TYPE', 'a part of a package is sent as application/offset+octet-stream');
}
