import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import type { Clock } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import { ProviderSettingsStore } from '@pksn/store-postgres';
import type { AdminConfig } from '../config';
import { CLOCK, CONFIG, DATABASE } from '../tokens';
import { ProviderKeys } from './provider-keys';
import { SettingsAlerts } from './settings-alerts';
import { SettingsDesk } from './settings-desk';
import { SigningKeyFile } from './signing-key-file';

/** Everything about provider settings files, put together. */
export const PROVIDER_SETTINGS: Provider[] = [
  {
    provide: ProviderSettingsStore,
    inject: [DATABASE],
    useFactory: (source: DataSource) => new ProviderSettingsStore(source),
  },
  {
    provide: ProviderKeys,
    inject: [CONFIG, ProviderSettingsStore, CLOCK],
    useFactory: (config: AdminConfig, store: ProviderSettingsStore, clock: Clock) => {
      const path = config.providerKey ?? join(config.dataDir, 'provider', 'signing-key.pem');
      return new ProviderKeys(store, new SigningKeyFile(path), clock);
    },
  },
  {
    provide: SettingsDesk,
    inject: [CONFIG, ProviderSettingsStore, ProviderKeys, CLOCK],
    useFactory: (config: AdminConfig, store: ProviderSettingsStore, keys: ProviderKeys, clock: Clock) =>
      new SettingsDesk(store, keys, { queryUrl: config.queryUrl, ca: config.ca }, clock),
  },
  {
    provide: SettingsAlerts,
    inject: [SettingsDesk, ProviderKeys],
    useFactory: (desk: SettingsDesk, keys: ProviderKeys) => new SettingsAlerts(desk, keys),
  },
];
