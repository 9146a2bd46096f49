import { topologyFindings } from '@pksn/endpoint-client';
import type { AskedPlace } from '@pksn/endpoint-client';
import { tableLines } from '../console/output';
import type { Session } from '../session';
import { factsOfEndpoint, factsOfProxy } from './topology-facts';

/** Something is wrong; what a person may merely look at does not count. */
const EXIT_FINDINGS = 1;

/** Whether questions of an endpoint, or of the proxy of a configuration file, could go round the private service. */
export async function topology(
  { output, options }: Session,
  { config }: { readonly config?: string },
): Promise<number> {
  const facts = config === undefined ? await factsOfEndpoint(options) : await factsOfProxy(config);
  const findings = topologyFindings(facts);
  const places = facts.places.map(({ origin, role, resolved, answer, chain }) => ({
    origin,
    role,
    resolved,
    answer,
    chain,
  }));
  output.document({ places, findings }, () => [
    ...tableLines(
      ['ASKED', 'ROLE', 'LEADS TO', 'ANSWER', 'CHAIN'],
      places.map((one) => [one.origin, one.role, one.resolved?.join(', ') ?? '?', one.answer, chainText(one.chain)]),
    ),
    '',
    ...(findings.length === 0
      ? ['Nothing leads round the private service.']
      : tableLines(
          ['SEVERITY', 'CODE', 'WHERE', 'WHAT'],
          findings.map(({ severity, code, place, what }) => [severity, code, place, what]),
        )),
    ...findings.map(({ code, next }) => `${code}: ${next}`),
  ]);
  return findings.some(({ severity }) => severity === 'wrong') ? EXIT_FINDINGS : 0;
}

function chainText(chain: AskedPlace['chain']): string {
  return chain.map(({ role, name, address }) => name ?? `${role} ${address}`).join(' > ');
}
