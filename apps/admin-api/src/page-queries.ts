import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { IsTime } from './times';

/** How many rows a page has at most. */
class LimitedQuery {
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit = 50;
}

/** Newest first; `before` is the time of the last row of the page before. */
export class PageQuery extends LimitedQuery {
  @IsOptional()
  @IsTime()
  before?: string;
}

/** A list that neither repeats nor skips what stays while rows are added. */
export class CursorQuery extends LimitedQuery {
  /** `next` of the page before. */
  @IsOptional()
  @IsString()
  @MaxLength(4_096)
  cursor?: string;
}
