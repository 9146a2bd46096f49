import type { Zone } from '../../parts/zone-badge';
import type { NamedObject } from '../lookup/types';

/** What a live feed says of the object beside the override. */
export interface FeedOpinion {
  readonly feed: string;
  readonly version: number;
  readonly zone: Zone;
  readonly threat: string | null;
  readonly matched: string | null;
}

export interface Override {
  readonly id: number;
  readonly owner: 'provider' | 'customer';
  readonly customer: string | null;
  readonly object: NamedObject;
  readonly zone: Zone;
  readonly trustGroup: string | null;
  readonly threat: string | null;
  readonly reason: string;
  readonly author: string;
  readonly machine: boolean;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly generation: number;
  readonly ended?: 'removed' | 'replaced' | 'expired';
  readonly endedAt?: string | null;
  readonly endedBy?: string | null;
  readonly feeds?: readonly FeedOpinion[];
}

export interface OverridePage {
  readonly overrides: readonly Override[];
  readonly next: string | null;
}

export interface ImportOutcome {
  readonly dryRun: boolean;
  readonly rows?: number;
  readonly added: number;
  readonly replaced: number;
  readonly unchanged: number;
  readonly repeated?: number;
  readonly rejected: number;
  readonly rejects: readonly { readonly line: number; readonly code?: string; readonly detail: string }[];
  readonly generation?: number | null;
}
