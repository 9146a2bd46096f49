import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '@pksn/domain';
import { errorCode, makeDirectory, writeDurable } from '@pksn/runtime';
import { generateSigningKey, signingKeyFromPem, signingKeyToPem } from '@pksn/signing';
import type { SigningKey } from '@pksn/signing';

const MODE = 0o600;
const FOLDER_MODE = 0o700;

/** The private key that signs checkpoints: on disk alone, never in the database that it vouches for. */
export class HistoryKeyFile {
  constructor(readonly path: string) {}

  /** The key, or null where there is no file. Fault: HISTORY_KEY. */
  async read(): Promise<SigningKey | null> {
    const pem = await readFile(this.path, 'utf8').catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return null;
      throw new Fault('HISTORY_KEY', `${this.path} cannot be read (${errorCode(error)})`, { cause: error });
    });
    if (pem === null) return null;
    try {
      return signingKeyFromPem(pem);
    } catch {
      // The cause is dropped on purpose: it could quote key material.
      throw new Fault('HISTORY_KEY', `${this.path} holds no Ed25519 private key in PEM`);
    }
  }

  /** A new key in its place. Callers hold the lock of the checkpoints. Faults: DISK_FULL, DATA_FOLDER. */
  async make(): Promise<SigningKey> {
    const key = generateSigningKey();
    await makeDirectory(dirname(this.path), FOLDER_MODE);
    await writeDurable(this.path, signingKeyToPem(key), MODE);
    return key;
  }
}
