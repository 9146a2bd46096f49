import { EndpointIdentity } from '@pksn/endpoint-client';
import { connectQuery, withQuery } from '../connection/connect';
import { endpointFolder } from '../connection/query-target';
import { Fault } from '@pksn/domain';
import type { Session } from '../session';
import { accepted, textInForce } from './shown-statement';
import type { StatementOptions } from './shown-statement';

/** A person said no: only the status is asked, as before. */
const EXIT_DECLINED = 1;

/**
 * After a switch to the global network: shows its statement, and lets lookups go on when a person accepts it. Faults: ENDPOINT_STATEMENT
 * when nothing awaits acceptance.
 */
export async function acceptNetwork(session: Session, options: StatementOptions): Promise<number> {
  const { output } = session;
  await new EndpointIdentity(endpointFolder(session.options)).needed();
  return withQuery(connectQuery(session.options, true), async (client) => {
    const { statement: inForce, provider } = await client.askStatus();
    if (client.awaitsAcceptance === null) {
      const { network } = client.network;
      throw new Fault('ENDPOINT_STATEMENT', `nothing awaits acceptance: this endpoint asks the ${network} network`);
    }
    if (inForce === null)
      throw new Fault('STATEMENT_UNKNOWN', 'the global network has no statement in force that could be accepted');
    const who = provider === null ? '' : ` of ${[provider.name, ...provider.contacts].join(', ')}`;
    output.beforeQuestion(
      `The service belongs to the GLOBAL network${who} now. Until this is accepted only its status is asked.`,
    );
    const text = await textInForce(client, inForce, options.language);
    if (!(await accepted(session, text, options))) {
      output.note('Not accepted; nothing has changed.');
      return EXIT_DECLINED;
    }
    await client.acceptNetwork({ id: text.id, language: text.language });
    output.document({ ...client.network, participation: client.participation }, () => [
      `The global network is accepted by statement ${String(text.id)}. Lookups go on.`,
      client.participation?.contributions === true
        ? 'Contributions are on, as the provider sets it.'
        : 'Nothing is contributed; pksn endpoint participate yes --contributions yes switches that on.',
    ]);
    return 0;
  });
}
