import { TRUST_GROUPS, ZONES } from '@pksn/domain';
import type { TrustGroup, Zone } from '@pksn/domain';
import { OWN_FEED_STATES } from '@pksn/store-postgres';
import type { OwnFeedState } from '@pksn/store-postgres';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';
import { NAME_CHARS, REASON_CHARS, URL_CHARS, VerdictsQuery } from '../verdict-queries';

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

/** `-` is descending. */
export const OWN_FEED_SORTS = ['created', '-created'] as const;

export class OwnFeedQuery extends VerdictsQuery {
  @IsOptional()
  @IsIn(OWN_FEED_STATES)
  state?: OwnFeedState;

  @IsIn(OWN_FEED_SORTS)
  sort: (typeof OWN_FEED_SORTS)[number] = '-created';
}
