import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@pksn/domain';
import { diskReason } from '../files/disk-reason';

/** How a service of the evaluation lets its own user in. Its token is void once the service has stopped. */
export interface ServiceContext {
  readonly adminUrl: string;
  readonly queryUrl: string;
  /** The certificate authority in PEM, or the path of its file. */
  readonly ca: string;
  readonly token: string;
  readonly pid: number;
  /** A file with a license key for lookups, when the service was set up with a demonstration. */
  readonly keyFile?: string;
}

export const CONTEXT_FILE_NAME = 'context.json';
const OTHERS_BITS = 0o077;

/**
 * Reads DIR/context.json, or returns null when there is none. Refuses a file that others may read or that another
 * user owns: its token could be known, or its addresses be a trap. Throws CONTEXT_MISSING.
 */
export async function readContextFile(dataFolder: string): Promise<ServiceContext | null> {
  const path = join(dataFolder, CONTEXT_FILE_NAME);
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw new Fault('CONTEXT_MISSING', `${path} cannot be read: ${diskReason(error)}`, { cause: error });
  });
  if (handle === null) return null;
  try {
    const { mode, uid } = await handle.stat();
    if (process.platform !== 'win32' && ((mode & OTHERS_BITS) !== 0 || uid !== process.geteuid?.())) {
      throw new Fault('CONTEXT_MISSING', `${path} must belong to you and be readable by nobody else (0600)`);
    }
    return parseContext(await handle.readFile('utf8'), path);
  } finally {
    await handle.close();
  }
}

function parseContext(text: string, path: string): ServiceContext {
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    const { adminUrl, queryUrl, ca, token, pid, keyFile } = value;
    const texts = [adminUrl, queryUrl, ca, token].every((one) => typeof one === 'string');
    if (!texts || typeof pid !== 'number') throw new TypeError('fields are missing');
    const rest = typeof keyFile === 'string' ? { keyFile } : {};
    return { adminUrl, queryUrl, ca, token, pid, ...rest } as ServiceContext;
  } catch (cause) {
    throw new Fault('CONTEXT_MISSING', `${path} is not the context of a running service`, { cause });
  }
}
