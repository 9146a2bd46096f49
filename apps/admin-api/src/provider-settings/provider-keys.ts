import { Fault } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import { openSuccession, signSuccession } from '@pksn/signing';
import type { SigningKey, Succession } from '@pksn/signing';
import type { ProviderKeyRow, ProviderLedger, ProviderSettingsStore } from '@pksn/store-postgres';
import type { SigningKeyFile } from './signing-key-file';

export interface ProviderKeyView {
  /** SHA-256 of the public key in hex: what customers compare. */
  readonly fingerprint: string;
  readonly number: number;
  readonly madeAt: string;
}

/** The key that signs settings files, and how one follows another. */
export class ProviderKeys {
  constructor(
    private readonly store: ProviderSettingsStore,
    private readonly file: SigningKeyFile,
    private readonly clock: Clock,
  ) {}

  /** Fault: NOT_FOUND before the first settings file. */
  async show(): Promise<ProviderKeyView> {
    const key = await this.current();
    if (key === null) throw new Fault('NOT_FOUND', 'there is no key before the first settings file is issued');
    return key;
  }

  async current(): Promise<ProviderKeyView | null> {
    return view((await this.store.reading.keys()).at(-1));
  }

  /** The key in force; made with the first settings file. Inside the ledger's lock. Fault: PROVIDER_KEY. */
  async signer(ledger: ProviderLedger, actor: string): Promise<{ key: SigningKey; successions: Succession[] }> {
    const keys = await ledger.keys();
    const newest = keys.at(-1);
    const key = newest === undefined ? await this.file.readOrMake() : await this.file.read(newest.keyid);
    if (newest === undefined) await ledger.addKey(key.keyid, null, actor);
    return { key, successions: keys.slice(1).map((one) => openSuccession(one.succession)) };
  }

  /** A new key, named by the one before, which is then gone. Faults: NOT_FOUND, PROVIDER_KEY. */
  async rotate(actor: string): Promise<ProviderKeyView> {
    const keyid = await this.store.alone(async (ledger) => {
      const newest = (await ledger.keys()).at(-1);
      if (newest === undefined)
        throw new Fault('NOT_FOUND', 'there is no key before the first settings file is issued');
      const predecessor = await this.file.read(newest.keyid);
      const successor = await this.file.prepareSuccessor();
      const { envelope } = signSuccession(predecessor, successor.publicKey, this.clock.now());
      await ledger.addKey(successor.keyid, envelope, actor);
      return successor.keyid;
    });
    await this.store.alone(() => this.file.read(keyid));
    return this.show();
  }
}

function view(row: ProviderKeyRow | undefined): ProviderKeyView | null {
  if (row === undefined) return null;
  return { fingerprint: row.keyid, number: row.number, madeAt: row.madeAt.toISOString() };
}
