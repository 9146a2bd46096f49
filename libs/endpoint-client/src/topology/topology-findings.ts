import { isPrivateAddress } from './private-address';
import { isCircle } from './proxy-chain';
import type { AskedPlace, TopologyFacts } from './topology-facts';

export type TopologyCode =
  | 'ADDRESS_PUBLIC'
  | 'ADDRESS_UNRESOLVED'
  | 'ANSWER_GLOBAL'
  | 'CERTIFICATE_OTHER'
  | 'CHAIN_CIRCLE'
  | 'CHAIN_BROKEN'
  | 'DIRECT_FALLBACK'
  | 'EPOCH_OTHER'
  | 'OUTBOUND_PROXY'
  | 'PROVIDER_OTHER'
  | 'PROXY_UNUSED'
  | 'PLACE_SILENT';

/** By which way questions may leave the premises, or miss the private service. */
export interface TopologyFinding {
  readonly code: TopologyCode;
  /** `look`: a person is to decide whether it is meant. */
  readonly severity: 'wrong' | 'look';
  /** The address or the setting that it is about. */
  readonly place: string;
  readonly what: string;
  /** What to do. */
  readonly next: string;
}

/** Everything that could lead round the private service, the worst first. */
export function topologyFindings(facts: TopologyFacts): readonly TopologyFinding[] {
  const findings = [
    ...facts.places.flatMap((place) => [...wayFindings(place), ...answerFindings(place, facts)]),
    ...epochFindings(facts.places),
    ...policyFindings(facts),
  ];
  return findings.sort((a, b) => Number(a.severity === 'look') - Number(b.severity === 'look'));
}

function wayFindings({ origin, resolved, outbound }: AskedPlace): TopologyFinding[] {
  const outside = resolved?.filter((address) => !isPrivateAddress(address)) ?? [];
  return [
    ...(resolved === null
      ? [look('ADDRESS_UNRESOLVED', origin, 'its name has no address here', 'Correct the name, or the name service.')]
      : []),
    ...(outside.length > 0
      ? [
          wrong(
            'ADDRESS_PUBLIC',
            origin,
            `it leads to ${outside.slice(0, 3).join(', ')}, outside of private networks`,
            'Name an address inside, or make sure that the way there stays on the premises (a VPN, a leased line).',
          ),
        ]
      : []),
    ...(outbound === null
      ? []
      : [
          look(
            'OUTBOUND_PROXY',
            origin,
            `${outbound.variable} would send it to ${outbound.host}; this product never does, other programs may`,
            'Name the host in NO_PROXY.',
          ),
        ]),
  ];
}

function answerFindings(place: AskedPlace, { provider, instance }: TopologyFacts): TopologyFinding[] {
  const { origin, answer, detail, word, chain } = place;
  if (answer === 'silent')
    return [look('PLACE_SILENT', origin, `it does not answer: ${detail ?? ''}`, 'Start it, or take the address away.')];
  if (answer === 'foreign')
    return [
      wrong(
        'CERTIFICATE_OTHER',
        origin,
        `somebody answers whom the known authority does not vouch for (${detail ?? ''})`,
        'Find out who listens there. If the authority was replaced, load the new settings file.',
      ),
    ];
  const broken = chain.find(({ status }) => status === 'unreachable' || status === 'starting');
  return [
    ...(instance !== null && isCircle(chain, instance)
      ? [wrong('CHAIN_CIRCLE', origin, 'the chain leads back to this proxy', 'Let one of them ask the service.')]
      : repeated(chain) !== null
        ? [wrong('CHAIN_CIRCLE', origin, 'the chain leads in a circle', 'Let one of the proxies ask the service.')]
        : []),
    ...(broken === undefined
      ? []
      : [look('CHAIN_BROKEN', origin, `above it, ${broken.address} is ${broken.status}`, 'Look at that one.')]),
    ...(word?.infrastructure === 'global'
      ? [
          wrong(
            'ANSWER_GLOBAL',
            origin,
            'the global network answers here, not a private service',
            'Ask the provider; load the settings of the private service.',
          ),
        ]
      : []),
    ...(provider !== null && word?.provider != null && word.provider !== provider
      ? [
          wrong(
            'PROVIDER_OTHER',
            origin,
            `it belongs to ${word.provider}, the loaded settings are of ${provider}`,
            'Ask the provider which is right, and load its settings file.',
          ),
        ]
      : []),
  ];
}

/** One service is behind all addresses; the first that says so is taken at its word. */
function epochFindings(places: readonly AskedPlace[]): TopologyFinding[] {
  const [first, ...rest] = places.filter(({ word }) => word !== null);
  return rest
    .filter(({ word }) => word?.epoch !== first?.word?.epoch)
    .map(({ origin }) =>
      wrong(
        'EPOCH_OTHER',
        origin,
        `it answers from another database than ${first?.origin ?? ''}`,
        'Let all addresses lead to one service; after a restore, wait until all have followed.',
      ),
    );
}

function policyFindings({ policy, enrolledProxies }: TopologyFacts): TopologyFinding[] {
  if (policy === null) return [];
  const { proxies, directFallback } = policy;
  const isUnused = proxies.length === 0 && enrolledProxies !== null && enrolledProxies > 0;
  return [
    ...(isUnused
      ? [
          look(
            'PROXY_UNUSED',
            'policy.proxies',
            'proxies are enrolled, and endpoints are told of none: they ask the service directly',
            'Name the proxies in the settings file: pksn provider settings.',
          ),
        ]
      : []),
    ...(proxies.length > 0 && directFallback
      ? [
          look(
            'DIRECT_FALLBACK',
            'policy.directFallback',
            'endpoints go round the proxies when none answers',
            'If they must not, make a settings file without the direct fallback.',
          ),
        ]
      : []),
  ];
}

function repeated(chain: AskedPlace['chain']): string | null {
  const instances = chain.map(({ instance }) => instance).filter((one) => one !== null);
  return instances.find((one, i) => instances.indexOf(one) < i) ?? null;
}

function finding(severity: TopologyFinding['severity']) {
  return (code: TopologyCode, place: string, what: string, next: string): TopologyFinding => ({
    code,
    severity,
    place,
    what,
    next,
  });
}

const wrong = finding('wrong');
const look = finding('look');
