import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { Proposer } from '@pksn/store-postgres';
import { Feeds, Judgements, SnapshotSteering } from '@pksn/store-postgres';
import { Actor, Deciding } from '../auth/caller';
import { Allow, AllowStaff } from '../auth/roles';
import { snapshotView } from '../packages/import-view';
import { RowId } from '../row-id';
import { SnapshotDesk } from './snapshot-desk';
import { RevertPreviews } from './revert-previews';
import { snapshotPage } from './snapshot-list';
import { ReasonBody, RevertBody, RevertPreviewQuery, SnapshotQuery } from './snapshot-requests';

/** Snapshots of feeds, and what people decide about them. */
@Controller('api/v1')
export class SnapshotsController {
  constructor(
    private readonly feeds: Feeds,
    private readonly steering: SnapshotSteering,
    private readonly judgements: Judgements,
    private readonly desk: SnapshotDesk,
    private readonly reverts: RevertPreviews,
  ) {}

  @Get('snapshots')
  @AllowStaff()
  list(@Query() query: SnapshotQuery): Promise<object> {
    return snapshotPage(this.feeds, query);
  }

  @Get('snapshots/:id')
  @AllowStaff()
  async show(@RowId('id') id: number): Promise<object> {
    return snapshotView(await this.feeds.snapshot(id));
  }

  /** What it changes against what is live, and what the guards say to that. */
  @Get('snapshots/:id/preview')
  @AllowStaff()
  async preview(@RowId('id') id: number): Promise<object> {
    const snapshot = await this.feeds.snapshot(id);
    const { preview, trips, guardReason } = await this.judgements.of(id);
    return { snapshot: snapshotView(snapshot), guard: guardReason, trips, preview };
  }

  /** The same of going back, before anybody does: `from` is the version that would be left. */
  @Get('feeds/:vendor/:name/revert-preview')
  @AllowStaff()
  revertPreview(
    @Param('vendor') vendor: string,
    @Param('name') name: string,
    @Query() { to }: RevertPreviewQuery,
  ): Promise<object> {
    return this.reverts.of(`${vendor}/${name}`, to ?? null);
  }

  @Post('snapshots/:id/activate')
  @HttpCode(200)
  @Allow('operator')
  activate(@RowId('id') id: number, @Body() body: ReasonBody, @Deciding() by: Proposer): Promise<object> {
    return this.desk.activate(id, body.reason ?? null, by);
  }

  @Post('snapshots/:id/hold')
  @HttpCode(200)
  @Allow('operator')
  async hold(@RowId('id') id: number, @Body() body: ReasonBody, @Actor() actor: string): Promise<object> {
    await this.steering.hold(id, actor, body.reason ?? 'held by hand');
    return snapshotView(await this.feeds.snapshot(id));
  }

  @Post('feeds/:vendor/:name/revert')
  @HttpCode(200)
  @Allow('operator')
  revert(
    @Param('vendor') vendor: string,
    @Param('name') name: string,
    @Body() body: RevertBody,
    @Deciding() by: Proposer,
  ): Promise<object> {
    return this.desk.revert(`${vendor}/${name}`, body, by);
  }

  /** `live` is null when nothing waited: the feed stays where it is. */
  @Post('feeds/:vendor/:name/release')
  @HttpCode(200)
  @Allow('operator')
  async release(
    @Param('vendor') vendor: string,
    @Param('name') name: string,
    @Body() body: ReasonBody,
    @Actor() actor: string,
  ): Promise<object> {
    const why = { actor, reason: body.reason ?? 'released by hand' };
    return { live: await this.steering.release(`${vendor}/${name}`, why) };
  }
}
