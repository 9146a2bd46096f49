import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { Fault } from '@pksn/domain';
import { errorCode } from '../disk';
import { removeDurable, renameDurable, writeDurable } from '../durable-file';
import type { TlsPaths } from '../tls-material';
import { onlyCertificates } from './certificate-chain';

/** A certificate chain and its private key, PEM. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}

const KEY_MODE = 0o600;
const CERT_MODE = 0o644;

/**
 * The certificate files of a listener, replaced as a pair: the former pair stays beside them (`.former`), the new one is written
 * beside them (`.next`) and renamed, key first. Whoever watches the files takes them when they fit each other.
 * Callers see to it that one replaces at a time.
 */
export class TlsFiles {
  constructor(private readonly paths: Pick<TlsPaths, 'cert' | 'key'>) {}

  /** The pair in place. Fault: TLS_FILES, when it cannot be read. */
  async current(): Promise<TlsPair> {
    const pair = await this.pair('');
    if (pair === null) throw new Fault('TLS_FILES', `${this.paths.cert} or ${this.paths.key} is not there`);
    return pair;
  }

  former(): Promise<TlsPair | null> {
    return this.pair('.former');
  }

  /** The key that waits for the certificate that was requested for it. */
  requestedKey(): Promise<string | null> {
    return read(`${this.paths.key}.requested`);
  }

  /** Faults: TLS_FILES, DISK_FULL; then all is as it was. */
  async keepRequested(key: string): Promise<void> {
    await this.write(`${this.paths.key}.requested`, key, KEY_MODE);
  }

  /** What else stands in the text of the chain is left out. Faults: TLS_FILES, DISK_FULL; then the pair in place is the one before. */
  async replace({ cert: text, key }: TlsPair): Promise<void> {
    const { cert: certPath, key: keyPath } = this.paths;
    if (certPath === keyPath)
      throw new Fault('TLS_FILES', `${certPath} holds the certificate and the key: replace it on its host`);
    const former = await this.current();
    const cert = onlyCertificates(text);
    const modes = { cert: await modeOf(certPath, CERT_MODE), key: await modeOf(keyPath, KEY_MODE) };
    await this.write(`${keyPath}.next`, key, modes.key);
    await this.write(`${certPath}.next`, cert, modes.cert);
    await this.write(`${keyPath}.former`, former.key, KEY_MODE);
    await this.write(`${certPath}.former`, former.cert, modes.cert);
    await renameDurable(`${keyPath}.next`, keyPath);
    await renameDurable(`${certPath}.next`, certPath);
    const requested = await this.requestedKey();
    if (requested !== null && fits(cert, requested)) await removeDurable(`${keyPath}.requested`);
  }

  /** After a crash between the two renames: puts the certificate in place that belongs to the key. Never fails. */
  async finish(): Promise<void> {
    const { cert } = this.paths;
    const [current, next] = await Promise.all([this.pair(''), read(`${cert}.next`)]).catch(() => [null, null]);
    if (current === null || next === null || fits(current.cert, current.key) || !fits(next, current.key)) return;
    await renameDurable(`${cert}.next`, cert).catch(() => undefined);
  }

  private async pair(suffix: string): Promise<TlsPair | null> {
    const [cert, key] = await Promise.all([read(this.paths.cert + suffix), read(this.paths.key + suffix)]);
    return cert === null || key === null ? null : { cert, key };
  }

  private async write(path: string, text: string, mode: number): Promise<void> {
    try {
      await writeDurable(path, text, mode);
    } catch (error) {
      if (Fault.from(error).code === 'DISK_FULL') throw error;
      throw new Fault('TLS_FILES', `${path} cannot be written`, { cause: error });
    }
  }
}

async function read(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw new Fault('TLS_FILES', `${path} cannot be read (${errorCode(error)})`, { cause: error });
  }
}

async function modeOf(path: string, fallback: number): Promise<number> {
  return stat(path).then(
    ({ mode }) => mode & 0o777,
    () => fallback,
  );
}

function fits(cert: string, key: string): boolean {
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}
