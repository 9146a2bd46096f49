import { TRUST_GROUPS, ZONES } from '@pksn/domain';
import type { TrustGroup, Zone } from '@pksn/domain';
import { SAMPLE_STATES } from '@pksn/store-postgres';
import type { SampleState } from '@pksn/store-postgres';
import { IsBooleanString, IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength, MinLength } from 'class-validator';
import { IsExpiry } from '../overrides/expiry';
import { NAME_CHARS, REASON_CHARS } from '../verdict-queries';
import { CursorQuery } from '../page-queries';

/** What a verdict becomes. */
export const VERDICT_FORMS = ['override', 'own-feed', 'both', 'neither'] as const;
export type VerdictForm = (typeof VERDICT_FORMS)[number];

export class SamplesQuery extends CursorQuery {
  /** Left out: in any state. */
  @IsOptional()
  @IsIn(SAMPLE_STATES)
  state?: SampleState;

  /** Of the whole file. */
  @IsOptional()
  @Matches(/^[0-9a-fA-F]{64}$/, { message: 'sha256 must be 64 hexadecimal digits' })
  sha256?: string;

  /** `true`: those that the caller has claimed. */
  @IsOptional()
  @IsBooleanString()
  mine?: string;

  @IsIn(['oldest', 'newest'])
  sort: 'oldest' | 'newest' = 'oldest';
}

export class UnclaimQuery {
  /** `true`: also what another has claimed. */
  @IsOptional()
  @IsBooleanString()
  force?: string;
}

export class ContentQuery {
  /** The id of one of its contents, as `contents` lists them; left out: the whole file, or the only part that there is. */
  @IsOptional()
  @IsUUID()
  part?: string;
}

export class ReleaseBody {
  @IsString()
  @MinLength(1)
  @MaxLength(REASON_CHARS)
  reason!: string;
}

export class VerdictBody {
  @IsIn(ZONES)
  zone!: Zone;

  @IsOptional()
  @IsString()
  @MaxLength(NAME_CHARS)
  threat?: string | null;

  @IsOptional()
  @IsIn(TRUST_GROUPS)
  trustGroup?: TrustGroup | null;

  @IsString()
  @MinLength(1)
  @MaxLength(REASON_CHARS)
  reason!: string;

  /** An override is in force here at once; an entry of the own feed travels with its next package. */
  @IsIn(VERDICT_FORMS)
  as!: VerdictForm;

  /** Of the override. */
  @IsOptional()
  @IsExpiry()
  expires?: string | null;
}
