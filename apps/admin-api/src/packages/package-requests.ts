import { IsBooleanString, IsIn, IsOptional } from 'class-validator';
import { PageQuery } from '../page-queries';

const STATES = ['received', 'verified', 'staged', 'ready', 'active', 'held', 'rejected', 'unchanged'] as const;

export class UploadQuery {
  @IsOptional()
  @IsBooleanString()
  hold?: string;
}

export class ImportsQuery extends PageQuery {
  /** Of this state alone. */
  @IsOptional()
  @IsIn(STATES)
  state?: (typeof STATES)[number];
}
