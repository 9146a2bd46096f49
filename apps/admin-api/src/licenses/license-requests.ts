import { LICENSE_FILTER_STATES } from '@pksn/licensing';
import type { LicenseFilterState } from '@pksn/licensing';
import { LICENSE_SORTS } from '@pksn/store-postgres';
import type { LicenseSort } from '@pksn/store-postgres';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBooleanString,
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
import { CursorQuery } from '../page-queries';

const FILES = 1_000;
const HOURS = 24 * 366;

/** What is wrong with one file is said in its own result, also when it is too long or holds a NUL. */
export class SubmissionsBody {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(FILES)
  @IsString({ each: true })
  files!: string[];
}

export class RefuseBody {
  @IsOptional()
  @IsString()
  @MaxLength(500)
  reason?: string;
}

export class ReasonBody {
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  reason!: string;
}

export class RevokeBody extends ReasonBody {
  @IsOptional()
  @Matches(/^[0-9a-fA-F]{8}$/, { message: '$property must be the 8 hex digits of a fingerprint' })
  fingerprint?: string;
}

export class OverlapBody {
  @IsInt()
  @Min(0)
  @Max(HOURS)
  hours!: number;
}

export class GrantBody {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(64)
  @Matches(/^[a-z0-9][a-z0-9-]{0,62}\/[a-z0-9][a-z0-9-]{0,62}$/, {
    each: true,
    message: 'each of $property must be the name of a feed, such as acme/core',
  })
  feeds!: string[];

  @IsOptional()
  @IsString()
  @MaxLength(500)
  reason?: string;
}

export class LicensesQuery extends CursorQuery {
  @IsOptional()
  @IsString()
  @MaxLength(192)
  customer?: string;

  @IsOptional()
  @IsIn(LICENSE_FILTER_STATES)
  state?: LicenseFilterState;

  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(256)
  search?: string;

  @IsIn(LICENSE_SORTS)
  sort: LicenseSort = 'customer';

  /** `true`: and how each is used. */
  @IsOptional()
  @IsBooleanString()
  use?: string;
}

export class FileQuery {
  @IsOptional()
  @Matches(/^[0-9a-fA-F]{8}$/, { message: '$property must be the 8 hex digits of a fingerprint' })
  key?: string;
}
