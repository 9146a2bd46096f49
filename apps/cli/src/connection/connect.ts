import { Fault } from '@pksn/domain';
import { parseLicenseKey } from '@pksn/licensing';
import type { GlobalOptions } from '../session';
import { firstReachable } from './first-reachable';
import { HttpsClient } from './https-client';
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

/** The query API: by --server, --cacert and --key-file, else by the loaded settings, else by the context. */
export async function connectQuery(options: GlobalOptions, withKey: boolean): Promise<HttpsClient> {
  const target = await queryTarget(options, withKey);
  const keyFile = options.keyFile ?? target.keyFile;
  if (withKey && keyFile === null) throw new Fault('USAGE', '--key-file is required: the file with the license key');
  const bearer = withKey && keyFile !== null ? await readKey(keyFile) : null;
  return firstReachable(target.addresses, { ca: target.ca, bearer });
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
