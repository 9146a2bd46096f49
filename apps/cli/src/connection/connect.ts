import { join } from 'node:path';
import { Fault } from '@pksn/domain';
import { EndpointClient, PolicyStore } from '@pksn/endpoint-client';
import { parseLicenseKey } from '@pksn/licensing';
import type { GlobalOptions } from '../session';
import { HttpsClient, wrongListener } from './https-client';
import { authority, queryTarget, requireContext } from './query-target';
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

/** Requests of a person at a terminal: nothing is kept, and what cannot be asked is an error. */
const AT_A_TERMINAL = {
  cacheBytes: 0,
  attempts: 3,
  timeoutMs: 120_000,
  silenceMs: 30_000,
  offline: { maxAgeMs: 0, beyond: 'error' },
} as const;
/** `queryTarget` has looked at the policy of loaded settings; who names an address by hand has none. */
const FREE = { requests: { mode: 'free', value: true } } as const;

/** An endpoint of the query API: by --server, --cacert and --key-file, else by the loaded settings, else by the context. */
export async function connectQuery(options: GlobalOptions, withKey: boolean): Promise<EndpointClient> {
  const { addresses: origins, ca, keyFile: known } = await queryTarget(options, withKey);
  const keyFile = options.keyFile ?? known;
  if (withKey && keyFile === null) throw new Fault('USAGE', '--key-file is required: the file with the license key');
  const keys = withKey && keyFile !== null ? { current: await readKey(keyFile) } : null;
  const service = { origins, ca, policy: FREE, provider: '' };
  const folder = join(options.data, 'endpoint');
  const policies = withKey ? await new PolicyStore(folder).current() : [];
  return EndpointClient.open({ service, keys, folder, policies, ...AT_A_TERMINAL });
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
async function readKey(path: string): Promise<string> {
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
