import {
  ArrayMaxSize,
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
import { ROLES } from '../auth/roles';
import type { Role } from '../auth/roles';

export class ProviderBody {
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  name!: string;

  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  contacts!: string[];
}

export class TokenBody {
  @IsIn(ROLES)
  role!: Role;

  @IsInt()
  @Min(1)
  @Max(3_650)
  days = 90;

  @IsString()
  @MaxLength(100)
  label = 'automation';

  /** Needed by the role customer-administrator, and by no other. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(192)
  customer?: string;
}
