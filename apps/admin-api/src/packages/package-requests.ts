import { Type } from 'class-transformer';
import { IsBooleanString, IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsTime } from '../times';

export class UploadQuery {
  @IsOptional()
  @IsBooleanString()
  hold?: string;
}

/** Newest first; `before` is the time of the last row of the page before. */
export class PageQuery {
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit = 50;

  @IsOptional()
  @IsTime()
  before?: string;
}
