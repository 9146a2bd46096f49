import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Fault } from '@pksn/domain';
import { errorCode } from './disk';
import { filesState } from './watch-files';

/** Paths of PEM files. `cert` may hold a chain, leaf first; `ca` is what clients are given to trust. */
export interface TlsPaths {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
}

/** PEM texts in the shape that `https.createServer` and `setSecureContext` take. */
export interface TlsMaterial {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
}

/** Reads and checks a certificate and its key. Faults: CONFIG_INVALID, naming the file. */
export async function loadTls(paths: TlsPaths): Promise<TlsMaterial> {
  const [cert, key, ca] = await Promise.all([
    pem(paths.cert),
    pem(paths.key),
    paths.ca === undefined ? undefined : pem(paths.ca),
  ]);
  const leaf = parse(paths.cert, () => new X509Certificate(cert));
  const privateKey = parse(paths.key, () => createPrivateKey(key));
  if (!leaf.checkPrivateKey(privateKey)) {
    throw new Fault('CONFIG_INVALID', `the key in ${paths.key} does not belong to the certificate in ${paths.cert}`);
  }
  if (ca !== undefined && paths.ca !== undefined) parse(paths.ca, () => new X509Certificate(ca));
  return ca === undefined ? { cert, key } : { cert, key, ca };
}

/** Changes whenever one of the files was replaced or touched; missing files count as a state of their own. */
export function tlsFilesState(paths: TlsPaths): Promise<string> {
  return filesState([paths.cert, paths.key, ...(paths.ca === undefined ? [] : [paths.ca])]);
}

async function pem(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new Fault('CONFIG_INVALID', `${path} cannot be read (${errorCode(error)})`, { cause: error });
  }
}

function parse<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Fault('CONFIG_INVALID', `${path} is not a PEM file of the expected kind`, { cause: error });
  }
}
