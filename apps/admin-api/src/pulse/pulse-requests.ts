import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsDateOrTime } from '../times';

export class PulseQuery {
  @IsOptional()
  @IsDateOrTime()
  from?: string;

  @IsOptional()
  @IsDateOrTime()
  to?: string;

  /** Seconds. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(10)
  @Max(86_400)
  step?: number;
}
