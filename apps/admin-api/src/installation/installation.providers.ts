import type { Provider } from '@nestjs/common';
import type { FollowedConfig, Logger } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import { InstallationSettings, ProcessReports, SettingsWatch } from '@pksn/store-postgres';
import type { AdminConfig } from '../config';
import { DATABASE, LOG } from '../tokens';
import { InstallationDesk } from './installation-desk';
import { SettingsFollower } from './settings-follower';

/** What is set for the installation, and this process' own following of it. */
export const installationProviders = (followed: FollowedConfig<AdminConfig>): Provider[] => [
  {
    provide: InstallationDesk,
    inject: [DATABASE, SettingsWatch],
    useFactory: (source: DataSource, watch: SettingsWatch) =>
      new InstallationDesk(new InstallationSettings(source), new ProcessReports(source), watch),
  },
  {
    provide: SettingsWatch,
    inject: [DATABASE, LOG],
    useFactory: (source: DataSource, log: Logger) => {
      const { host, port, tlsCert, tlsKey } = followed.config;
      const listening = { host, port, certFile: tlsCert, keyFile: tlsKey };
      return new SettingsWatch(source, followed, log, listening);
    },
  },
  {
    provide: SettingsFollower,
    inject: [SettingsWatch],
    useFactory: (watch: SettingsWatch) => new SettingsFollower(watch),
  },
];
