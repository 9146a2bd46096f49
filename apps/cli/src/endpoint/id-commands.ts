import { EndpointIdentity } from '@pksn/endpoint-client';
import { removeDurable } from '@pksn/runtime';
import { endpointFolder, namedFolder } from '../connection/query-target';
import type { Session } from '../session';
import { stopAtService, untoldLines } from './stop-at-service';

export async function showId(session: Session): Promise<void> {
  const id = await new EndpointIdentity(endpointFolder(session.options)).current();
  session.output.document({ id }, () => id ?? 'There is none yet; it is made when something first needs it.');
}

/** The service is asked to forget what it has under the old id; where it cannot be, that expires there. */
export async function resetId(session: Session): Promise<void> {
  const identity = new EndpointIdentity(endpointFolder(session.options));
  const stop = await stopAtService(session);
  await identity.forget();
  await removeDurable(namedFolder(session.options));
  const id = await identity.needed();
  session.output.document({ id, toldService: stop.hadId && stop.untold === null }, () => [
    id,
    ...(stop.hadId ? ['To the service this is another endpoint now, which has accepted nothing.'] : []),
    ...untoldLines(stop),
  ]);
}
