import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsOptional,
  IsString,
  MaxLength,
  MinLength,
} from 'class-validator';
import { EXPLAIN_LIMITS } from './explain-limits';

const ID_CHARS = 192;

export class ExplainBody {
  /** As people write them, or as `{"file": "..."}` and the like; each is read by itself. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(EXPLAIN_LIMITS.objects)
  objects!: unknown[];

  /** Left out: as the provider sees it. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(ID_CHARS)
  customer?: string;

  /** As the endpoints of this license see it. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(ID_CHARS)
  license?: string;

  /** Left out: told for few objects. */
  @IsOptional()
  @IsBoolean()
  history?: boolean;
}
