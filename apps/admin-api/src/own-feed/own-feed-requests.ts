import { OBJECT_TYPES, TRUST_GROUPS, ZONES } from '@pksn/domain';
import type { ObjectType, TrustGroup, Zone } from '@pksn/domain';
import { OWN_FEED_STATES } from '@pksn/store-postgres';
import type { OwnFeedState } from '@pksn/store-postgres';
import { IsBooleanString, IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';
import { NAME_CHARS, REASON_CHARS } from '../overrides/override-requests';
import { CursorQuery } from '../page-queries';

const URL_CHARS = 8_192;
const HASH_CHARS = 95;
const POPULARITY_MAX = 1e15 - 1;

/** A row of package input: one object, of a file or a certificate every hash that is known. */
export class OwnFeedBody {
  @IsOptional() @IsString() @MaxLength(HASH_CHARS) sha256?: string;
  @IsOptional() @IsString() @MaxLength(HASH_CHARS) sha1?: string;
  @IsOptional() @IsString() @MaxLength(HASH_CHARS) md5?: string;
  @IsOptional() @IsString() @MaxLength(URL_CHARS) url?: string;
  @IsOptional() @IsString() @MaxLength(NAME_CHARS) domain?: string;
  @IsOptional() @IsString() @MaxLength(NAME_CHARS) ip?: string;
  @IsOptional() @IsString() @MaxLength(HASH_CHARS) certificateSha256?: string;
  @IsOptional() @IsString() @MaxLength(HASH_CHARS) certificateSha1?: string;
  @IsOptional() @IsString() @MaxLength(NAME_CHARS) softwareVendor?: string;
  @IsOptional() @IsString() @MaxLength(NAME_CHARS) softwareProduct?: string;
  @IsOptional() @IsString() @MaxLength(NAME_CHARS) softwareVersion?: string;

  @IsIn(ZONES)
  zone!: Zone;

  @IsString()
  @MinLength(1)
  @MaxLength(REASON_CHARS)
  reason!: string;

  @IsOptional() @IsString() @MaxLength(NAME_CHARS) threat?: string | null;
  @IsOptional() @IsString() @MaxLength(NAME_CHARS) product?: string | null;
  @IsOptional() @IsIn(TRUST_GROUPS) trustGroup?: TrustGroup | null;
  @IsOptional() @IsInt() @Min(0) @Max(POPULARITY_MAX) popularity?: number | null;
  @IsOptional() @IsString() @MaxLength(NAME_CHARS) firstSeen?: string | null;
}

export class OwnFeedQuery extends CursorQuery {
  @IsOptional()
  @IsIn(ZONES)
  zone?: Zone;

  /** Of the object. */
  @IsOptional()
  @IsIn(OBJECT_TYPES)
  kind?: ObjectType;

  @IsOptional()
  @IsIn(OWN_FEED_STATES)
  state?: OwnFeedState;

  @IsOptional()
  @IsString()
  @MaxLength(NAME_CHARS)
  author?: string;

  /** A part of the object, the reason, the threat or the product. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(NAME_CHARS)
  search?: string;

  /** One object, as people write it; with its whole history unless `state` is given. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(URL_CHARS)
  object?: string;
}

/** For rows that do not say otherwise. */
export class OwnFeedImportQuery {
  @IsOptional()
  @IsIn(ZONES)
  zone?: Zone;

  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(REASON_CHARS)
  reason?: string;

  /** `true`: says what would happen, and changes nothing. */
  @IsOptional()
  @IsBooleanString()
  dryRun?: string;

  /** `true`: any row that cannot be taken refuses the whole import. */
  @IsOptional()
  @IsBooleanString()
  strict?: string;
}
