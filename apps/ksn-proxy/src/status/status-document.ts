import type { ChainLink } from '@pksn/endpoint-client';
import type { QueueFacts } from '../queue/build-queue';
import type { KnownSetting } from '../settings/setting-values';
import type { CacheCounts, LookupCounts } from './status-parts';

/** All that a proxy shows of itself: counts, times and names; no license key, no object, nothing secret. Times are ISO 8601. */
export interface ProxyStatus {
  readonly status: 'ok' | 'degraded';
  readonly version: string;
  readonly name: string | null;
  readonly at: string;
  readonly uptimeSeconds: number;
  readonly link: {
    readonly linked: boolean;
    readonly upstream: string;
    readonly since: string | null;
    readonly losses: number;
    readonly detail: string | null;
  };
  /** Nearest first; `circle`: it leads back here. */
  readonly chain: { readonly links: readonly ChainLink[]; readonly circle: boolean };
  /** `ratio`: of objects that were asked while linked, the share that was kept here; null before the first. */
  readonly lookups: LookupCounts & { readonly ratio: number | null; readonly joined: number };
  /** Lookups that were answered with 200: to clients, by the service, and the difference. */
  readonly saved: { readonly requests: number; readonly bytes: number; readonly given: Flow; readonly fetched: Flow };
  readonly cache: CacheCounts;
  /** Null: the proxy is not enrolled. */
  readonly queue: QueueStatus | null;
  readonly upstream: {
    readonly answers: number;
    readonly p50Ms: number | null;
    readonly p95Ms: number | null;
    readonly p99Ms: number | null;
    readonly bulks: number;
    readonly judgements: number;
  };
  readonly streams: number;
  readonly connectionsRefused: number;
  readonly licenseRefusals: Readonly<Record<string, number>>;
  /** All other refusals, by code. */
  readonly refusals: Readonly<Record<string, number>>;
  readonly settings: readonly KnownSetting[];
  readonly enrolment: {
    readonly state: string;
    readonly boundTo: string | null;
    readonly revision: number | null;
    readonly heardAt: string | null;
    readonly askedAt: string | null;
    readonly problem: string | null;
  };
  readonly certificates: { readonly server: string | null; readonly client: string | null };
  readonly warnings: readonly StatusWarning[];
}

/** Contributions that wait for the service; what is counted is counted since the queue was made. */
export interface QueueStatus extends Omit<QueueFacts, 'oldestAt'> {
  readonly oldestAt: string | null;
}

export interface Flow {
  readonly requests: number;
  readonly bytes: number;
}

/** Something that a person should know; `wrong` makes the proxy degraded. */
export interface StatusWarning {
  readonly code: string;
  readonly severity: 'wrong' | 'look';
  readonly place: string;
  readonly what: string;
  readonly next: string;
}
