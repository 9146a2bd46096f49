import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsDateOrTime } from '../times';

export class QueriesQuery {
  @IsOptional()
  @IsDateOrTime()
  from?: string;

  @IsOptional()
  @IsDateOrTime()
  to?: string;

  @IsIn(['hour', 'day'])
  by: 'hour' | 'day' = 'day';
}

export class UnknownQuery {
  @IsOptional()
  @IsDateOrTime()
  from?: string;

  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000)
  limit = 50;
}
