import { Fault } from '@pksn/domain';
import { EndpointIdentity, providerNotice, readNetworkState, readParticipation } from '@pksn/endpoint-client';
import type {
  EndpointClient,
  NetworkState,
  ParticipationRecord,
  ServiceStanding,
  ServiceStatus,
} from '@pksn/endpoint-client';
import type { ProviderSettings } from '@pksn/signing';
import { connectQuery, withQuery } from '../connection/connect';
import { agreementFolder, endpointFolder, settingsStore } from '../connection/query-target';
import { systemClock } from '@pksn/runtime';
import type { Session } from '../session';
import { keyPrints, keyStore } from './key-commands';
import type { KeyPrints } from './key-commands';

/** What an endpoint knows of itself, and what the service says if it can be asked. */
export interface EndpointFacts {
  readonly settings: ProviderSettings | null;
  readonly warnings: readonly string[];
  readonly keys: KeyPrints | null;
  readonly endpointId: string | null;
  readonly network: NetworkState;
  readonly participation: ParticipationRecord | null;
  /** Null: no client could be opened with what is set here. */
  readonly seen: SeenService | null;
  /** Why the service did not answer; null: it did. */
  readonly failure: Fault | null;
}

export interface SeenService {
  readonly standing: ServiceStanding;
  /** Null: the service was not reached. */
  readonly heard: ServiceStatus | null;
  readonly awaitsAcceptance: boolean;
  /** It goes by a yes that was taken back here: the no has not reached it. */
  readonly isNoUntold: boolean;
  readonly keyInUse: 'current' | 'next' | null;
  readonly kept: { readonly sizeBytes: number; readonly newestAt: number | null } | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Never throws because of the service or the way to it. */
export async function gatherFacts(session: Session): Promise<EndpointFacts> {
  const { options } = session;
  const agreement = agreementFolder(options);
  const settings = (await settingsStore(options).current())?.settings ?? null;
  const keys = await keyStore(session).current();
  const { seen, failure } = await seenService(session);
  return {
    settings,
    warnings: settings === null ? [] : providerNotice(settings, systemClock.now()).warnings,
    keys: keys === null ? null : keyPrints(keys),
    endpointId: await new EndpointIdentity(endpointFolder(options)).current(),
    network: await readNetworkState(agreement),
    participation: await readParticipation(agreement),
    seen,
    failure,
  };
}

async function seenService({ options }: Session): Promise<Pick<EndpointFacts, 'seen' | 'failure'>> {
  const opening: { client: EndpointClient | null } = { client: null };
  try {
    return await withQuery(connectQuery(options, true), async (client) => {
      opening.client = client;
      const failure = await client.askStatus().then(() => null, refused);
      return { seen: await seenBy(client, failure === null), failure };
    });
  } catch (error) {
    // Nothing is set up yet: that is what the page is to tell.
    if (opening.client === null && error instanceof Fault && SETUP.includes(error.code))
      return { seen: null, failure: error };
    throw error;
  }
}

const SETUP: readonly string[] = ['USAGE', 'CONTEXT_MISSING'];

async function seenBy(client: EndpointClient, isReached: boolean): Promise<SeenService> {
  const { standing, status, awaitsAcceptance, key } = client;
  return {
    standing,
    heard: isReached ? status : null,
    awaitsAcceptance: awaitsAcceptance !== null,
    isNoUntold: isReached && (await isNoUntold(client)),
    keyInUse: isReached ? key : null,
    kept: await client.kept(),
    now: systemClock.now(),
  };
}

/** What cannot be asked is nothing to tell of. */
async function isNoUntold(client: EndpointClient): Promise<boolean> {
  if (client.awaitsAcceptance !== null || client.participation?.statement !== null) return false;
  const known = await client.askParticipation().catch(() => null);
  return known?.accepted === true;
}

function refused(error: unknown): Fault {
  if (error instanceof Fault) return error;
  throw error;
}
