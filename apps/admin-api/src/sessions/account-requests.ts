import { IsIn, IsString, MaxLength } from 'class-validator';
import { IsTyped } from '../people/people-requests';

const CODE_CHARACTERS = 64;

export class LanguageBody {
  @IsIn(['en', 'ru'])
  language!: 'en' | 'ru';
}

export class PresentPasswordBody {
  /** The present one. */
  @IsTyped()
  present!: string;
}

export class OwnPasswordBody extends PresentPasswordBody {
  @IsTyped()
  password!: string;
}

export class ConfirmFactorBody {
  @IsString()
  @MaxLength(CODE_CHARACTERS)
  code!: string;
}

export class FactorBody extends PresentPasswordBody {
  @IsString()
  @MaxLength(CODE_CHARACTERS)
  code!: string;
}
