import { OBJECT_TYPES, ZONES } from '@pksn/domain';
import type { ObjectType, Zone } from '@pksn/domain';
import { IsBooleanString, IsIn, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { CursorQuery } from './page-queries';

export const URL_CHARS = 8_192;
export const NAME_CHARS = 256;
export const REASON_CHARS = 500;

/** Which of the provider's verdicts are listed, whether overrides or entries of the own feed. */
export class VerdictsQuery extends CursorQuery {
  @IsOptional()
  @IsIn(ZONES)
  zone?: Zone;

  /** Of the object. */
  @IsOptional()
  @IsIn(OBJECT_TYPES)
  kind?: ObjectType;

  @IsOptional()
  @IsString()
  @MaxLength(NAME_CHARS)
  author?: string;

  /** A part of the object, the reason or one of the names. */
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
export class VerdictImportQuery {
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
