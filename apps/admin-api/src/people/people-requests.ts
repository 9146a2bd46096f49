import { IsBoolean, IsIn, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { CUSTOMER_ROLE, STAFF_ROLES } from '../auth/roles';

const PEOPLE_ROLES = [...STAFF_ROLES, CUSTOMER_ROLE] as const;
type PeopleRole = (typeof PEOPLE_ROLES)[number];

/** Letters and digits of any script, and what stands in addresses; no colon, because the history writes `ROLE:NAME`. */
export const PERSON_NAME = /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M} ._@'+-]{0,62}[\p{L}\p{N}\p{M}._])?$/u;
const CUSTOMER_CHARACTERS = 192;
/** More than a password may have, so that one that is too long is told so. */
const TYPED_CHARACTERS = 1_024;

/** A text that a person typed and that is judged elsewhere. */
export const IsTyped = (): PropertyDecorator => (target, property) => {
  IsString()(target, property);
  MaxLength(TYPED_CHARACTERS)(target, property);
};

export class PersonBody {
  @IsString()
  @Matches(PERSON_NAME, { message: 'name has 1 to 64 letters, digits and . _ - + @' })
  name!: string;

  @IsIn(PEOPLE_ROLES)
  role!: PeopleRole;

  /** Needed by the role customer-administrator, and by no other. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(CUSTOMER_CHARACTERS)
  customer?: string;
}

/** What is left out stays. */
export class PersonChangeBody {
  @IsOptional()
  @IsIn(PEOPLE_ROLES)
  role?: PeopleRole;

  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(CUSTOMER_CHARACTERS)
  customer?: string;

  @IsOptional()
  @IsBoolean()
  disabled?: boolean;
}

export class GivenPasswordBody {
  @IsTyped()
  password!: string;
}
