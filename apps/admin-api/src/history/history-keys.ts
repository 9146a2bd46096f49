import { historyPublicKey, historyPublicPem } from '@pksn/history';
import type { HistoryPublicKey } from '@pksn/history';
import type { SigningKey } from '@pksn/signing';
import type { HistoryReader } from '@pksn/store-postgres';
import type { HistoryKeyFile } from './history-key-file';

const ACTOR = 'admin-api';

export interface KeptKey extends HistoryPublicKey {
  readonly signer: SigningKey;
  /** The public half, for everybody. */
  readonly pem: string;
}

/** The key of this installation's checkpoints, made at the first start. That one was made is part of the history. */
export class HistoryKeys {
  constructor(
    private readonly file: HistoryKeyFile,
    private readonly history: HistoryReader,
  ) {}

  /** As it is on disk now, so that a lost key is noticed. Callers hold the lock of the checkpoints. Faults: HISTORY_KEY, DISK_FULL, DATA_FOLDER. */
  async inForce(): Promise<KeptKey> {
    const found = await this.known();
    if (found !== null) return found;
    const key = await this.file.make();
    await this.history.record({ actor: ACTOR, action: 'history.key-made', subject: key.keyid });
    return kept(key);
  }

  /** The key, or null before the first checkpoint. Fault: HISTORY_KEY. */
  async known(): Promise<KeptKey | null> {
    const key = await this.file.read();
    return key === null ? null : kept(key);
  }
}

function kept(signer: SigningKey): KeptKey {
  const pem = historyPublicPem(signer.privateKey);
  return { ...historyPublicKey(pem), signer, pem };
}
