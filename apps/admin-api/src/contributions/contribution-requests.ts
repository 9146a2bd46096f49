import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';
import { QueriesQuery } from '../statistics/statistics-requests';
import { IsDateOrTime } from '../times';

const ID_CHARS = 200;

export class CountersQuery extends QueriesQuery {
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(ID_CHARS)
  customer?: string;
}

export class DetectionsQuery {
  @IsOptional()
  @IsDateOrTime()
  from?: string;

  @IsOptional()
  @IsDateOrTime()
  to?: string;

  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(ID_CHARS)
  customer?: string;

  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000)
  limit = 50;
}
