import { IsBooleanString, IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { FEED_MESSAGE, FEED_NAME } from '../feed-name';
import { CursorQuery } from '../page-queries';
import { IsTime } from '../times';

const STATES = ['received', 'verified', 'staged', 'ready', 'active', 'held', 'rejected', 'unchanged'] as const;

export class UploadQuery {
  @IsOptional()
  @IsBooleanString()
  hold?: string;
}

export class ImportsQuery extends CursorQuery {
  /** Received before this time. */
  @IsOptional()
  @IsTime()
  before?: string;

  /** Of this state alone. */
  @IsOptional()
  @IsIn(STATES)
  state?: (typeof STATES)[number];

  /** Of this feed alone. */
  @IsOptional()
  @Matches(FEED_NAME, FEED_MESSAGE)
  feed?: string;

  /** In the name of the file. */
  @IsOptional()
  @IsString()
  @MaxLength(255)
  search?: string;

  /** By the time they came; left out: newest first. */
  @IsOptional()
  @IsIn(['createdAt', '-createdAt'])
  sort?: 'createdAt' | '-createdAt';
}
