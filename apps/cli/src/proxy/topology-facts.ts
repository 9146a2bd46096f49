import { lookup } from 'node:dns/promises';
import { Fault } from '@pksn/domain';
import { chainOf, KeyStore } from '@pksn/endpoint-client';
import type { AskedPlace, PlaceWord, TopologyFacts } from '@pksn/endpoint-client';
import { errorCode, outboundProxyFor } from '@pksn/runtime';
import { connectAdmin, readKey, withClient } from '../connection/connect';
import { HttpsClient } from '../connection/https-client';
import { endpointFolder, queryTarget, settingsStore } from '../connection/query-target';
import type { GlobalOptions } from '../session';
import { readProxyFile } from './proxy-file';

const OF_CERTIFICATES = /CERT|SIGNATURE|ISSUER/;

/** Whom the proxy of a configuration file asks. Fault: USAGE. */
export async function factsOfProxy(path: string): Promise<TopologyFacts> {
  const { origins, ca, provider, isDirect } = await readProxyFile(path);
  if (origins.length === 0)
    throw new Fault('USAGE', `${path} names no address, and its settings file is not loaded yet`);
  const places = await Promise.all(origins.map((origin) => look(origin, { ca, key: null, isProxy: false, isDirect })));
  return { places, provider, policy: null, enrolledProxies: null, instance: null };
}

/** Whom an endpoint asks: by its settings, by --server, or by the context of a service that runs here. */
export async function factsOfEndpoint(options: GlobalOptions): Promise<TopologyFacts> {
  const { service, isLoaded, keyFile } = await queryTarget(options, true);
  const settings = isLoaded ? ((await settingsStore(options).current())?.settings ?? null) : null;
  const policy = settings?.policy ?? null;
  const key = await knownKey(options, isLoaded, keyFile);
  const proxies: readonly string[] = policy?.proxies ?? [];
  const ask = (origin: string): Promise<AskedPlace> =>
    look(origin, { ca: service.ca, key, isProxy: proxies.includes(origin), isDirect: true });
  const [places, enrolledProxies] = await Promise.all([Promise.all(service.origins.map(ask)), countProxies(options)]);
  return { places, provider: settings?.name ?? null, policy, enrolledProxies, instance: null };
}

/** Without a key a place is asked who it is, and not what it answers from. */
async function knownKey(options: GlobalOptions, isLoaded: boolean, keyFile: string | null): Promise<string | null> {
  if (options.keyFile !== undefined) return readKey(options.keyFile);
  const set = isLoaded ? await new KeyStore(endpointFolder(options)).current() : null;
  return set?.current ?? (keyFile === null ? null : readKey(keyFile));
}

/** Null: nobody here may ask. */
async function countProxies(options: GlobalOptions): Promise<number | null> {
  try {
    return await withClient(connectAdmin(options), async (client) => {
      const { proxies } = (await client.get('/api/v1/proxies')) as { proxies: readonly unknown[] };
      return proxies.length;
    });
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}

interface Asking {
  readonly ca: string | null;
  readonly key: string | null;
  readonly isProxy: boolean;
  /** False: an outbound proxy of the environment is meant. */
  readonly isDirect: boolean;
}

async function look(origin: string, { ca, key, isProxy, isDirect }: Asking): Promise<AskedPlace> {
  const host = new URL(origin).hostname.replace(/^\[|\]$/g, '');
  const outbound = isDirect ? outboundProxyFor(origin) : null;
  const resolved = await lookup(host, { all: true }).catch(() => null);
  const known = {
    origin,
    resolved: resolved?.map(({ address }) => address) ?? null,
    outbound: outbound === null ? null : { variable: outbound.variable, host: outbound.host },
  };
  const client = new HttpsClient({ baseUrl: origin, ca, bearer: key });
  try {
    const chain = chainOf(origin, await client.get('/readyz')) ?? [];
    const word = key === null ? null : await wordOf(client);
    const role = isProxy || chain[0]?.role === 'proxy' ? 'proxy' : 'service';
    return { ...known, role, answer: 'answered', detail: null, chain, word };
  } catch (error) {
    const { detail, cause } = Fault.from(error);
    const answer = OF_CERTIFICATES.test(errorCode(cause)) ? 'foreign' : 'silent';
    const reason = errorCode(cause) || detail;
    return { ...known, role: isProxy ? 'proxy' : 'service', answer, detail: reason, chain: [], word: null };
  } finally {
    client.close();
  }
}

/** Null: the key is refused there, which is no matter of the way. */
async function wordOf(client: HttpsClient): Promise<PlaceWord | null> {
  try {
    const told = (await client.get('/v1/status')) as {
      infrastructure?: unknown;
      provider?: { name?: unknown } | null;
      database?: { epoch?: unknown };
    };
    const { infrastructure, provider, database } = told;
    const name = provider?.name;
    return {
      infrastructure: String(infrastructure),
      epoch: String(database?.epoch),
      provider: typeof name === 'string' ? name : null,
    };
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}
