import type { ChainLink } from '@pksn/endpoint-client';
import type { QueueFacts } from '../queue/build-queue';
import type { KnownSetting } from '../settings/setting-values';
import { certificateEnd } from './certificate-end';
import type { CacheCounts, LookupCounts, StatusParts } from './status-parts';
import type { StatusWarning } from './status-warnings';
import { warningsOf } from './status-warnings';

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

interface Flow {
  readonly requests: number;
  readonly bytes: number;
}

const OF_LICENSES = /^(?:LICENSE|INTEGRATION_TOKEN)_/;

/** What is true now. */
export async function proxyStatus(parts: StatusParts): Promise<ProxyStatus> {
  const { now, traffic, link, chain, settings, lookups, bulks, certificates, version } = parts;
  const at = now();
  const [server, client] = await Promise.all([
    certificateEnd(certificates.server),
    certificateEnd(certificates.client),
  ]);
  const counts = lookups();
  const asked = counts.hits + counts.misses;
  const carried = bulks();
  const codes = Object.entries(traffic.refusalsByCode);
  const refused = (isOfLicense: boolean): Record<string, number> =>
    Object.fromEntries(codes.filter(([code]) => OF_LICENSES.test(code) === isOfLicense));
  const shown = {
    version,
    name: parts.follower?.recognition.standing?.proxy.name ?? null,
    at: isoTime(at) ?? '',
    uptimeSeconds: Math.floor(parts.uptimeMs() / 1_000),
    link: {
      linked: parts.isLinked(),
      upstream: parts.upstreamAddress(),
      since: isoTime(link.linkedSince ?? link.lostSince),
      losses: link.losses,
      detail: link.detail,
    },
    chain: { links: chain.links, circle: chain.isCircle },
    lookups: { ...counts, ratio: asked === 0 ? null : counts.hits / asked, joined: carried.joined },
    saved: savedBy(parts.given(), traffic.fetched),
    cache: parts.cache(),
    queue: queueOf(parts.queue()),
    upstream: {
      answers: traffic.latency.count,
      p50Ms: traffic.latency.quantileMs(0.5),
      p95Ms: traffic.latency.quantileMs(0.95),
      p99Ms: traffic.latency.quantileMs(0.99),
      bulks: carried.requests,
      judgements: parts.judgements(),
    },
    streams: parts.streams(),
    connectionsRefused: parts.connections().dropped,
    licenseRefusals: refused(true),
    refusals: refused(false),
    settings: settings.list(),
    enrolment: enrolmentOf(parts),
    certificates: { server: isoTime(server), client: isoTime(client) },
  };
  const warnings = warningsOf({
    ...shown,
    now: at,
    hasClientCertificate: certificates.client !== null,
    instance: chain.instance,
    places: parts.places.places(shown.link.upstream, shown.link.linked, chain.links),
  });
  return { status: warnings.some(({ severity }) => severity === 'wrong') ? 'degraded' : 'ok', ...shown, warnings };
}

function savedBy(given: Flow, fetched: Flow): ProxyStatus['saved'] {
  return {
    requests: Math.max(0, given.requests - fetched.requests),
    bytes: Math.max(0, given.bytes - fetched.bytes),
    given: { ...given },
    fetched: { ...fetched },
  };
}

function queueOf(facts: QueueFacts | null): QueueStatus | null {
  return facts === null ? null : { ...facts, oldestAt: isoTime(facts.oldestAt) };
}

function enrolmentOf({ follower }: StatusParts): ProxyStatus['enrolment'] {
  if (follower === null)
    return { state: 'not enrolled', boundTo: null, revision: null, heardAt: null, askedAt: null, problem: null };
  const { state, standing, heardAt, askedAt, problem } = follower.recognition;
  return {
    state,
    boundTo: standing?.proxy.boundTo ?? null,
    revision: standing?.revision ?? null,
    heardAt: isoTime(heardAt),
    askedAt: isoTime(askedAt),
    problem,
  };
}

function isoTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
