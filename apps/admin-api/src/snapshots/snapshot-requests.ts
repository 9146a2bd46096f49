import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { FEED_MESSAGE, FEED_NAME } from '../feed-name';
import { CursorQuery } from '../page-queries';

/** Of a decision: for the audit log. */
export class ReasonBody {
  @IsOptional()
  @IsString()
  @Matches(/\S/, { message: '$property must say why' })
  @MaxLength(500)
  reason?: string;
}

export class RevertBody extends ReasonBody {
  /** The version to go back to; left out: the one that was live before. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  to?: number;

  /** The version that is believed to be live: a request that comes twice goes back once. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  from?: number;
}

const STATES = ['ready', 'held', 'active', 'retained'] as const;

export class SnapshotQuery extends CursorQuery {
  override limit = 500;

  @IsOptional()
  @Matches(FEED_NAME, FEED_MESSAGE)
  feed?: string;

  /** Of this state alone. */
  @IsOptional()
  @IsIn(STATES)
  state?: (typeof STATES)[number];

  /** By feed and version, or what was staged last first. */
  @IsOptional()
  @IsIn(['feed', '-createdAt'])
  sort?: 'feed' | '-createdAt';
}

export class RevertPreviewQuery {
  /** The version to go back to; left out: the one that was live before. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  to?: number;
}
