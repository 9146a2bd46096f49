import { IsBoolean, IsIn, IsInt, IsObject, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';

export class FeedSettingsBody {
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  priority?: number;

  @IsOptional()
  @IsIn(['immediate', 'manual'])
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

export class ActivateBody {
  @IsOptional()
  @IsString()
  @MaxLength(500)
  reason?: string;
}

export class SnapshotQuery {
  @IsOptional()
  @Matches(/^[a-z0-9-]{1,63}\/[a-z0-9-]{1,63}$/, { message: '$property must be the name of a feed, such as acme/core' })
  feed?: string;
}
