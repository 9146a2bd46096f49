import type { FaultCode, ObjectType, TrustGroup, Zone } from '@pksn/domain';

export type CoverageDegree = 'full' | 'partial' | 'none';

export const INFRASTRUCTURES = ['private', 'global'] as const;
export type Infrastructure = (typeof INFRASTRUCTURES)[number];

/** Beside every single answer, and once for a bulk: which database spoke, and how fresh it is. */
export interface Envelope {
  readonly epoch: string;
  readonly generation: number;
  /** When this generation went live; ISO 8601, UTC. */
  readonly asOf: string;
  readonly stale: boolean;
  readonly coverage: CoverageDegree;
  /** Which network answered: the provider's, or the one that the vendors keep for everybody. */
  readonly infrastructure: Infrastructure;
}

export type AnswerSource =
  | { readonly kind: 'override'; readonly owner: 'customer' | 'provider'; readonly reason: string }
  | { readonly kind: 'feed'; readonly feed: string; readonly version: number }
  | { readonly kind: 'none' };

export interface Reputation {
  readonly object: { readonly type: ObjectType } & Readonly<Record<string, unknown>>;
  readonly zone: Zone;
  readonly threat: string | null;
  readonly product: string | null;
  readonly trustGroup: TrustGroup | null;
  readonly popularity: number | null;
  readonly firstSeen: string | null;
  readonly source: AnswerSource;
  /** Network objects: the expression or network that decided. */
  readonly matched?: string | null;
}

export interface ObjectError {
  readonly error: {
    readonly code: FaultCode;
    readonly detail: string;
    /** SERVICE_RESTRICTED alone: which kind, why, and until when (ISO 8601; null: until it is lifted). */
    readonly kind?: ObjectType;
    readonly reason?: string;
    readonly until?: string | null;
  };
}

export interface SoftwareObject {
  readonly vendor: string;
  readonly product: string;
  readonly version?: string | null;
}

/** One object of a bulk request: exactly one of the fields. */
export interface WireObject {
  readonly file?: string;
  readonly url?: string;
  readonly domain?: string;
  readonly ip?: string;
  readonly certificate?: string;
  readonly software?: SoftwareObject;
}

export interface LookupAnswer extends Envelope {
  readonly results: readonly (Reputation | ObjectError)[];
}
