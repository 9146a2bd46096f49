import { Fault } from '@pksn/domain';
import { EndpointIdentity } from '@pksn/endpoint-client';
import { removeDurable } from '@pksn/runtime';
import { connectQuery, withQuery } from '../connection/connect';
import { endpointFolder, namedFolder } from '../connection/query-target';
import type { Session } from '../session';

export async function showId(session: Session): Promise<void> {
  const id = await new EndpointIdentity(endpointFolder(session.options)).current();
  session.output.document({ id }, () => id ?? 'There is none yet; it is made when something first needs it.');
}

/** The service is asked to forget what it has under the old id; where it cannot be, that expires there. */
export async function resetId(session: Session): Promise<void> {
  const identity = new EndpointIdentity(endpointFolder(session.options));
  // A damaged id is what a reset is for.
  const before = await identity.current().catch(() => null);
  const untold = before === null ? null : await stopped(session);
  await identity.forget();
  await removeDurable(namedFolder(session.options));
  const id = await identity.needed();
  session.output.document({ id, toldService: before !== null && untold === null }, () => [
    id,
    ...(before === null ? [] : ['To the service this is another endpoint now, which has accepted nothing.']),
    ...(untold === null
      ? []
      : [`The service was not told and keeps what it has of the old one until it expires: ${untold}`]),
  ]);
}

/** Why the service could not be told; null: it was, or there was nothing to tell. */
async function stopped({ options }: Session): Promise<string | null> {
  try {
    await withQuery(connectQuery(options, true), (client) => client.participate({ statement: null }));
    return null;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return error.detail;
  }
}
