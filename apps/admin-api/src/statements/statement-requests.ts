import { LANGUAGE_TAG, STATEMENT_TEXT_BYTES } from '@pksn/contract';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { CursorQuery } from '../page-queries';
import { IsDateOrTime } from '../times';

/** As many as a settings file can name. */
const LANGUAGES = 64;

class StatementTextBody {
  @IsString()
  @MaxLength(35)
  @Matches(LANGUAGE_TAG, { message: 'language must be a tag such as en or pt-BR' })
  language!: string;

  @IsString()
  @MinLength(1)
  @MaxLength(STATEMENT_TEXT_BYTES)
  text!: string;
}

export class ParticipationQuery extends CursorQuery {
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(256)
  customer?: string;
}

export class StatementBody {
  /** Left out: one more than the newest. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  id?: number;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(LANGUAGES)
  @ValidateNested({ each: true })
  @Type(() => StatementTextBody)
  texts!: StatementTextBody[];

  /** A date begins at 0:00 UTC. Left out: now. */
  @IsOptional()
  @IsDateOrTime()
  inForceFrom?: string;
}
