import { IsBooleanString, IsIn, IsOptional } from 'class-validator';
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
}
