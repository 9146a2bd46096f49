import { CUSTOMER_SORTS } from '@pksn/store-postgres';
import type { CustomerSort } from '@pksn/store-postgres';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  MinLength,
  ValidateIf,
} from 'class-validator';
import { CursorQuery } from '../page-queries';

const NAME_CHARS = 256;
const CONTACTS = 20;
const CONTACT_CHARS = 200;
const NOTE_CHARS = 2_000;
const VENDOR = /^[a-z0-9][a-z0-9-]{0,62}$/;
const VENDOR_WORDS = '$property must be the name of a vendor, such as acme: lower-case letters, digits and hyphens';

/** Unlike IsOptional: null is a value, and not one of these. */
const MayBeLeftOut = (): PropertyDecorator => ValidateIf((_object, value) => value !== undefined);

class CustomerFactsBody {
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(CONTACTS)
  @IsString({ each: true })
  @MaxLength(CONTACT_CHARS, { each: true })
  contacts?: string[];

  /** The provider's own; the customer does not see it. */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(NOTE_CHARS)
  note?: string;
}

export class CustomerPatchBody extends CustomerFactsBody {
  @MayBeLeftOut()
  @IsString()
  @MinLength(1)
  @MaxLength(NAME_CHARS)
  name?: string;

  /** null: files of whichever vendor comes first. */
  @IsOptional()
  @Matches(VENDOR, { message: VENDOR_WORDS })
  vendor?: string | null;

  @IsOptional()
  @IsBoolean()
  force?: boolean;
}

export class CustomerBody extends CustomerFactsBody {
  @IsString()
  @MinLength(1)
  @MaxLength(NAME_CHARS)
  name!: string;

  /** Left out: made from the name. Without a colon and white space; a colon stands behind a vendor's name. */
  @IsOptional()
  @Matches(/^[^\s:\p{C}]{1,128}$/u, { message: '$property must be 1 to 128 characters without white space and colons' })
  id?: string;

  /** The only vendor whose license files may join the customer; left out: that of the first that comes. */
  @IsOptional()
  @Matches(VENDOR, { message: VENDOR_WORDS })
  vendor?: string;

  /** Also for a vendor that is not trusted here, or not yet. */
  @IsOptional()
  @IsBoolean()
  force?: boolean;
}

export class CustomersQuery extends CursorQuery {
  @IsIn(CUSTOMER_SORTS)
  sort: CustomerSort = 'id';

  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(NAME_CHARS)
  search?: string;
}
