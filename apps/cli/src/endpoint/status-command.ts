import type { EndpointClient, ServiceStanding, ServiceStatus } from '@pksn/endpoint-client';
import { connectQuery, withQuery } from '../connection/connect';
import type { Session } from '../session';
import { restrictionLines } from './restriction-lines';

/** How the service stands for this endpoint; what is known here is shown also when the service cannot be asked. */
export async function status(session: Session): Promise<void> {
  await withQuery(connectQuery(session.options, true), async (client) => {
    try {
      show(session, client, await client.askStatus());
    } catch (error) {
      show(session, client, null);
      throw error;
    }
  });
}

function show({ output }: Session, client: EndpointClient, heard: ServiceStatus | null): void {
  const { standing } = client;
  const { provider = null, infrastructure = null, statement = null } = heard ?? {};
  const document = { ...standing, reached: heard !== null, provider, infrastructure, statement };
  output.document(document, () => [
    heard === null ? `${standing.shown}, as far as is known here` : standing.shown,
    ...linesOf(standing),
    ...(heard === null ? [] : factLines(heard)),
  ]);
}

function linesOf({ restrictions }: ServiceStanding): string[] {
  return restrictions.flatMap((one) => restrictionLines(one));
}

function factLines({ provider, infrastructure, statement }: ServiceStatus): string[] {
  return [
    ...(provider === null ? [] : [`Provider:      ${[provider.name, ...provider.contacts].join(', ')}`]),
    `Network:       ${infrastructure}`,
    `Statement:     ${statement === null ? 'none' : `${String(statement.id)} (${statement.languages.join(', ')})`}`,
  ];
}
