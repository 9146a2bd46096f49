import { Readable } from 'node:stream';
import { Controller, Get, Headers, HttpCode, Param, ParseUUIDPipe, Post, Query, Req } from '@nestjs/common';
import { Fault } from '@pksn/domain';
import { PostgresImportLedger } from '@pksn/store-postgres';
import type { FastifyRequest } from 'fastify';
import { Allow, AllowStaff } from '../auth/roles';
import { Actor } from '../auth/caller';
import { ImportsQuery, UploadQuery } from './package-requests';
import { importPage } from './import-list';
import { importView } from './import-view';
import { PackageDesk } from './package-desk';
import { plainName } from './plain-name';

/** Uploads and what becomes of them. */
@Controller('api/v1')
export class PackagesController {
  constructor(
    private readonly desk: PackageDesk,
    private readonly ledger: PostgresImportLedger,
  ) {}

  @Post('packages')
  @HttpCode(202)
  @Allow('operator')
  async upload(
    @Req() request: FastifyRequest,
    @Headers('content-length') length: string | undefined,
    @Headers('pksn-file-name') fileName: string | undefined,
    @Query() query: UploadQuery,
    @Actor() actor: string,
  ): Promise<object> {
    const declaredBytes = length === undefined ? null : Number(length);
    const body = uploadBody(request);
    const upload = { body, declaredBytes, fileName: decodedName(fileName), hold: query.hold === 'true', actor };
    return { import: importView(await this.desk.take(upload)) };
  }

  @Get('imports/:id')
  @AllowStaff()
  async show(@Param('id', ParseUUIDPipe) id: string): Promise<object> {
    return importView(await this.desk.show(id));
  }

  @Get('imports')
  @AllowStaff()
  list(@Query() query: ImportsQuery): Promise<object> {
    return importPage(this.ledger, query);
  }
}

/** The stream itself: pipes and parsers stay away from it. */
function uploadBody(request: FastifyRequest): Readable {
  if (request.body instanceof Readable) return request.body;
  throw new Fault('REQUEST_UNSUPPORTED_TYPE', 'a package is uploaded as application/octet-stream');
}

function decodedName(encoded: string | undefined): string {
  try {
    return plainName(decodeURIComponent(encoded ?? ''));
  } catch {
    return plainName('');
  }
}
