import { OBJECT_TYPES, ZONES } from '@pksn/domain';
import type { ObjectType, Zone } from '@pksn/domain';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { ROLES } from '../auth/roles';
import { SCOPES } from '../auth/scopes';
import type { Role } from '../auth/roles';

const CERTIFICATE_CHARS = 64 * 1024;

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

export class MachineRightsBody {
  @ArrayMinSize(1)
  @IsIn(OBJECT_TYPES, { each: true })
  @IsArray()
  kinds!: ObjectType[];

  @ArrayMinSize(1)
  @IsIn(ZONES, { each: true })
  @IsArray()
  zones!: Zone[];

  @IsInt()
  @Min(1)
  @Max(3_650)
  maxDays!: number;

  @IsInt()
  @Min(1)
  @Max(60_000)
  perMinute!: number;
}

export class ForceQuery {
  @IsOptional()
  @IsIn(['true', 'false'])
  force?: string;
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

  /** Needed by the role customer-administrator; for override-writer, left out: it writes for the provider. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(192)
  customer?: string;

  /** `AREA:read` and `AREA:write`; left out: all that the role may. */
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(SCOPES, { each: true })
  @IsArray()
  scopes?: string[];

  /** Needed by the role override-writer, and by no other. */
  @IsOptional()
  @ValidateNested()
  @Type(() => MachineRightsBody)
  rights?: MachineRightsBody;

  /** For the role override-writer, in place of a token: its client certificate in PEM. */
  @IsOptional()
  @IsString()
  @MaxLength(CERTIFICATE_CHARS)
  certificate?: string;
}
