import { PROPOSAL_KINDS, PROPOSAL_STATES } from '@pksn/store-postgres';
import type { ProposalKind, ProposalState } from '@pksn/store-postgres';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { CursorQuery } from '../page-queries';

const STATES = [...PROPOSAL_STATES, 'ended'] as const;
const REASON_CHARS = 500;

export class ProposalsQuery extends CursorQuery {
  /** `ended`: all that do not wait. */
  @IsOptional()
  @IsIn(STATES)
  state?: ProposalState | 'ended';

  @IsOptional()
  @IsIn(PROPOSAL_KINDS)
  kind?: ProposalKind;
}

/** Of a decision; for the audit log. */
export class DecisionBody {
  @IsOptional()
  @IsString()
  @Matches(/\S/, { message: '$property must say why' })
  @MaxLength(REASON_CHARS)
  reason?: string;
}

export class RefusalBody {
  @IsString()
  @Matches(/\S/, { message: '$property must say why' })
  @MaxLength(REASON_CHARS)
  reason!: string;
}

/** What is left out stays as it is. */
export class FourEyesBody {
  @IsOptional()
  @IsBoolean()
  greenOverrides?: boolean;

  @IsOptional()
  @IsBoolean()
  guardedActivations?: boolean;

  @IsOptional()
  @IsBoolean()
  trustChanges?: boolean;

  /** How long a proposal waits. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(90)
  days?: number;
}
