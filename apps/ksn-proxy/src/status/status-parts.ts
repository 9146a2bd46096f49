import type { QueueFacts } from '../queue/build-queue';
import type { LiveSettings } from '../settings/live-settings';
import type { SettingsFollower } from '../settings/settings-follower';
import type { ChainWatch } from './chain-watch';
import type { LinkWatch } from './link-watch';
import type { Traffic } from './traffic';
import type { UpstreamPlaces } from './upstream-places';

/** Lookups by how they were answered, in objects; `passed` counts requests. */
export interface LookupCounts {
  readonly hits: number;
  readonly misses: number;
  readonly offline: number;
  readonly passed: number;
}

/** What the rest of the proxy counts, read when somebody looks. */
export interface StatusParts {
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly uptimeMs: () => number;
  readonly isLinked: () => boolean;
  readonly upstreamAddress: () => string;
  /** Why the last try failed; null while the link is there. */
  readonly linkDetail: () => string | null;
  readonly link: LinkWatch;
  readonly chain: ChainWatch;
  readonly places: UpstreamPlaces;
  readonly traffic: Traffic;
  readonly settings: LiveSettings;
  readonly follower: SettingsFollower | null;
  readonly lookups: () => LookupCounts;
  /** Lookups that clients were answered with 200. */
  readonly given: () => { readonly requests: number; readonly bytes: number };
  /** Requests that carried them to the service, and objects that joined one under way. */
  readonly bulks: () => { readonly requests: number; readonly objects: number; readonly joined: number };
  readonly judgements: () => number;
  readonly cache: () => CacheCounts;
  /** Null: the proxy is not enrolled, and keeps no contributions. */
  readonly queue: () => QueueFacts | null;
  readonly streams: () => number;
  readonly connections: () => { readonly dropped: number };
  /** Paths of the certificates of its own; null: it has no client certificate. */
  readonly certificates: { readonly server: string; readonly client: string | null };
}

export interface CacheCounts {
  readonly usable: boolean;
  readonly bytes: number;
  readonly limitBytes: number;
  readonly objects: number;
  readonly objectsInMemory: number;
  /** Groups of keys that see the same data. */
  readonly views: number;
  /** Of those, in which the global network answers. */
  readonly globalViews: number;
}
