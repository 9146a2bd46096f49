import { Fault } from '@pksn/domain';
import { EndpointIdentity } from '@pksn/endpoint-client';
import { connectQuery, withQuery } from '../connection/connect';
import { endpointFolder } from '../connection/query-target';
import type { Session } from '../session';

export interface StopAtService {
  /** Whether there was an id, under which the service may have something. */
  readonly hadId: boolean;
  /** Why the service could not be told; null: it was, or there was nothing to tell. */
  readonly untold: string | null;
}

/** Asks the service to forget what it has under the id of this endpoint; where it cannot be asked, that expires there. */
export async function stopAtService({ options }: Session): Promise<StopAtService> {
  // A damaged id is none: nothing can be said under it.
  const id = await new EndpointIdentity(endpointFolder(options)).current().catch(() => null);
  if (id === null) return { hadId: false, untold: null };
  try {
    await withQuery(connectQuery(options, true), (client) => client.participate({ statement: null }));
    return { hadId: true, untold: null };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { hadId: true, untold: error.detail };
  }
}

/** For people; nothing when it was told. */
export function untoldLines({ untold }: StopAtService): string[] {
  return untold === null
    ? []
    : [`The service was not told and keeps what it has of the old id until it expires: ${untold}`];
}
