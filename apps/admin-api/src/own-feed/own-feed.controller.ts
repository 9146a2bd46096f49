import { Body, Controller, Delete, Get, Header, HttpCode, Post, Query, StreamableFile } from '@nestjs/common';
import { Actor } from '../auth/caller';
import { Allow, AllowStaff } from '../auth/roles';
import { ImportBody } from '../overrides/override-imports';
import { RowId } from '../row-id';
import { OwnFeedDesk } from './own-feed-desk';
import { OwnFeedExport } from './own-feed-export';
import { OwnFeedImports } from './own-feed-imports';
import { OwnFeedBody, OwnFeedImportQuery, OwnFeedQuery } from './own-feed-requests';

/** The provider's verdicts that travel: `pksn package export` makes a package of them. */
@Controller('api/v1/own-feed')
export class OwnFeedController {
  constructor(
    private readonly desk: OwnFeedDesk,
    private readonly imports: OwnFeedImports,
    private readonly exports: OwnFeedExport,
  ) {}

  @Get()
  @AllowStaff()
  list(@Query() query: OwnFeedQuery): Promise<object> {
    return this.desk.page(query);
  }

  @Get('export')
  @AllowStaff()
  @Header('cache-control', 'no-store')
  async export(): Promise<StreamableFile> {
    return new StreamableFile(await this.exports.stream(), { type: 'application/x-ndjson' });
  }

  @Post()
  @Allow('operator')
  add(@Body() body: OwnFeedBody, @Actor() actor: string): Promise<object> {
    return this.desk.add(body, actor);
  }

  @Post('import')
  @HttpCode(200)
  @Allow('operator')
  import(
    @Query() query: OwnFeedImportQuery,
    @ImportBody() body: AsyncIterable<Buffer>,
    @Actor() actor: string,
  ): Promise<object> {
    return this.imports.take(body, query, actor);
  }

  @Delete(':id')
  @Allow('operator')
  remove(@RowId('id') id: number, @Actor() actor: string): Promise<object> {
    return this.desk.remove(String(id), actor);
  }
}
