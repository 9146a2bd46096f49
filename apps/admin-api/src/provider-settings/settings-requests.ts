import { DAY_MS } from '@pksn/licensing';
import { ArrayMaxSize, IsArray, IsInt, IsObject, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { EndpointPolicy, OfflineLimits } from '@pksn/signing';
import { IsDateOrTime } from '../times';

/** The forms of addresses, CA and policy are judged by the rules of the file itself. */
export class SettingsBody {
  @IsArray()
  @ArrayMaxSize(16)
  @IsString({ each: true })
  @MaxLength(300, { each: true })
  addresses!: string[];

  @IsString()
  @MaxLength(65_536)
  ca!: string;

  @IsObject()
  policy!: EndpointPolicy;

  /** Null, or left out: files say nothing of it. */
  @IsOptional()
  @IsObject()
  offline: OfflineLimits | null = null;

  @IsInt()
  @Min(1)
  @Max(3_660)
  validityDays!: number;
}

export class IssueBody {
  /** A date ends at 24:00 UTC. Null is none given, as of `serialAfter`. */
  @IsOptional()
  @IsDateOrTime()
  expiresAt?: string | null;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  serialAfter?: number | null;
}

/** Milliseconds since 1970; null when none was given. */
export function expiryOf({ expiresAt }: IssueBody): number | null {
  if (expiresAt === undefined || expiresAt === null) return null;
  return Date.parse(expiresAt) + (expiresAt.includes('T') ? 0 : DAY_MS);
}
