import { TRUST_GROUPS, ZONES } from '@pksn/domain';
import type { TrustGroup, Zone } from '@pksn/domain';
import { Type } from 'class-transformer';
import {
  IsBooleanString,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { OVERRIDE_SORTS, OVERRIDE_STATES } from '@pksn/store-postgres';
import type { OverrideSort, OverrideState } from '@pksn/store-postgres';
import { IsExpiry } from './expiry';
import { NAME_CHARS, REASON_CHARS, URL_CHARS, VerdictImportQuery, VerdictsQuery } from '../verdict-queries';

const HASH_CHARS = 64;
const ADDRESS_CHARS = 64;
const CUSTOMER_CHARS = 192;

/** Unlike IsOptional: null is a value, and not one of these. */
const MayBeLeftOut = (): PropertyDecorator => ValidateIf((_object, value) => value !== undefined);

export class OverrideSoftware {
  @MayBeLeftOut()
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
  @MayBeLeftOut()
  @IsString()
  @MaxLength(HASH_CHARS)
  file?: string;

  @MayBeLeftOut()
  @IsString()
  @MaxLength(URL_CHARS)
  url?: string;

  @MayBeLeftOut()
  @IsString()
  @MaxLength(NAME_CHARS)
  domain?: string;

  @MayBeLeftOut()
  @IsString()
  @MaxLength(ADDRESS_CHARS)
  ip?: string;

  @MayBeLeftOut()
  @IsString()
  @MaxLength(HASH_CHARS)
  certificate?: string;

  @MayBeLeftOut()
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
  @MaxLength(REASON_CHARS)
  reason!: string;

  @IsOptional()
  @IsExpiry()
  expires?: string | null;

  /** Left out: the provider's own. */
  @IsOptional()
  @IsString()
  @MaxLength(CUSTOMER_CHARS)
  customer?: string | null;

  @IsOptional()
  @IsString()
  @MaxLength(NAME_CHARS)
  threat?: string | null;

  @IsOptional()
  @IsIn(TRUST_GROUPS)
  trustGroup?: TrustGroup | null;
}

/** What is left out stays; null takes it away. */
export class OverrideChangeBody {
  @MayBeLeftOut()
  @IsIn(ZONES)
  zone?: Zone;

  @MayBeLeftOut()
  @IsString()
  @MinLength(1)
  @MaxLength(REASON_CHARS)
  reason?: string;

  @IsOptional()
  @IsExpiry()
  expires?: string | null;

  @IsOptional()
  @IsString()
  @MaxLength(NAME_CHARS)
  threat?: string | null;

  @IsOptional()
  @IsIn(TRUST_GROUPS)
  trustGroup?: TrustGroup | null;
}

export const FEEDS_SAY = ['differ', 'agree', 'nothing'] as const;

export class OverridesQuery extends VerdictsQuery {
  /** A customer's id, or `provider` for the provider's own. */
  @IsOptional()
  @IsString()
  @MaxLength(CUSTOMER_CHARS)
  customer?: string;

  @IsOptional()
  @IsIn(OVERRIDE_STATES)
  state?: OverrideState;

  /** Those that end within so many days. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(3_650)
  expiring?: number;

  /** What the first feed that knows the object says now, beside the override. */
  @IsOptional()
  @IsIn(FEEDS_SAY)
  feeds?: (typeof FEEDS_SAY)[number];

  @IsIn(OVERRIDE_SORTS)
  sort: OverrideSort = '-created';

  /** `true`: without what the feeds say. */
  @IsOptional()
  @IsBooleanString()
  brief?: string;
}

export class OverrideImportQuery extends VerdictImportQuery {
  @IsOptional()
  @IsString()
  @MaxLength(CUSTOMER_CHARS)
  customer?: string;

  @IsOptional()
  @IsExpiry()
  expires?: string;
}
