import { chmod, mkdir, readdir, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@pksn/domain';
import { syncDirectory, writeDurable } from '@pksn/runtime';
import type { Issued } from '@pksn/runtime';
import { diskReason } from '../files/disk-reason';

/** The files of a proxy's folder, as `ksn-proxy --config DIR/proxy.json` reads them. */
export const BUNDLE = {
  serverCert: 'server.crt',
  serverKey: 'server.key',
  clientCert: 'client.crt',
  clientKey: 'client.key',
  ca: 'ca.pem',
  config: 'proxy.json',
} as const;

export type BundleFiles = Readonly<Partial<Record<keyof typeof BUNDLE, string>>>;

const FOLDER_MODE = 0o700;
const SECRET_MODE = 0o600;
const PUBLIC_MODE = 0o644;

/** Keys before what belongs to them: whoever reads meanwhile sees that they do not fit, and keeps what it has. */
const ORDER = ['serverKey', 'serverCert', 'clientKey', 'clientCert', 'ca', 'config'] as const;

export const serverPair = ({ certificate, key }: Issued): BundleFiles => ({ serverCert: certificate, serverKey: key });
export const clientPair = ({ certificate, key }: Issued): BundleFiles => ({ clientCert: certificate, clientKey: key });

/**
 * Makes the folder of a bundle, or takes one that is there, and closes it to others: an empty one, or with `force` any. Returns what takes it out again if
 * nothing came of it. Fault: USAGE.
 */
export async function openBundle(folder: string, force: boolean): Promise<() => Promise<void>> {
  const facts = await stat(folder).catch(() => null);
  if (facts === null) {
    try {
      await mkdir(folder, { mode: FOLDER_MODE });
    } catch (cause) {
      throw new Fault('USAGE', `--out ${folder} cannot be made: ${diskReason(cause)}`, { cause });
    }
    return () => rmdir(folder).catch(() => undefined);
  }
  if (!facts.isDirectory()) throw new Fault('USAGE', `--out ${folder} is no folder`);
  if (!force && (await readdir(folder)).length > 0)
    throw new Fault(
      'USAGE',
      `--out ${folder} is not empty and is not overwritten: name another folder, or pass --force; pksn proxy renew puts new certificates into a bundle`,
    );
  try {
    await chmod(folder, FOLDER_MODE);
  } catch (cause) {
    throw new Fault('USAGE', `--out ${folder} cannot be closed to others: ${diskReason(cause)}`, { cause });
  }
  return () => Promise.resolve();
}

/** Each file whole or not at all; what is not named stays. Faults: DISK_FULL, DATA_FOLDER. */
export async function writeBundle(folder: string, files: BundleFiles): Promise<void> {
  for (const part of ORDER) {
    const text = files[part];
    if (text === undefined) continue;
    const isKey = part === 'serverKey' || part === 'clientKey';
    await writeDurable(join(folder, BUNDLE[part]), text, isKey ? SECRET_MODE : PUBLIC_MODE);
  }
  await syncDirectory(folder);
}
