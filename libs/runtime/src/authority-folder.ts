import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@pksn/domain';
import { errorCode } from './disk';
import type { Issued } from './local-authority';

/** Issues certificates of 398 days from a folder with ca.pem and ca.key, such as `npm start` makes in DATA/tls. */
export class AuthorityFolder {
  private constructor(private readonly authority: Issued) {}

  /** In PEM. */
  get certificate(): string {
    return this.authority.certificate;
  }

  /** Null: there is no ca.key. Fault: CONFIG_INVALID, for files that cannot be read, do not fit, or belong to no authority. */
  static async open(folder: string): Promise<AuthorityFolder | null> {
    const paths = [join(folder, 'ca.pem'), join(folder, 'ca.key')] as const;
    const [certificate, key] = await Promise.all(paths.map(textOf));
    if (key == null) return null;
    if (certificate == null) throw new Fault('CONFIG_INVALID', `${paths[0]} is missing`);
    let fits = false;
    try {
      const leaf = new X509Certificate(certificate);
      fits = leaf.ca && leaf.checkPrivateKey(createPrivateKey(key));
    } catch (cause) {
      throw new Fault('CONFIG_INVALID', `${paths.join(' or ')} is not PEM of the expected kind`, { cause });
    }
    if (!fits) throw new Fault('CONFIG_INVALID', `${paths.join(' and ')} are not an authority and its key`);
    return new AuthorityFolder({ certificate, key });
  }

  server(names: readonly string[], now: number): Promise<Issued> {
    return issuing().issueServer(this.authority, names, now);
  }

  client(name: string, now: number): Promise<Issued> {
    return issuing().issueClient(this.authority, name, now);
  }

  /** A client certificate that vouches for itself, where there is no authority. */
  static selfSignedClient(name: string, now: number): Promise<Issued> {
    return issuing().issueClient(null, name, now);
  }
}

/** Loaded by whoever has to issue: no other process needs ASN.1, which would take a tenth of its start. */
const issuing = (): typeof import('./local-authority') =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as late as it is needed, and no module of ECMAScript
  require('./local-authority') as typeof import('./local-authority');

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return null;
    throw new Fault('CONFIG_INVALID', `${path} cannot be read (${errorCode(cause)})`, { cause });
  }
}
