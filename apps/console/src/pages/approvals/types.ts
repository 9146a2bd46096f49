import type { Zone } from '../../parts/zone-badge';

export const STATES = ['waiting', 'approved', 'refused', 'withdrawn', 'outdated', 'expired'] as const;
export const KINDS = [
  'override.green',
  'snapshot.activate-guarded',
  'trust.add',
  'trust.remove',
  'four-eyes.relax',
] as const;

/** A proposal in a list; times are ISO 8601. */
export interface Proposal {
  readonly id: number;
  readonly kind: (typeof KINDS)[number];
  readonly subject: string;
  readonly customer: string | null;
  readonly state: (typeof STATES)[number];
  readonly proposedBy: string;
  readonly proposedAt: string;
  readonly expiresAt: string;
  readonly endedAt: string | null;
  readonly endedBy: string | null;
  readonly endedReason: string | null;
  readonly own: boolean;
  readonly mayDecide: boolean;
}

export interface Proposals {
  readonly proposals: readonly Proposal[];
  readonly next: string | null;
}

export interface Opinion {
  readonly feed: string;
  readonly version: number;
  readonly zone: Zone;
  readonly threat: string | null;
  readonly popularity: number | null;
  readonly matched: string | null;
}

export interface GreenOverride {
  readonly object: Readonly<Record<string, unknown>>;
  readonly customer: string | null;
  readonly zone: Zone;
  readonly threat: string | null;
  readonly reason: string;
  readonly machine: boolean;
  readonly expiresAt: string | null;
  readonly replaces: {
    readonly id: number;
    readonly zone: Zone;
    readonly reason: string;
    readonly author: string;
  } | null;
  readonly feeds: readonly Opinion[];
}

export interface GreenDetail {
  readonly act: 'put' | 'change';
  readonly count: number;
  readonly overrides: readonly GreenOverride[];
}

export interface Trip {
  readonly rule: string;
  readonly count?: number;
  readonly samples?: readonly { readonly key?: string; readonly list?: string; readonly entry?: string }[];
}

export interface GuardedDetail {
  readonly act: 'activate' | 'revert';
  readonly reason: string | null;
  readonly guard: string | null;
  readonly guardNow: string | null;
  readonly snapshot: { readonly id: number; readonly feed: string; readonly version: number; readonly kind: string };
  readonly trips: readonly Trip[] | null;
  readonly preview: {
    readonly records?: Readonly<Record<'before' | 'after' | 'added' | 'gone' | 'recolored' | 'edited', number>>;
  } | null;
}

export interface TrustDetail {
  readonly vendor: string;
  readonly version: number;
  readonly fingerprint: string;
  readonly expires?: string;
  readonly keys?: readonly { readonly role: string; readonly keyid: string }[];
  readonly stakes?: { readonly feeds: readonly string[]; readonly licenses: number; readonly customers: number } | null;
}

type Rules = Readonly<Record<'greenOverrides' | 'guardedActivations' | 'trustChanges', boolean>>;

export interface RelaxDetail {
  readonly before: Rules;
  readonly after: Rules;
}

export interface OneProposal extends Proposal {
  /** Why it could not be approved as things are; null: it could. */
  readonly void: string | null;
  readonly detail: unknown;
}
