import type { QueueFacts } from '../queue/build-queue';
import { certificateEnd } from './certificate-end';
import type { Flow, ProxyStatus, QueueStatus } from './status-document';
import type { StatusParts } from './status-parts';
import { warningsOf } from './status-warnings';

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
      detail: parts.linkDetail(),
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
