import { IsIn, IsInt, IsNumber, IsOptional, Matches, Max, MaxLength, Min } from 'class-validator';
import type { GuardKind } from '@pksn/store-postgres';
import { GUARD_KINDS } from '@pksn/store-postgres';
import { FEED_MESSAGE, FEED_NAME } from '../feed-name';

export class GuardImportQuery {
  @Matches(/^[A-Za-z0-9][A-Za-z0-9 ._-]*$/, {
    message: '$property must be of letters, digits, spaces, dots, hyphens and underscores',
  })
  @MaxLength(100)
  name!: string;

  @IsIn(GUARD_KINDS)
  kind!: GuardKind;

  /** Left out: for all feeds. */
  @IsOptional()
  @Matches(FEED_NAME, FEED_MESSAGE)
  feed?: string;
}

/** What is left out, or null, has no limit. */
export class ThresholdsBody {
  /** Left out: of all feeds that have none of their own. */
  @IsOptional()
  @Matches(FEED_NAME, FEED_MESSAGE)
  feed?: string;

  @IsOptional()
  @IsNumber({ allowNaN: false, allowInfinity: false })
  @Min(0)
  @Max(100)
  gonePercent?: number | null;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  popularFlips?: number | null;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  popularFrom?: number;
}

export class ThresholdsQuery {
  @IsOptional()
  @Matches(FEED_NAME, FEED_MESSAGE)
  feed?: string;
}
