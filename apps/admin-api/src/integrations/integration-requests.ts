import { PROTOCOLS } from '@pksn/licensing';
import type { Protocol } from '@pksn/licensing';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';

const ID_CHARS = 256;

export class IntegrationTokenBody {
  /** The license's id, or VENDOR:ID. */
  @IsString()
  @MinLength(1)
  @MaxLength(ID_CHARS)
  license!: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(PROTOCOLS.length)
  @IsIn(PROTOCOLS, { each: true })
  protocols!: Protocol[];

  @IsString()
  @MinLength(1)
  @MaxLength(100)
  label = 'integration';

  @IsInt()
  @Min(1)
  @Max(3_650)
  days = 365;
}

/** Newest first; `before` is the number of the last token of the page before. */
export class IntegrationTokensQuery {
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(ID_CHARS)
  customer?: string;

  /** The license's id, or VENDOR:ID. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(ID_CHARS)
  license?: string;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  before?: number;

  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit = 100;
}
