import { hash } from 'node:crypto';
import { join } from 'node:path';
import { Fault } from '@pksn/domain';
import { AnswerCache } from './cache/answer-cache';
import { AnswerShelf, reasonOf } from './cache/answer-shelf';
import { ChangeFollower } from './changes/change-follower';
import { ChangeSource } from './changes/change-source';
import { startContributing } from './contributions/contributing';
import type { Contributing } from './contributions/contributing';
import { EndpointEvents } from './endpoint-events';
import { DEFAULTS } from './endpoint-options';
import type { EndpointOptions, ServiceAddress } from './endpoint-options';
import { KeyRing } from './keys/key-ring';
import { KeyStore } from './keys/key-store';
import { LookupDesk } from './lookup/lookup-desk';
import { NetworkWatch } from './network/network-watch';
import { RequestRestraint } from './network/request-restraint';
import { ServiceLink } from './network/service-link';
import { systemPace } from './pace';
import { Participant } from './participation/participant';
import { serviceRoutes } from './service-routes';
import { HttpsTransport } from './transport/https-transport';
import { RouteOrder } from './transport/route-order';
import { ServiceCaller } from './transport/service-caller';

/** What an endpoint client is made of. */
export interface ClientParts {
  readonly address: ServiceAddress;
  readonly events: EndpointEvents;
  readonly keys: KeyRing | null;
  readonly link: ServiceLink;
  readonly desk: LookupDesk;
  readonly participant: Participant;
  /** Null: nothing is kept. */
  readonly kept: { readonly cache: AnswerCache; readonly follower: ChangeFollower } | null;
  /** Null: nothing is collected. */
  readonly contributing: Contributing | null;
  /** Null: none is sent. */
  readonly endpointId: string | null;
  readonly timeoutMs: number;
  readonly pace: typeof systemPace;
  close(): Promise<void>;
}

const ENDPOINT_ID = /^[0-9a-f]{32}$/i;

/** Puts the parts together and begins to follow changes, where answers are kept. Faults: those of EndpointClient.open. */
export async function openParts(options: EndpointOptions): Promise<ClientParts> {
  const address = addressOf(options.service);
  const set = { pace: systemPace, ...DEFAULTS, ...limitsOf(address), ...options };
  const { pace, timeoutMs, folder } = set;
  if (address.origins.length === 0) throw new Fault('USAGE', 'there is no address of a service to ask');
  for (const origin of address.origins) {
    if (URL.canParse(origin) && new URL(origin).protocol === 'https:') continue;
    throw new Fault('USAGE', `"${origin.slice(0, 200)}" is not an https:// address`);
  }
  if (set.endpointId !== undefined && !ENDPOINT_ID.test(set.endpointId)) {
    throw new Fault('USAGE', 'an endpoint id is 32 hexadecimal digits');
  }
  const events = new EndpointEvents();
  const store = set.keys instanceof KeyStore ? set.keys : null;
  const given = set.keys instanceof KeyStore ? await set.keys.current() : set.keys;
  const keys = given === null ? null : new KeyRing(given, events, pace);
  let promoting: Promise<void> = Promise.resolve();
  if (store !== null)
    events.on('key-in-use', ({ key }) => {
      // A key that cannot be moved now is tried as the next one again after the next start.
      if (key === 'next') promoting = store.promote(given?.next ?? '').catch(() => undefined);
    });
  const routes = new RouteOrder(address.origins);
  const watch = await NetworkWatch.open(folder, events, pace);
  const transport = new HttpsTransport(address.ca);
  const heard = onlineTeller(events);
  const { endpointId = null, attempts, silenceMs } = set;
  const caller = new ServiceCaller({ transport, routes, keys, pace, endpointId, attempts, silenceMs, heard });
  const restraint = new RequestRestraint(() => endpointId ?? keys?.fingerprint ?? '');
  restraint.use(set.policies);
  const link = new ServiceLink(
    caller,
    watch,
    restraint,
    events,
    pace,
    (origin) => transport.isConnected(origin),
    silenceMs,
  );
  const dropWaiting = (): void => contributing?.drop();
  const participant = await Participant.open({ link, address, endpointId, folder, dropWaiting, pace });
  // The last that is waited for: the application hears of what happens from here on.
  const cache = await openCache(set, address, keys, events);
  const source = new ChangeSource(link, transport, routes, pace);
  const kept =
    cache === null || keys === null
      ? null
      : {
          cache,
          keys,
          follower: new ChangeFollower({ link, source, cache, keys, events, pace, pollMs: set.pollMs, timeoutMs }),
        };
  if (kept !== null) {
    kept.follower.start();
    // Another key may see other feeds: the service says whether the cursor still holds.
    events.on('key-in-use', () => kept.follower.restart());
  }
  const { offline, switched, windowMs, firstLookMs } = set;
  const desk = new LookupDesk({ link, pace, kept, offline, switched, windowMs, timeoutMs, firstLookMs });
  // What outlives the process is written only where a person is known to have agreed.
  const hasAgreed = (): boolean => participant.record?.contributions === true;
  const mayContribute = (): boolean =>
    set.contributions?.sent === 'when closed' ? hasAgreed() : participant.mayContribute;
  const contributing: Contributing | null =
    keys === null
      ? null
      : startContributing(set.contributions, address.policy, endpointId, {
          link,
          pace,
          timeoutMs,
          mayContribute,
          hasAgreed,
          folder,
        });
  const close = async (): Promise<void> => {
    await contributing?.stop();
    await kept?.follower.stop();
    transport.close();
    await kept?.cache.close();
    await promoting;
  };
  return { address, events, keys, link, desk, participant, kept, contributing, endpointId, timeoutMs, pace, close };
}

function addressOf(service: EndpointOptions['service']): ServiceAddress {
  if ('origins' in service) return service;
  const { ca, policy, publicKey, statements, offline } = service;
  const rest = offline === undefined ? {} : { offline };
  return { origins: serviceRoutes(service), ca, policy, provider: publicKey, statements, ...rest };
}

const HOUR_MS = 3_600_000;

function limitsOf({ offline }: ServiceAddress): Pick<EndpointOptions, 'offline' | 'switched'> {
  if (offline === undefined) return {};
  const { maxAgeHours, beyond, switched } = offline;
  return { offline: { maxAgeMs: maxAgeHours * HOUR_MS, beyond }, switched };
}

/** What is kept of each provider is in a folder of its own. */
async function openCache(
  { folder, cacheBytes }: Pick<EndpointOptions, 'folder'> & { readonly cacheBytes: number },
  { provider }: ServiceAddress,
  keys: KeyRing | null,
  events: EndpointEvents,
): Promise<AnswerCache | null> {
  if (folder === null || cacheBytes === 0 || keys === null) return null;
  const lost = (error: unknown): void => events.tell('cache-lost', { detail: reasonOf(error) });
  try {
    const { shelf, wasLost } = await AnswerShelf.open(
      join(folder, `answers-${hash('sha256', provider, 'hex').slice(0, 16)}`),
    );
    if (wasLost !== null) events.tell('cache-lost', { detail: wasLost });
    return new AnswerCache(shelf, cacheBytes, keys.shelves, lost);
  } catch (error) {
    lost(error);
    return null;
  }
}

/** Tells of a change only. */
function onlineTeller(events: EndpointEvents): (online: boolean, detail: string | null) => void {
  let wasOnline: boolean | null = null;
  return (online, detail) => {
    if (online === wasOnline) return;
    wasOnline = online;
    events.tell('connection', { online, detail });
  };
}
