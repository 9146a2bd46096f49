import { Fault } from '@pksn/domain';
import { EndpointIdentity } from '@pksn/endpoint-client';
import type { EndpointClient, ParticipationRecord } from '@pksn/endpoint-client';
import { connectQuery, withQuery } from '../connection/connect';
import { endpointFolder } from '../connection/query-target';
import type { Session } from '../session';
import { accepted, textInForce } from './shown-statement';
import type { StatementOptions } from './shown-statement';
import { isAccepted } from './statement-command';

export interface ParticipateOptions extends StatementOptions {
  readonly requests?: boolean;
  readonly contributions?: boolean;
}

/** A person said no to the statement: nothing has changed. */
const EXIT_DECLINED = 1;

export async function participate(
  session: Session,
  answer: 'yes' | 'no',
  options: ParticipateOptions,
): Promise<number> {
  if (answer === 'no') return stop(session, options);
  await new EndpointIdentity(endpointFolder(session.options)).needed();
  return withQuery(connectQuery(session.options, true), (client) => begin(session, client, options));
}

async function begin(session: Session, client: EndpointClient, options: ParticipateOptions): Promise<number> {
  const { statement: inForce } = await client.askStatus();
  if (client.awaitsAcceptance !== null)
    throw new Fault(
      'ENDPOINT_NETWORK_CHANGED',
      'the global network is to be accepted first: pksn endpoint network accept',
    );
  if (inForce === null) return withoutStatement(session, client, options);
  const before = client.participation;
  if (isAccepted(client, inForce.id) && before?.statement != null) {
    const { requests = before.requests ?? true, contributions = before.contributions } = options;
    await client.participate({ statement: before.statement, requests, contributions });
    return told(session, client);
  }
  const text = await textInForce(client, inForce, options.language);
  if (!(await accepted(session, text, options))) {
    session.output.note('Not accepted; nothing has changed.');
    return EXIT_DECLINED;
  }
  const { requests, contributions } = options;
  const { id, language } = text;
  await client.participate({
    statement: { id, language },
    ...(requests === undefined ? {} : { requests }),
    ...(contributions === undefined ? {} : { contributions }),
  });
  return told(session, client);
}

/** Nothing can be accepted, but requests can be switched. */
async function withoutStatement(
  session: Session,
  client: EndpointClient,
  options: ParticipateOptions,
): Promise<number> {
  if (options.requests === undefined || options.contributions === true)
    throw new Fault('STATEMENT_UNKNOWN', 'there is no statement to accept, and nothing is contributed without');
  await client.switchRequests(options.requests);
  return told(session, client);
}

/** In force here at once, whether the service can be told or not. */
async function stop(session: Session, { requests }: ParticipateOptions): Promise<number> {
  const decision = { statement: null, ...(requests === undefined ? {} : { requests }) };
  return withQuery(connectQuery(session.options, true), async (client) => {
    try {
      await client.participate(decision);
    } catch (error) {
      if (error instanceof Fault && client.participation?.contributions === false && error.code !== 'SETTINGS_POLICY')
        session.output.note('In force here. The service has not been told: say it again when it can be reached.');
      throw error;
    }
    return told(session, client);
  });
}

function told({ output }: Session, client: EndpointClient): number {
  const record = client.participation;
  output.document({ ...record, network: client.network.network }, () => participationLines(record));
  return 0;
}

/** What was decided here, for people. */
export function participationLines(record: ParticipationRecord | null): string[] {
  if (record === null) return ['Participation: nothing decided yet: nothing is contributed'];
  const { statement, requests, contributions } = record;
  const what =
    statement === null ? 'no statement is accepted' : `statement ${String(statement.id)} (${statement.language})`;
  const asked = requests === null ? 'as the provider sets it' : requests ? 'on' : 'off';
  return [`Participation: ${what}`, `  requests ${asked}, contributions ${contributions ? 'on' : 'off'}`];
}
