import { Fault } from '@pksn/domain';
import { EndpointClient, EndpointIdentity, KeyStore, PolicyStore } from '@pksn/endpoint-client';
import type { LicenseKeys } from '@pksn/endpoint-client';
import { parseLicenseKey } from '@pksn/licensing';
import { productVersion } from '@pksn/runtime';
import type { GlobalOptions } from '../session';
import { HttpsClient, wrongListener } from './https-client';
import { agreementFolder, authority, endpointFolder, queryTarget, requireContext } from './query-target';
import type { QueryTarget } from './query-target';
import { readTextFile } from './read-text-file';

/** The admin API: by --admin, --cacert and --token-file, else by the context of the data folder. */
export async function connectAdmin(options: GlobalOptions): Promise<HttpsClient> {
  if (options.admin !== undefined) {
    if (options.tokenFile === undefined) throw new Fault('USAGE', '--admin needs --token-file');
    const bearer = await readToken(options.tokenFile);
    return new HttpsClient({ baseUrl: options.admin, ca: await authority(options, null), bearer });
  }
  const context = await requireContext(options);
  return new HttpsClient({ baseUrl: context.adminUrl, ca: await authority(options, context), bearer: context.token });
}

/** Requests of a person at a terminal: what cannot be asked, and is not kept, is an error. */
const AT_A_TERMINAL = { attempts: 3, timeoutMs: 120_000, silenceMs: 30_000, firstLookMs: 5_000 } as const;
const NOTHING_KEPT = { cacheBytes: 0, offline: { maxAgeMs: 0, beyond: 'error' } } as const;
const KEPT_BY_DEFAULT = { offline: { maxAgeMs: 7 * 86_400_000, beyond: 'error' } } as const;

/**
 * An endpoint of the query API: by --server, --cacert and --key-file, else by the loaded settings, else by the context. Answers are kept
 * where settings are loaded, and what is counted is sent where the person contributes. Faults: USAGE where no key is known, and those
 * of the files that it reads.
 */
export async function connectQuery(options: GlobalOptions, withKey: boolean): Promise<EndpointClient> {
  const target = await queryTarget(options, withKey);
  const folder = endpointFolder(options);
  const keys = withKey ? await keysFor(target, options) : null;
  const policies = withKey ? await new PolicyStore(folder).current() : [];
  const endpointId = await new EndpointIdentity(folder).current();
  const identity = endpointId === null ? {} : { endpointId };
  const { service, isLoaded } = target;
  const byDefault = isLoaded ? (service.offline === undefined ? KEPT_BY_DEFAULT : {}) : NOTHING_KEPT;
  const contributions = { applicationVersion: releaseNumber(), sent: 'when closed' } as const;
  const endpoint = { service, keys, folder: agreementFolder(options), policies, contributions, ...identity };
  return EndpointClient.open({ ...endpoint, ...AT_A_TERMINAL, ...byDefault });
}

/** The named file first, then what was set with `pksn endpoint key set`, for the loaded provider or the service that runs here. */
async function keysFor({ keyFile }: QueryTarget, options: GlobalOptions): Promise<LicenseKeys | KeyStore> {
  if (options.keyFile !== undefined) return { current: await readKey(options.keyFile) };
  const store = new KeyStore(endpointFolder(options));
  if (options.server === undefined && (await store.current()) !== null) return store;
  if (keyFile !== null) return { current: await readKey(keyFile) };
  const set = options.server === undefined ? ', or pksn endpoint key set FILE' : '';
  throw new Fault('USAGE', `--key-file is required: the file with the license key${set}`);
}

/** Runs `use` with an endpoint of the query API, which is closed whatever happens. */
export async function withQuery<T>(
  connecting: Promise<EndpointClient>,
  use: (endpoint: EndpointClient) => Promise<T>,
): Promise<T> {
  const endpoint = await connecting;
  try {
    return await use(endpoint);
  } catch (error) {
    throw error instanceof Fault && error.code === 'ROUTE_NOT_FOUND' ? wrongListener(error, '/v1') : error;
  } finally {
    await endpoint.close();
  }
}

/** Throws LICENSE_KEY_MALFORMED when the file holds something else: it would go to the service as a header. */
export async function readKey(path: string): Promise<string> {
  const text = (await readTextFile(path, 'key file')).trim();
  try {
    return parseLicenseKey(text).canonical;
  } catch (cause) {
    throw new Fault('LICENSE_KEY_MALFORMED', `the key file ${path} holds no license key`, { cause });
  }
}

async function readToken(path: string): Promise<string> {
  const text = (await readTextFile(path, 'token file')).trim();
  if (/^[\x21-\x7e]{1,4096}$/.test(text)) return text;
  throw new Fault('ADMIN_UNAUTHENTICATED', `the token file ${path} holds no token`);
}

/** Runs `use` with a client and closes it whatever happens. */
export async function withClient<T>(
  connecting: Promise<HttpsClient>,
  use: (client: HttpsClient) => Promise<T>,
): Promise<T> {
  const client = await connecting;
  try {
    return await use(client);
  } finally {
    client.close();
  }
}

/** Without what a version may have behind its numbers. */
function releaseNumber(): string {
  return /^[0-9]{1,3}(?:\.[0-9]{1,3}){1,2}/.exec(productVersion())?.[0] ?? '0.0';
}
