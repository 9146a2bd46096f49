import { Readable } from 'node:stream';
import { Body, Controller, Delete, Get, HttpCode, Post, Query, Res, createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { Proposer, SampleAnalyst } from '@pksn/store-postgres';
import type { FastifyReply } from 'fastify';
import { Actor, Deciding, TokenId, callerName } from '../auth/caller';
import { Allow, AllowStaff } from '../auth/roles';
import { RowId } from '../row-id';
import { SampleDesk } from './sample-desk';
import { SampleReader } from './sample-reader';
import { ContentQuery, ReleaseBody, SamplesQuery, UnclaimQuery, VerdictBody } from './sample-requests';

/** Who works on samples. */
const Analyst = createParamDecorator((_data: unknown, context: ExecutionContext): SampleAnalyst => callerName(context));

/** Suspicious files that endpoints sent, and what analysts make of them. */
@Controller('api/v1/samples')
export class SamplesController {
  constructor(
    private readonly desk: SampleDesk,
    private readonly reader: SampleReader,
  ) {}

  @Get()
  @AllowStaff()
  list(@Query() query: SamplesQuery, @TokenId() tokenId: string): Promise<object> {
    return this.desk.page(query, tokenId);
  }

  @Get(':id')
  @AllowStaff()
  show(@RowId('id') id: number): Promise<object> {
    return this.desk.one(id);
  }

  @Post('claim')
  @HttpCode(200)
  @Allow('operator')
  claimNext(@Analyst() by: SampleAnalyst): Promise<object> {
    return this.desk.claimNext(by);
  }

  @Post(':id/claim')
  @HttpCode(200)
  @Allow('operator')
  claim(@RowId('id') id: number, @Analyst() by: SampleAnalyst): Promise<object> {
    return this.desk.claim(id, by);
  }

  @Delete(':id/claim')
  @Allow('operator')
  unclaim(@RowId('id') id: number, @Query() { force }: UnclaimQuery, @Analyst() by: SampleAnalyst): Promise<object> {
    return this.desk.unclaim(id, by, force === 'true');
  }

  @Post(':id/verdict')
  @HttpCode(200)
  @Allow('operator')
  decide(
    @RowId('id') id: number,
    @Body() body: VerdictBody,
    @Analyst() by: SampleAnalyst,
    @Deciding() proposer: Proposer,
  ): Promise<object> {
    return this.desk.decide(id, body, by, proposer);
  }

  @Post(':id/release')
  @HttpCode(200)
  @Allow('operator')
  release(@RowId('id') id: number, @Body() { reason }: ReleaseBody, @Analyst() by: SampleAnalyst): Promise<object> {
    return this.desk.release(id, by, reason);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow()
  forget(@RowId('id') id: number, @Actor() actor: string): Promise<void> {
    return this.desk.forget(id, actor);
  }

  /** As an attachment of no type, whole or not at all: no browser shows it, and nothing runs it. */
  @Get(':id/content')
  @Allow('operator')
  async content(
    @RowId('id') id: number,
    @Query() { part }: ContentQuery,
    @Actor() actor: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { bytes, sizeBytes, sha256, fileName } = await this.reader.read(id, part ?? null, actor);
    void reply
      .header('content-type', 'application/octet-stream')
      .header('content-length', String(sizeBytes))
      .header('content-disposition', `attachment; filename="${fileName}"`)
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('cross-origin-resource-policy', 'same-origin')
      .header('x-content-type-options', 'nosniff')
      .header('x-download-options', 'noopen')
      .header('accept-ranges', 'none')
      .header('cache-control', 'no-store')
      .header('pksn-sha256', sha256)
      .send(Readable.from(bytes, { objectMode: false }));
  }
}
