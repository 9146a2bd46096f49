import { TRUST_GROUPS, ZONES } from '@pksn/domain';
import type { TrustGroup, Zone } from '@pksn/domain';
import { Type } from 'class-transformer';
import { IsIn, IsObject, IsOptional, IsString, MaxLength, MinLength, ValidateNested } from 'class-validator';
import { IsDateOrTime } from '../times';

const HASH_CHARS = 64;
const ADDRESS_CHARS = 64;
const URL_CHARS = 8_192;
const NAME_CHARS = 256;

export class OverrideSoftware {
  @IsOptional()
  @IsString()
  @MaxLength(NAME_CHARS)
  vendor?: string;

  @IsString()
  @MinLength(1)
  @MaxLength(NAME_CHARS)
  product!: string;

  @IsOptional()
  @IsString()
  @MaxLength(NAME_CHARS)
  version?: string | null;
}

/** Exactly one of the fields. */
export class OverrideObject {
  @IsOptional()
  @IsString()
  @MaxLength(HASH_CHARS)
  file?: string;

  @IsOptional()
  @IsString()
  @MaxLength(URL_CHARS)
  url?: string;

  @IsOptional()
  @IsString()
  @MaxLength(NAME_CHARS)
  domain?: string;

  @IsOptional()
  @IsString()
  @MaxLength(ADDRESS_CHARS)
  ip?: string;

  @IsOptional()
  @IsString()
  @MaxLength(HASH_CHARS)
  certificate?: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => OverrideSoftware)
  software?: OverrideSoftware;
}

export class OverrideBody {
  @IsObject()
  @ValidateNested()
  @Type(() => OverrideObject)
  object!: OverrideObject;

  @IsIn(ZONES)
  zone!: Zone;

  @IsString()
  @MinLength(1)
  @MaxLength(500)
  reason!: string;

  @IsOptional()
  @IsDateOrTime()
  expires?: string;

  /** Left out: the provider's own. */
  @IsOptional()
  @IsString()
  @MaxLength(192)
  customer?: string;

  @IsOptional()
  @IsString()
  @MaxLength(NAME_CHARS)
  threat?: string;

  @IsOptional()
  @IsIn(TRUST_GROUPS)
  trustGroup?: TrustGroup;
}
