import { ACTIVATION_TEXT_LIMIT } from '@pksn/domain';
import { IsBoolean, IsInt, IsObject, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

export class FeedSettingsBody {
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  priority?: number;

  @IsOptional()
  @IsString()
  @MaxLength(ACTIVATION_TEXT_LIMIT)
  activation?: string;

  @IsOptional()
  @IsBoolean()
  open?: boolean;
}

export class TrustBody {
  /** The parsed trust-root.json. */
  @IsObject()
  root!: Record<string, unknown>;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  fingerprint?: string;
}
