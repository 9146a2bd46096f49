import { OBJECT_TYPES, RESTRICTION_MODES } from '@pksn/domain';
import type { ObjectType, RestrictionMode } from '@pksn/domain';
import {
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { IsExpiry } from '../overrides/expiry';
import { IsDateOrTime } from '../times';

const REASON_CHARS = 500;
/** What is shown to people on every endpoint is one line. */
const ONE_LINE = /^[^\p{Cc}\u2028-\u202e\u2066-\u2069]*$/u;

export class LiftBody {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(OBJECT_TYPES, { each: true })
  objects!: ObjectType[];
}

export class RestrictionBody extends LiftBody {
  @IsIn(RESTRICTION_MODES)
  mode!: RestrictionMode;

  /** With `sampled` alone: the percent of endpoints that may still ask. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(99)
  sample?: number | null;

  /** Left out: from now on. A date begins at 0:00 UTC. */
  @IsOptional()
  @IsDateOrTime()
  from?: string;

  /** Left out: until it is lifted. A date ends with its day in UTC. */
  @IsOptional()
  @IsExpiry()
  until?: string;

  @IsString()
  @MinLength(1)
  @MaxLength(REASON_CHARS)
  @Matches(ONE_LINE, { message: 'reason must be one line of text' })
  reason!: string;
}
