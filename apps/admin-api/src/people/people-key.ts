import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '@pksn/domain';
import { createDurable, errorCode, makeDirectory } from '@pksn/runtime';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const MODE = 0o600;
const FOLDER_MODE = 0o700;

/**
 * Seals what the database keeps of second factors (AES-256-GCM), so that a copy of the database makes no one-time
 * passwords. The key is on disk alone, made at first use. Fault of all: PEOPLE_KEY.
 */
export class PeopleKey {
  private key: Promise<Buffer> | null = null;

  constructor(private readonly path: string) {}

  /** Bound to whose it is. */
  async seal(secret: Uint8Array, personId: string): Promise<Buffer> {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', await this.read(), nonce).setAAD(Buffer.from(personId));
    const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  async open(sealed: Buffer, personId: string): Promise<Buffer> {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
    try {
      const decipher = createDecipheriv('aes-256-gcm', await this.read(), nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(personId)).setAuthTag(tag);
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    } catch (cause) {
      if (cause instanceof Fault) throw cause;
      throw new Fault('PEOPLE_KEY', `${this.path} is not the key that second factors are sealed with`, { cause });
    }
  }

  private read(): Promise<Buffer> {
    this.key ??= this.readOrMake().catch((error: unknown) => {
      this.key = null;
      throw error;
    });
    return this.key;
  }

  private async readOrMake(): Promise<Buffer> {
    await makeDirectory(dirname(this.path), FOLDER_MODE);
    await createDurable(this.path, `${randomBytes(KEY_BYTES).toString('base64')}\n`, MODE);
    const text = await readFile(this.path, 'latin1').catch((error: unknown) => {
      throw new Fault('PEOPLE_KEY', `${this.path} cannot be read (${errorCode(error)})`, { cause: error });
    });
    const key = Buffer.from(text.trim(), 'base64');
    if (key.length !== KEY_BYTES) throw new Fault('PEOPLE_KEY', `${this.path} does not hold 32 bytes in Base64`);
    return key;
  }
}
