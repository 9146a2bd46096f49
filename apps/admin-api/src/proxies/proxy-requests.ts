import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, MinLength } from 'class-validator';
import { CursorQuery } from '../page-queries';

const ID_CHARS = 256;
/** A leaf and some of its chain. */
const PEM_CHARS = 16_384;
/** Not of the form of an id, so that a proxy can be named by either. */
const NAME = /^(?![0-9a-f]{8}-[0-9a-f]{4}-)[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

export class CertificateBody {
  /** The client certificate in PEM; its key stays with the proxy. */
  @IsString()
  @MaxLength(PEM_CHARS)
  certificate!: string;
}

export class ProxyBody extends CertificateBody {
  @Matches(NAME, {
    message: 'name must have 1 to 63 letters, digits, dots, hyphens or underscores, and not look like an id',
  })
  name!: string;

  /** Whose licenses it may deliver for; left out: the provider's own, for all. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(ID_CHARS)
  customer?: string | null;
}

export class ProxiesQuery extends CursorQuery {
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(ID_CHARS)
  customer?: string;

  /** Whether revoked ones are listed, too. */
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  revoked = false;
}

export class RevisionQuery {
  /** Of the settings that are replaced: others that were set meanwhile stay. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  revision?: number;
}
