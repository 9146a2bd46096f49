import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';

/** Of a decision: for the audit log. */
export class ReasonBody {
  @IsOptional()
  @IsString()
  @Matches(/\S/, { message: '$property must say why' })
  @MaxLength(500)
  reason?: string;
}

export class RevertBody extends ReasonBody {
  /** The version to go back to; left out: the one that was live before. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  to?: number;

  /** The version that is believed to be live: a request that comes twice goes back once. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  from?: number;
}

export class SnapshotQuery {
  @IsOptional()
  @Matches(/^[a-z0-9-]{1,63}\/[a-z0-9-]{1,63}$/, { message: '$property must be the name of a feed, such as acme/core' })
  feed?: string;
}
