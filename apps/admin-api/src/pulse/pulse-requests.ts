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

  /** In place of `from`: so many seconds up to `to`, by the clock of the service. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(60)
  @Max(100 * 86_400)
  last?: number;

  /** Seconds. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(10)
  @Max(86_400)
  step?: number;
}
