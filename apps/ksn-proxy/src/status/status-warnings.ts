import type { AskedPlace } from '@pksn/endpoint-client';
import { topologyFindings } from '@pksn/endpoint-client';
import type { ProxyStatus, StatusWarning } from './status-document';

export interface WarningFacts extends Omit<ProxyStatus, 'status' | 'warnings'> {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly hasClientCertificate: boolean;
  readonly instance: string;
  readonly places: readonly AskedPlace[];
}

const DAY_MS = 86_400_000;
const LOOK_DAYS = 30;
const WRONG_DAYS = 7;
const FULL_SHARE = 0.8;

/** What is wrong or worth a look, by what is known now. */
export function warningsOf(facts: WarningFacts): readonly StatusWarning[] {
  const { places, instance } = facts;
  const topology = topologyFindings({ places, instance, provider: null, policy: null, enrolledProxies: null });
  return [
    ...linkWarnings(facts),
    ...queueWarnings(facts),
    ...enrolmentWarnings(facts),
    ...certificateWarnings(facts),
    ...topology,
  ].sort((a, b) => Number(a.severity === 'look') - Number(b.severity === 'look'));
}

function linkWarnings({ link, cache, connectionsRefused }: WarningFacts): StatusWarning[] {
  return [
    link.linked
      ? null
      : wrong(
          'LINK_LOST',
          link.upstream,
          `the service cannot be reached: ${(link.detail ?? '').replace(`${link.upstream}: `, '')}`,
          'Look at the way there, and at what answers.',
        ),
    cache.usable
      ? null
      : wrong(
          'CACHE_LOST',
          'data',
          'the cache cannot be written, so all is asked for',
          'Look at the disk; start anew.',
        ),
    cache.globalViews === 0
      ? null
      : wrong(
          'ANSWER_GLOBAL',
          link.upstream,
          'the global network answers here, not a private service',
          'Ask the provider; nothing is kept of it.',
        ),
    connectionsRefused === 0
      ? null
      : look(
          'CONNECTIONS_REFUSED',
          'limits.connections',
          `${String(connectionsRefused)} connections were over the limit since the start`,
          'Raise limits.connections, or find out who opens so many.',
        ),
  ].filter((one) => one !== null);
}

function queueWarnings({ queue, now, link }: WarningFacts): StatusWarning[] {
  if (queue === null) return [];
  const { bytes, limitBytes, oldestAt, lost, isWaitingFor } = queue;
  const isOld = oldestAt !== null && now - Date.parse(oldestAt) > DAY_MS;
  return [
    bytes < limitBytes * FULL_SHARE
      ? null
      : look(
          'QUEUE_FULL',
          'limits.queueBytes',
          'the queue of contributions is nearly full: what does not fit is refused',
          'Bring the link back, or raise limits.queueBytes where it is set: see the settings.',
        ),
    isOld && link.linked
      ? look(
          'QUEUE_WAITS',
          'queue',
          `contributions wait for more than a day, though the service is reached: ${isWaitingFor ?? ''}`,
          'See the code in the list of error codes, and the log.',
        )
      : null,
    lost === 0
      ? null
      : look('QUEUE_LOST', 'queue', `${String(lost)} contributions were damaged on disk`, 'Look at the disk.'),
  ].filter((one) => one !== null);
}

/** By the words of the service, which judges each proxy of the chain and refuses all for one. */
const NAMED = /^the (?:certificate of the )?proxy (.+?) (?:or its certificate was revoked|has expired)$/;

function refusedOf({ enrolment: { problem }, chain, name }: WarningFacts): string {
  const named = NAMED.exec(problem ?? '')?.[1];
  if (named !== undefined && name !== null) return named === name ? 'this proxy' : 'a proxy above this one';
  return chain.links.some(({ role }) => role === 'proxy') ? 'this proxy or one above it' : 'this proxy';
}

function enrolmentWarnings(facts: WarningFacts): StatusWarning[] {
  const { state, problem } = facts.enrolment;
  const said = problem === null ? '' : `: ${problem}`;
  const who = refusedOf(facts);
  if (state === 'unknown')
    return [
      wrong(
        'PROXY_UNKNOWN',
        'identity',
        `the service does not know the client certificate of ${who}${said}`,
        'Enrol the one that is meant (pksn proxy enroll), or put its new certificate in place.',
      ),
    ];
  if (state === 'revoked')
    return [
      wrong(
        'PROXY_REVOKED',
        'identity',
        `the service has revoked ${who}, or its certificate${said}`,
        'Stop the one that is meant, or enrol it again.',
      ),
    ];
  if (state === 'bad settings')
    return [
      wrong(
        'SETTINGS_REFUSED',
        'settings',
        `what the service sets is not usable and changes nothing: ${problem ?? ''}`,
        'Correct it at the service: pksn proxy settings.',
      ),
    ];
  return [];
}

function certificateWarnings({ certificates, hasClientCertificate, now }: WarningFacts): StatusWarning[] {
  const of = (place: string, ends: string | null, next: string): StatusWarning[] => {
    if (ends === null) return [wrong('CERTIFICATE_UNREADABLE', place, 'its file cannot be read', 'Put it in place.')];
    const days = Math.floor((Date.parse(ends) - now) / DAY_MS);
    if (days >= LOOK_DAYS) return [];
    const what = days < 0 ? `it ended at ${ends}` : `it ends in ${String(days)} days`;
    return [(days < WRONG_DAYS ? wrong : look)('CERTIFICATE_ENDS', place, what, next)];
  };
  return [
    ...of('server certificate', certificates.server, 'Put a new one in place; it is read without a restart.'),
    ...(hasClientCertificate ? of('client certificate', certificates.client, 'Renew it: pksn proxy renew.') : []),
  ];
}

const warning =
  (severity: StatusWarning['severity']) =>
  (code: string, place: string, what: string, next: string): StatusWarning => ({ code, severity, place, what, next });
const wrong = warning('wrong');
const look = warning('look');
