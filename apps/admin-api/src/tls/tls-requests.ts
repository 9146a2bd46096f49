import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
} from 'class-validator';
import { PEM_CHARS } from '@pksn/runtime';

/** Host names and addresses of both families. */
const HOST = /^(?=.{1,253}$)(?:\*\.)?[A-Za-z0-9](?:[A-Za-z0-9._:-]*[A-Za-z0-9])?$|^::[0-9a-fA-F:.]*$/;

export class ForceBody {
  /** Whether it is taken even though clients would refuse it. */
  @IsOptional()
  @IsBoolean()
  force = false;
}

export class CertificateBody extends ForceBody {
  /** The chain in PEM, the server's own certificate first. */
  @IsString()
  @MaxLength(PEM_CHARS)
  certificate!: string;

  /** In PEM; left out: the key that was made with the request, or the one in use. */
  @IsOptional()
  @IsString()
  @MaxLength(PEM_CHARS)
  key?: string | null;
}

export class RequestBody {
  /** Host names and addresses; left out: those of the certificate in use and of the addresses in use. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @Matches(HOST, { each: true, message: 'names must be host names or addresses' })
  names?: string[];
}
