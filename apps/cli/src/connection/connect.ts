import { Fault } from '@pksn/domain';
import { parseLicenseKey } from '@pksn/licensing';
import type { GlobalOptions } from '../session';
import { readContextFile } from './context-file';
import type { ServiceContext } from './context-file';
import { HttpsClient } from './https-client';
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

/** The query API: by --server, --cacert and --key-file; what is missing comes from the context of the data folder. */
export async function connectQuery(options: GlobalOptions, withKey: boolean): Promise<HttpsClient> {
  const context = options.server === undefined ? await requireContext(options) : null;
  const keyFile = options.keyFile ?? context?.keyFile;
  if (withKey && keyFile === undefined)
    throw new Fault('USAGE', '--key-file is required: the file with the license key');
  const bearer = withKey && keyFile !== undefined ? await readKey(keyFile) : null;
  const baseUrl = options.server ?? context?.queryUrl ?? '';
  return new HttpsClient({ baseUrl, ca: await authority(options, context), bearer });
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

async function requireContext(options: GlobalOptions): Promise<ServiceContext> {
  const context = await readContextFile(options.data);
  if (context === null) throw new Fault('CONTEXT_MISSING', `${options.data} holds no context of a running service`);
  return context;
}

async function authority(options: GlobalOptions, context: ServiceContext | null): Promise<string | null> {
  if (options.cacert !== undefined) return readTextFile(options.cacert, 'certificate file');
  if (context === null) return null;
  return context.ca.startsWith('-----BEGIN') ? context.ca : readTextFile(context.ca, 'certificate file');
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
