import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { Fault } from '@pksn/domain';
import { AuthorityFolder, loadTls } from '@pksn/runtime';
import type { Issued } from '@pksn/runtime';
import { readContextFile } from '../connection/context-file';
import type { GlobalOptions } from '../session';

export interface IssuingOptions {
  readonly authority?: string;
  readonly serverCert?: string;
  readonly serverKey?: string;
}

const ALWAYS = ['localhost', '127.0.0.1', '::1'];
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
/** The last label of a name is no number: else it is an address that went wrong. */
const NAME = new RegExp(`^(?=.{1,253}$)(?:${LABEL}\\.)*(?!\\d+$)${LABEL}$`);

/**
 * Who issues: the folder that is named, else that of the service that runs here, which has its key; null: nobody. Faults: USAGE for a
 * named folder that has no key; CONFIG_INVALID.
 */
export async function issuingAuthority(
  options: GlobalOptions,
  { authority }: IssuingOptions,
): Promise<AuthorityFolder | null> {
  if (authority !== undefined) {
    const opened = await AuthorityFolder.open(authority);
    if (opened === null) throw new Fault('USAGE', `--authority ${authority} has no ca.key`);
    return opened;
  }
  if (options.admin !== undefined) return null;
  const context = await readContextFile(options.data);
  const isPath = context !== null && !context.ca.startsWith('-----BEGIN');
  return isPath ? AuthorityFolder.open(dirname(context.ca)) : null;
}

/**
 * The pair that is named, which must be good for `hosts`, or one that the authority issues for `names`. Faults: USAGE, CONFIG_INVALID.
 */
export async function serverCertificate(
  authority: AuthorityFolder | null,
  { serverCert, serverKey, host: hosts }: IssuingOptions & { readonly host?: readonly string[] },
  names: readonly string[],
  now: number,
): Promise<Issued> {
  if ((serverCert === undefined) !== (serverKey === undefined))
    throw new Fault('USAGE', '--server-cert and --server-key go together');
  if (serverCert !== undefined && serverKey !== undefined) {
    const { cert, key } = await loadTls({ cert: serverCert, key: serverKey });
    const leaf = new X509Certificate(cert);
    if (Date.parse(leaf.validTo) <= now) throw new Fault('USAGE', `--server-cert ${serverCert} ended ${leaf.validTo}`);
    const strange = hosts?.find((one) => (isIP(one) === 0 ? leaf.checkHost(one) : leaf.checkIP(one)) === undefined);
    if (strange !== undefined)
      throw new Fault('USAGE', `--server-cert ${serverCert} is not good for --host ${strange}`);
    return { certificate: cert, key };
  }
  if (authority === null)
    throw new Fault(
      'USAGE',
      'nobody is there to issue the server certificate: name a folder with ca.pem and ca.key by --authority, or a certificate of your own by --server-cert and --server-key',
    );
  return authority.server(names, now);
}

/** What endpoints may call the proxy. Fault: USAGE. */
export function serverNames(hosts: readonly string[] | undefined): readonly string[] {
  const wrong = hosts?.find((one) => isIP(one) === 0 && !NAME.test(one));
  if (wrong !== undefined)
    throw new Fault(
      'USAGE',
      `--host ${wrong.slice(0, 80)} is neither a host name nor an address, without scheme and port`,
    );
  return [...new Set([...ALWAYS, ...(hosts ?? [hostname().toLowerCase()])])];
}

/** The names of a certificate in PEM, for its successor. */
export function namesOf(certificate: string): readonly string[] {
  const listed = new X509Certificate(certificate).subjectAltName ?? '';
  return listed
    .split(', ')
    .map((one) => /^(?:DNS|IP Address):(.+)$/.exec(one)?.[1])
    .filter((one) => one !== undefined);
}
