import { IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { IsTyped, PERSON_NAME } from '../people/people-requests';

const NAME_CHARACTERS = 64;
const CODE_CHARACTERS = 64;

export class SignInBody {
  /** Whatever was typed: it is looked for. */
  @IsString()
  @MinLength(1)
  @MaxLength(NAME_CHARACTERS)
  name!: string;

  @IsTyped()
  password!: string;

  /** Of the second factor: six digits, or a recovery code. */
  @IsOptional()
  @IsString()
  @MaxLength(CODE_CHARACTERS)
  code?: string;
}

export class WelcomeBody {
  @IsString()
  @MinLength(1)
  @MaxLength(NAME_CHARACTERS)
  name!: string;

  @IsString()
  @MaxLength(CODE_CHARACTERS)
  code!: string;

  @IsTyped()
  password!: string;
}

export class FirstRunBody extends WelcomeBody {
  @Matches(PERSON_NAME, { message: 'name has 1 to 64 letters, digits and . _ - + @' })
  declare name: string;
}
