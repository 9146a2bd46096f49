import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '@pksn/domain';
import { errorCode, makeDirectory, renameDurable, writeDurable } from '@pksn/runtime';
import { generateSigningKey, signingKeyFromPem, signingKeyToPem } from '@pksn/signing';
import type { SigningKey } from '@pksn/signing';

const MODE = 0o600;
const FOLDER_MODE = 0o700;

/**
 * The provider's private key on disk. The database says which key is in force; the file must hold that one. A successor
 * waits beside it (`.next`) until the database has taken it, so that no crash leaves the database without its key.
 * Callers hold the lock of the provider's ledger.
 */
export class SigningKeyFile {
  constructor(readonly path: string) {}

  private get nextPath(): string {
    return `${this.path}.next`;
  }

  /** The key of this id. Fault: PROVIDER_KEY, when it is not there; never is another made in its place. */
  async read(keyid: string): Promise<SigningKey> {
    const key = await keyAt(this.path);
    if (key?.keyid === keyid) return key;
    const next = await keyAt(this.nextPath);
    if (next?.keyid === keyid) {
      await renameDurable(this.nextPath, this.path);
      return next;
    }
    const found = key === null ? 'is not there' : `holds another key (${key.keyid.slice(0, 8)})`;
    throw new Fault('PROVIDER_KEY', `${this.path} ${found}; endpoints trust key ${keyid.slice(0, 8)}`);
  }

  /** For an installation that has never signed: the key that was put there, or a new one. */
  async readOrMake(): Promise<SigningKey> {
    const key = await keyAt(this.path);
    if (key !== null) return key;
    const made = generateSigningKey();
    await makeDirectory(dirname(this.path), FOLDER_MODE);
    await writeDurable(this.path, signingKeyToPem(made), MODE);
    return made;
  }

  /** Makes a successor; `read` puts it in its place once the database names it. */
  async prepareSuccessor(): Promise<SigningKey> {
    const successor = generateSigningKey();
    await writeDurable(this.nextPath, signingKeyToPem(successor), MODE);
    return successor;
  }
}

async function keyAt(path: string): Promise<SigningKey | null> {
  const pem = await readFile(path, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return null;
    throw new Fault('PROVIDER_KEY', `${path} cannot be read (${errorCode(error)})`, { cause: error });
  });
  if (pem === null) return null;
  try {
    return signingKeyFromPem(pem);
  } catch {
    // The cause is dropped on purpose: it could quote key material.
    throw new Fault('PROVIDER_KEY', `${path} holds no Ed25519 private key in PEM`);
  }
}
