import { Fault } from '@pksn/domain';
import type { EndpointClient } from '@pksn/endpoint-client';
import { connectQuery, withQuery } from '../connection/connect';
import { momentText as moment } from '../console/moments';
import type { Session } from '../session';
import { statementLines, textInForce } from './shown-statement';

/** The statement in force, to be read, and whether it was accepted here. Fault: STATEMENT_UNKNOWN, where there is none. */
export async function statement(session: Session, options: { language?: string }): Promise<void> {
  await withQuery(connectQuery(session.options, true), async (client) => {
    const { statement: inForce } = await client.askStatus();
    if (inForce === null) throw new Fault('STATEMENT_UNKNOWN', 'the service has no statement that is in force');
    const text = await textInForce(client, inForce, options.language);
    const accepted = isAccepted(client, text.id);
    const { statement: before = null, decidedAt = null } = client.participation ?? {};
    const { languages } = inForce;
    session.output.document({ ...text, languages, accepted, acceptedBefore: before, decidedAt }, () => [
      ...statementLines(text),
      `Languages:     ${languages.join(', ')}`,
      `Accepted:      ${acceptedText(client, text.id)}`,
    ]);
  });
}

/** Whether it, or a newer one, was accepted for the network that the service belongs to. */
export function isAccepted(client: EndpointClient, id: number): boolean {
  const before = client.participation?.statement ?? null;
  return before !== null && before.id >= id && client.awaitsAcceptance === null;
}

function acceptedText(client: EndpointClient, id: number): string {
  const { statement: before = null, decidedAt = '' } = client.participation ?? {};
  const how = client.awaitsAcceptance === null ? 'pksn endpoint participate yes|no' : 'pksn endpoint network accept';
  if (client.awaitsAcceptance !== null) return `not for the global network: ${how}`;
  if (before === null) return `no: ${how}`;
  const since = `statement ${String(before.id)} (${before.language}) on ${moment(decidedAt)}`;
  return before.id >= id ? since : `only ${since}: ${how}`;
}
