import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, MinLength } from 'class-validator';
import { HISTORY_LIMITS } from '@pksn/history';
import { UNSEEN_RANGES } from '@pksn/signing';
import { CursorQuery } from '../page-queries';
import { IsDateOrTime } from '../times';

const TEXT_CHARS = 512;
const CHAIN_PAGE = 2_000;

export class AuditQuery extends CursorQuery {
  @IsOptional()
  @IsString()
  @MaxLength(TEXT_CHARS)
  actor?: string;

  /** A whole action, or `license.` for all that begin so. */
  @IsOptional()
  @IsString()
  @MaxLength(TEXT_CHARS)
  action?: string;

  @IsOptional()
  @IsString()
  @MaxLength(TEXT_CHARS)
  subject?: string;

  /** A part of anything that an entry says. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(TEXT_CHARS)
  search?: string;

  @IsOptional()
  @IsDateOrTime()
  from?: string;

  /** Exclusive. */
  @IsOptional()
  @IsDateOrTime()
  to?: string;
}

export class ChainQuery {
  /** Entries behind this place. */
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  after = 0;

  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(CHAIN_PAGE)
  limit = CHAIN_PAGE;
}

export class BreakBody {
  @IsString()
  @MinLength(1)
  @MaxLength(HISTORY_LIMITS.reasonCharacters)
  @Matches(new RegExp(`^[^${UNSEEN_RANGES}]*$`, 'u'), {
    message: '$property must be text without control characters',
  })
  reason!: string;
}
