import type { Zone } from '../../parts/zone-badge';

export interface Percentiles {
  readonly count: number;
  /** Seconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface PulseSums {
  readonly requests: number;
  readonly zones: Readonly<Record<Zone, number>>;
  readonly refusals: Readonly<Record<string, number>>;
  readonly latency: { readonly single: Percentiles | null; readonly bulk: Percentiles | null };
  readonly proxies: { readonly lookups: number; readonly cached: number; readonly stale: number };
}

/** GET /api/v1/pulse. Steps without a count are left out of `points`. */
export interface Pulse {
  readonly from: string;
  readonly to: string;
  /** Seconds. */
  readonly step: number;
  readonly total: PulseSums;
  readonly points: readonly (PulseSums & { readonly at: string })[];
}

export type NeedFact = string | number | readonly string[] | null;

/** Something that waits for a person. */
export interface Need {
  readonly code: string;
  readonly severity: 'critical' | 'warning' | 'info';
  readonly subject: string;
  readonly sentence: string;
  readonly next: string;
  readonly since: string | null;
  readonly due: string | null;
  readonly facts: Readonly<Record<string, NeedFact>>;
}

export interface OverviewFeed {
  readonly feed: string;
  readonly version: number | null;
  readonly freshUntil: string | null;
  readonly stale: boolean;
  readonly pinned: boolean;
  readonly counts: Readonly<Record<string, number>>;
}

export interface RecentChange {
  readonly generation: number;
  readonly at: string;
  readonly reason: string;
  readonly actor: string;
  readonly feeds: readonly { readonly feed: string; readonly from: number | null; readonly to: number | null }[];
}

export interface OverviewImport {
  readonly id: string;
  readonly fileName: string;
  readonly state: string;
  readonly feed: string | null;
  readonly version: number | null;
  readonly code: string | null;
  readonly updatedAt: string;
}

/** GET /api/v1/overview, as staff sees it. */
export interface Overview {
  readonly at: string;
  readonly generation: {
    readonly number: number;
    readonly since: string;
    readonly reason: string;
    readonly actor: string;
  } | null;
  readonly feeds: readonly OverviewFeed[];
  readonly changes: readonly RecentChange[];
  readonly importsUnderWay: number;
  readonly imports: readonly OverviewImport[];
  readonly counts: {
    readonly licenses: Readonly<Record<string, number>>;
    readonly expiring: Readonly<Record<'30d' | '7d' | '1d', number>>;
    readonly knockingKeys: number;
    readonly heldSnapshots: number;
    readonly pendingSubmissions: number;
    readonly samples: Readonly<Record<'new' | 'claimed' | 'decided', number>>;
    readonly proxies: { readonly registered: number; readonly present: number; readonly lastSeenAt: string | null };
  };
  readonly needs: readonly Need[];
  readonly needsInAll: number;
}

/** The same for a customer's administrator. */
export interface CustomerOverview {
  readonly generation: { readonly number: number; readonly since: string } | null;
  readonly counts: Pick<Overview['counts'], 'licenses' | 'expiring'>;
  readonly needs: readonly Need[];
}

export const OVERVIEW_PATH = '/api/v1/overview';
