import type { DataSource } from 'typeorm';
import { LOCKS, lockInTransaction } from './locks';
import { ProviderLedger } from './provider-ledger';

/** Opens the provider's ledger: to read as it is, or alone, for whatever makes a key or a serial number. */
export class ProviderSettingsStore {
  constructor(private readonly source: DataSource) {}

  get reading(): ProviderLedger {
    return new ProviderLedger(this.source.manager);
  }

  /** One transaction, which no other process enters before it has ended. */
  alone<T>(work: (ledger: ProviderLedger) => Promise<T>): Promise<T> {
    return this.source.transaction(async (manager) => {
      await lockInTransaction(manager, LOCKS.providerSettings);
      return work(new ProviderLedger(manager));
    });
  }
}
